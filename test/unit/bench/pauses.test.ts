import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPauses } from '../../bench/completion/pauses.ts';
import { timelineOf, type Written } from './timelines.ts';

function pauseOf(document: string, ...written: readonly Written[]) {
  const [pause] = findPauses(timelineOf(document, written));
  assert.ok(pause !== undefined);
  return pause;
}

const end: Written = { atMs: 2_000, key: 'z', endsPause: true };

test('the time to a ghost counts from the last key before the pause to its first appearance', () => {
  const pause = pauseOf(
    '█',
    { atMs: 1_000, key: 'a' },
    { atMs: 1_300, ghost: 'bc' },
    { atMs: 1_500, ghost: 'bcd' },
    end,
  );
  assert.equal(pause.shownAtMs, 1_300);
  assert.equal(pause.keyAtMs, 1_000);
  assert.equal(pause.stoodBefore, false);
  assert.equal(pause.line, 'abcd');
});

test('what comes after the pause, or was there before and went, does not count', () => {
  assert.equal(pauseOf('█', { atMs: 1_000, key: 'a' }, end, { atMs: 2_100, ghost: 'bc' }).shownAtMs, undefined);
  const went = pauseOf(
    '█',
    { atMs: 800, key: 'a' },
    { atMs: 900, ghost: 'b' },
    { atMs: 1_000, key: 'x' },
    { atMs: 1_010, ghost: '' },
    end,
  );
  assert.equal(went.shownAtMs, undefined);
  assert.equal(went.line, undefined);
});

test('a ghost that was typed along stands at once', () => {
  const pause = pauseOf(
    '█',
    { atMs: 700, key: 'a' },
    { atMs: 800, ghost: 'bc' },
    { atMs: 1_000, key: 'b' },
    { atMs: 1_008, ghost: 'c' },
    end,
  );
  assert.equal(pause.shownAtMs, 1_008);
  assert.equal(pause.stoodBefore, true);
});

test('a pause is told by what stands left of the cursor', () => {
  const placeOf = (document: string, key: string) => pauseOf(document, { atMs: 0, key }, end).place;
  assert.equal(placeOf('a {█}', 'Enter'), 'new line');
  assert.equal(placeOf('f█', '('), 'opening');
  assert.equal(placeOf('x =█', ' '), 'operator');
  assert.equal(placeOf('return█', ' '), 'between words');
  assert.equal(placeOf('a()█', ';'), 'line end');
  assert.equal(placeOf('ab█', 'c'), 'in a word');
});
