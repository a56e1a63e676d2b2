import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fimFormats } from '../../../src/backends/fim/formats.ts';
import { buildPrompt } from '../../../src/backends/fim/prompt.ts';
import { PromptBuilder } from '../../../src/completion/prompt.ts';
import { View } from '../../../src/completion/view.ts';
import { loadTraces, statesOf } from '../../bench/completion/trace.ts';
import { completion } from '../../contract/support/requests.ts';
import { Editor, open } from './harness.ts';

const budget = { prefixLength: 400, suffixLength: 100, maxOutputTokens: 48 };
const lineOf = (number: number) => `const value${number} = compute(${number});\n`;
const linesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => lineOf(from + index)).join('');

function viewOf(document: string, scene = {}): View {
  return new View(new Editor(document, scene).snapshot);
}

test('the prefix begins at the same character for many keys, then moves by a block', () => {
  const prompts = new PromptBuilder();
  const text = linesOf(0, 100);
  const starts: string[] = [];
  for (let length = 0; length < text.length; length++) {
    const { prefix } = prompts.build(viewOf(`${text.slice(0, length)}█`), budget);
    assert.ok(prefix.length <= budget.prefixLength);
    assert.ok(text.slice(0, length).endsWith(prefix));
    if (length > 400) assert.ok(prefix.length >= budget.prefixLength * 0.4, 'not less than what is kept');
    const start = prefix.slice(0, 30);
    if (length > 30 && starts.at(-1) !== start) starts.push(start);
  }
  const movesExpected = (text.length - budget.prefixLength) / (budget.prefixLength * 0.6 - 40);
  assert.ok(starts.length <= movesExpected + 2, `${starts.length} starts`);
  assert.ok(
    starts.every((start) => start.startsWith('const value')),
    'whole lines',
  );
});

test('the suffix begins at the next line, and closers right of the cursor are no part of it', () => {
  const build = (document: string) => {
    const { prefix, suffix } = new PromptBuilder().build(viewOf(document), budget);
    return { prefix, suffix };
  };
  assert.deepEqual(build('foo(█)\nbar();\n'), { prefix: 'foo(', suffix: '\nbar();\n' });
  assert.deepEqual(build('foo(█"});\nbar();'), { prefix: 'foo(', suffix: '\nbar();' });
  assert.deepEqual(build('foo(█, b)\nbar();'), { prefix: 'foo(', suffix: ', b)\nbar();' });
  assert.deepEqual(build('foo(█)'), { prefix: 'foo(', suffix: '' });
});

test('what is above the cursor’s line stays where it was while a person types on, over a line’s end too', () => {
  const prompts = new PromptBuilder();
  const typedAt = (document: string, scene = {}) => {
    const view = viewOf(`import os\n${document}\nend()\n`, scene);
    const { prefix, typedCharacters } = prompts.build(view, budget);
    return prefix.slice(prefix.length - typedCharacters);
  };
  assert.equal(typedAt('a = █'), 'a = ');
  assert.equal(typedAt('a = f(█)'), 'a = f(', 'a bracket that closed by itself is no part of the suffix');
  assert.equal(typedAt('a = f(1)\nb█'), 'a = f(1)\nb');
  assert.equal(typedAt('a█'), 'a', 'much of it deleted');
  assert.equal(typedAt('a = co█', { selectedSuggestion: { text: 'console', replacedText: 'co' } }), 'a = console');
  assert.equal(typedAt('a = con█', { selectedSuggestion: { text: 'const', replacedText: 'con' } }), 'a = const');
});

test('at another place the cursor’s line alone stands apart', () => {
  const prompts = new PromptBuilder();
  const typedAt = (document: string, path = 'a.ts') =>
    prompts.build(viewOf(document, { path }), budget).typedCharacters;
  assert.equal(typedAt('a = 1\nb = █\nc = \nd\n'), 4);
  assert.equal(typedAt('a = 1\nb = \nc = █\nd\n'), 4, 'below it, where another suffix stands');
  assert.equal(typedAt('a = 1\nb = \nc = 12█\nd\n', 'b.ts'), 6, 'in another file');
  assert.equal(typedAt('a = 1█\nd\n', 'b.ts'), 5, 'above it');
});

test('the suffix is cut after a whole line', () => {
  const { suffix } = new PromptBuilder().build(viewOf(`█\n${linesOf(0, 20)}`), budget);
  assert.ok(suffix.length <= 100 && suffix.length > 60);
  assert.ok(`\n${linesOf(0, 20)}`.startsWith(`${suffix}\n`));
});

/** A hundred words, one of which is another. */
function wordsWith(changed: string, at: number): string {
  return Array.from({ length: 100 }, (_, index) => (index === at ? changed : `w${index}`)).join(' ');
}

test('the suffix is sticky: it stays while its first word is the same and little of it differs', () => {
  const prompts = new PromptBuilder();
  const build = (below: string) => prompts.build(viewOf(`█\n${below}`), { ...budget, suffixLength: 900 }).suffix;
  const first = build(wordsWith('before', 20));
  assert.equal(build(wordsWith('after', 20)), first);
  assert.notEqual(build(wordsWith('new', 0)), first, 'another first word');
  assert.notEqual(build(wordsWith('x', 20).replaceAll('w1', 'v1')), first, 'much differs');
});

