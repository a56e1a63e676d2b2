import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOffMs, type GhostOutcome } from '../../../src/completion/backOff.ts';

const minuteMs = 60_000;
const nowMs = 100 * minuteMs;

/** The delay after outcomes in this order, a second apart: `d` stands for Escape, `a` for an accept. */
function delayAfter(outcomes: string, agoMs = 0): number {
  const history = [...outcomes].map(
    (letter, index): GhostOutcome => ({
      kind: letter === 'a' ? 'accepted' : 'dismissed',
      atMs: nowMs - agoMs - (outcomes.length - index) * 1_000,
    }),
  );
  return backOffMs(history, nowMs);
}

test('two dismissed suggestions in a row cost nothing', () => {
  for (const outcomes of ['', 'd', 'dd', 'a', 'ad', 'add']) assert.equal(delayAfter(outcomes), 0, outcomes);
});

test('from the third on each waits longer, up to a limit that is still within a pause', () => {
  const delays = ['ddd', 'dddd', 'ddddd', 'dddddd', 'd'.repeat(30)].map((outcomes) => delayAfter(outcomes));
  assert.deepEqual(delays, [150, 300, 450, 450, 450]);
});

test('one accept and nothing is left of it', () => {
  assert.equal(delayAfter('dddddda'), 0);
  assert.equal(delayAfter('ddddddadd'), 0);
  assert.equal(delayAfter('ddddddaddd'), 150);
});

test('what was dismissed five minutes ago no longer counts', () => {
  assert.equal(delayAfter('ddd', 4 * minuteMs), 150);
  assert.equal(delayAfter('ddd', 5 * minuteMs), 0);
});
