import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { committedCases } from '../../../src/benchmark/cases.ts';

/** A right answer to each committed case, and a wrong one that looks like it. */
const answers: Readonly<Record<string, readonly [right: string, wrong: string]>> = {
  'typescript-add': ['return left + right;', 'return left - right;'],
  'typescript-weekdays': ["'Wednesday',", "'Thursday',"],
  'python-even': ['return number % 2 == 0', 'return number % 2 == 1'],
  'python-count': ['counts[word] = counts.get(word, 0) + 1', 'counts[word] += 1'],
  'go-error': ['return nil, fmt.Errorf("reading %s: %w", path, err)', 'return nil, nil'],
  'java-getter': ['return this.name;', 'return age;'],
  'rust-largest': ['values.iter().copied().max()', 'values.iter().copied().min()'],
  'c-swap': ['*right = temporary;', '*right = *left;'],
  'chat-status': ['404', 'It is 400.'],
  'chat-arithmetic': ['17', '15'],
  'chat-json': ['```json\n{"name": "Ada", "age": 36}\n```', 'name: Ada, age: 36'],
  'chat-bug': ['Line 4', 'Line 2'],
  'chat-function': ['const double = (value) => value * 2;', 'function double(value) { return value * 3; }'],
  'chat-sql': ['SELECT * FROM users WHERE age > 30;', 'SELECT * FROM users WHERE age >= 30;'],
  'chat-format': ['Go\nRust\nC', '1. Go\n2. Rust\n3. C\nThese are languages.'],
};

describe('the committed cases', () => {
  for (const one of committedCases) {
    it(`tell right from wrong: ${one.title}`, () => {
      assert.ok(one.kind !== 'own-code');
      const [right, wrong] = answers[one.id] ?? assert.fail(`no answers for ${one.id}`);
      assert.ok(one.check(right), right);
      assert.ok(!one.check(wrong), wrong);
      assert.ok(!one.check(''));
    });
  }

  it('are eight completions and seven questions, each with an id of its own, small enough for a tiny model', () => {
    const kinds = committedCases.map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'completion').length, 8);
    assert.equal(kinds.filter((kind) => kind === 'chat').length, 7);
    assert.equal(new Set(committedCases.map(({ id }) => id)).size, committedCases.length);
    assert.ok(committedCases.every(({ maxOutputTokens }) => maxOutputTokens <= 64));
  });

  it('have their gap where a line begins, with its indentation before it', () => {
    for (const one of committedCases) {
      if (one.kind !== 'completion') continue;
      assert.match(one.prefix, /\n[ \t]+$/, one.id);
      assert.match(one.suffix, /^\n/, one.id);
      assert.doesNotMatch(one.prefix + one.suffix, /█/);
    }
  });
});
