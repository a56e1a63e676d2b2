import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitSource, type PromptSource } from '../../../../src/backends/fim/budget.ts';
import { estimateTokens } from '../../../../src/backends/fim/tokenEstimate.ts';
import type { ContextSnippet } from '../../../../src/contract/request.ts';

const line = 'const value = compute(first, second);\n';

function snippet(path: string, text: string): ContextSnippet {
  return { origin: { uri: `file:///${path}`, path, languageId: 'typescript' }, text };
}

function source(rest: Partial<PromptSource>): PromptSource {
  return { path: 'a.ts', prefix: '', suffix: '', snippets: [], ...rest };
}

function tokensOf({ prefix, suffix, snippets }: PromptSource): number {
  return [prefix, suffix, ...snippets.map(({ text }) => text)].reduce((sum, text) => sum + estimateTokens(text), 0);
}

test('what fits is left alone', () => {
  const whole = source({ prefix: line.repeat(3), suffix: line, snippets: [snippet('b.ts', line)] });
  assert.deepEqual(fitSource(whole, 4096), whole);
});

test('snippets go first, the last one first', () => {
  const snippets = [snippet('b.ts', line.repeat(10)), snippet('c.ts', line.repeat(10)), snippet('d.ts', line)];
  const fitted = fitSource(source({ prefix: line, snippets }), 350);
  assert.deepEqual(
    fitted.snippets.map(({ origin }) => origin.path),
    ['b.ts', 'c.ts'].slice(0, fitted.snippets.length),
  );
  assert.equal(fitted.snippets.length, 1);
  assert.equal(fitted.prefix, line);
});

test('a long suffix is cut from its end, at a line, to a quarter at the most', () => {
  const fitted = fitSource(source({ prefix: line.repeat(500), suffix: line.repeat(500) }), 1000);
  assert.ok(line.repeat(500).startsWith(fitted.suffix));
  assert.ok(fitted.suffix.endsWith('\n'));
  assert.ok(estimateTokens(fitted.suffix) <= 250);
  assert.ok(estimateTokens(fitted.suffix) > 200);
  assert.ok(line.repeat(500).endsWith(fitted.prefix));
});

test('a short prefix leaves its room to the suffix', () => {
  const fitted = fitSource(source({ prefix: line, suffix: line.repeat(500) }), 1000);
  assert.equal(fitted.prefix, line);
  assert.ok(estimateTokens(fitted.suffix) > 800);
});

test('a prefix that grows keeps its start until the next block is due', () => {
  const starts = new Set<number>();
  const keys = 3_000;
  let prefix = line.repeat(400);
  for (let key = 0; key < keys; key++) {
    prefix += line.charAt(key % line.length);
    const fitted = fitSource(source({ prefix }), 1500);
    assert.ok(prefix.endsWith(fitted.prefix));
    starts.add(prefix.length - fitted.prefix.length);
  }
  assert.ok(starts.size <= 4, `the start moved ${starts.size - 1} times over ${keys} keys`);
});

test('the cut uses at least half of the room, and starts a line where there are lines', () => {
  for (let lines = 300; lines < 500; lines += 7) {
    const prefix = line.repeat(lines);
    const fitted = fitSource(source({ prefix }), 1500);
    assert.ok(tokensOf(fitted) > 0.45 * 1500, `${tokensOf(fitted)} tokens of 1500 at ${lines} lines`);
    assert.ok(fitted.prefix.startsWith('const'));
  }
});

test('whatever stands in the file, the prompt fits and no character is cut in two', () => {
  const text = fc
    .array(
      fc.oneof(fc.constantFrom(line, '\n', '    ', 'é', '深', '🦙🦙', 'x'.repeat(300)), fc.string({ unit: 'binary' })),
      {
        maxLength: 60,
      },
    )
    .map((pieces) => pieces.join('').repeat(3));
  fc.assert(
    fc.property(text, text, text, fc.integer({ min: 64, max: 2000 }), (prefix, suffix, other, promptTokens) => {
      const fitted = fitSource(source({ prefix, suffix, snippets: [snippet('b.ts', other)] }), promptTokens);
      assert.ok(tokensOf(fitted) <= promptTokens);
      assert.ok(prefix.endsWith(fitted.prefix) && suffix.startsWith(fitted.suffix));
      if (prefix.isWellFormed()) assert.ok(fitted.prefix.isWellFormed());
      if (suffix.isWellFormed()) assert.ok(fitted.suffix.isWellFormed());
    }),
    { numRuns: 200 },
  );
});

test('a room that is too small for anything gives an empty prompt and no error', () => {
  for (const promptTokens of [-100, 0, 1, 63]) {
    assert.deepEqual(
      fitSource(source({ prefix: line, suffix: line, snippets: [snippet('b.ts', line)] }), promptTokens),
      source({}),
    );
  }
});

test('a file of eight megabytes is cut in a moment', () => {
  const prefix = line.repeat(200_000);
  const fitted = fitSource(source({ prefix, suffix: prefix }), 2000);
  assert.ok(tokensOf(fitted) <= 2000);
});
