import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { estimateTokens, takeEnd, takeStart } from '../../../../src/backends/fim/tokenEstimate.ts';

test('counts by kinds of characters', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['', 0],
    ['word', 1],
    ['longword', 2],
    ['two words', 3],
    ['camelCase', 3],
    ['HTML', 4],
    ['QUERY', 4],
    ['qzxvkjw', 7],
    ['a1b22', 5],
    ['f(x);', 5],
    ['        ', 1],
    ['\n\n', 2],
    ['é', 2],
    ['深', 3],
    ['🦙', 4],
  ];
  for (const [text, tokens] of cases) assert.equal(estimateTokens(text), tokens, JSON.stringify(text));
});

test('takes as much of an end as fits', () => {
  assert.equal(takeStart('one two three four', 3), 'one two ');
  assert.equal(takeEnd('one two three four', 3), ' three four');
  assert.equal(takeStart('abc', 0), '');
  assert.equal(takeEnd('abc', 0), '');
  assert.equal(takeEnd('🦙🦙', 4), '');
});

test('what is taken fits, and is everything where everything fits', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  fc.assert(
    fc.property(text, fc.nat(300), (whole, maxTokens) => {
      const start = takeStart(whole, maxTokens);
      const end = takeEnd(whole, maxTokens);
      assert.ok(whole.startsWith(start) && estimateTokens(start) <= maxTokens);
      assert.ok(whole.endsWith(end) && estimateTokens(end) <= maxTokens);
      if (estimateTokens(whole) <= maxTokens) assert.deepEqual([start, end], [whole, whole]);
    }),
    { numRuns: 500 },
  );
});