test('the suffix of one file does not stick to another, nor a long one to a small budget', () => {
  const prompts = new PromptBuilder();
  const build = (below: string, path: string, suffixLength: number) =>
    prompts.build(viewOf(`█\n${below}`, { path }), { ...budget, suffixLength }).suffix;
  build(wordsWith('one', 90), 'a.ts', 900);
  assert.ok(build(wordsWith('other', 90), 'b.ts', 900).includes('other'));
  assert.ok(build(wordsWith('other', 90), 'b.ts', 300).length <= 300);
});

test('46 the prompt always fits, however small the context', () => {
  for (const length of [0, 1, 2, 10]) {
    const view = viewOf(`${'x'.repeat(500)}${linesOf(0, 5)}${'y'.repeat(500)}█\n${'z'.repeat(500)}`);
    const { prefix, suffix } = new PromptBuilder().build(view, {
      ...budget,
      prefixLength: length,
      suffixLength: length,
    });
    assert.ok(prefix.length <= length && suffix.length <= length, `${prefix.length}+${suffix.length} for ${length}`);
  }
});

test('46 a context of 512 tokens bounds what is sent', async (t) => {
  const lines = '名前の一覧を作る;\n'.repeat(500);
  const editor = open(t, `${lines}a = █\n${lines}`, { settings: { contextTokens: 512 }, answers: ['b'] });
  await editor.ask();
  const [request] = editor.model.requests;
  assert.ok(request && request.prefix.length + request.suffix.length + request.maxOutputTokens <= 512);
  assert.ok(request.prefix.length > 100);
});

const traces = await loadTraces(join(import.meta.dirname, '../../bench/completion/traces'));
for (const format of [undefined, ...fimFormats]) {
  const family = format?.family ?? 'no format';
  // Its tokenizer leaves no other place for the suffix than behind what was typed.
  const least = family === 'codellama' ? 0.7 : 0.9;
  test(`47 while files are typed, ${least * 100} % of each prompt was in the one before: ${family}`, () => {
    let [characters, known] = [0, 0];
    for (const trace of traces) {
      const prompts = new PromptBuilder();
      let sent: string | undefined;
      for (const { before, after } of statesOf(trace)) {
        const view = viewOf(`${before}█${after}`, { languageId: trace.language, path: trace.path });
        const text = prompts.build(view, { prefixLength: 810, suffixLength: 192, maxOutputTokens: 24 });
        const { prompt } = buildPrompt(completion('', text), format, 4_096);
        // The first one is cold, of course.
        if (sent !== undefined) {
          characters += prompt.length;
          known += commonLength(sent, prompt);
        }
        sent = prompt;
      }
    }
    assert.ok(known / characters > least, `${known / characters}`);
  });
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

test('15 no \\r reaches a prompt, not even a lone one', () => {
  const { prefix, suffix } = new PromptBuilder().build(viewOf('a\r\nb\rc█\r\nd\re', { eol: '\r\n' }), budget);
  assert.deepEqual({ prefix, suffix }, { prefix: 'a\nb\nc', suffix: '\nd\ne' });
});

test('47 the prefix begins at the same character for many keys in a long line, and below one', () => {
  const paragraph = 'words of a paragraph that somebody writes without a break, one after another; '.repeat(40);
  const below = `${paragraph}\n${linesOf(0, 2)}`;
  for (const text of [paragraph, below]) {
    const prompts = new PromptBuilder();
    const starts = new Set<string>();
    for (let length = text.length - 100; length < text.length; length++) {
      const { prefix } = prompts.build(viewOf(`${text.slice(0, length)}█`), budget);
      assert.ok(prefix.length <= budget.prefixLength);
      assert.ok(text.slice(0, length).endsWith(prefix));
      starts.add(prefix.slice(0, 30));
    }
    assert.ok(starts.size <= 2, `${starts.size} starts in ${text.slice(-20)}`);
  }
});

test('47 a line added far above, as an import is, leaves the prefix where it began', () => {
  const prompts = new PromptBuilder();
  const text = linesOf(0, 100);
  const before = prompts.build(viewOf(`${text}const a█`), budget).prefix;
  const after = prompts.build(viewOf(`import { b } from './b.ts';\n${text}const a =█`), budget).prefix;
  assert.equal(after, `${before} =`);
});

test('47 two documents in turn, and back: each prefix is of its own document', () => {
  const prompts = new PromptBuilder();
  const first = prompts.build(viewOf('const first = 1;\nuse(█', { path: 'a.ts' }), budget).prefix;
  const second = prompts.build(viewOf('const second = 2;\nuse(█', { path: 'b.ts' }), budget).prefix;
  assert.equal(first, 'const first = 1;\nuse(');
  assert.equal(second, 'const second = 2;\nuse(');
});
