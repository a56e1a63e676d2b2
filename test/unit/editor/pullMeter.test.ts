import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPullMeter } from '../../../src/editor/pullMeter.ts';

function incrementsOf(...steps: readonly (readonly [completed: number | undefined, total: number | undefined])[]) {
  const measure = createPullMeter();
  return steps.map(
    ([completedBytes, totalBytes]) => measure({ status: 'pulling', completedBytes, totalBytes }).incrementPercent,
  );
}

test('the bar grows with the bytes', () => {
  assert.deepEqual(incrementsOf([undefined, undefined], [0, 200], [50, 200], [200, 200]), [0, 0, 25, 75]);
});

test('the next file, which begins at zero, never moves the bar back', () => {
  assert.deepEqual(incrementsOf([60, 100], [1, 10], [5, 10], [9, 10]), [60, 0, 0, 30]);
});

test('impossible counts do not move it either', () => {
  assert.deepEqual(incrementsOf([5, 0], [5, -1], [300, 100], [undefined, 100], [-5, 100]), [0, 0, 100, 0, 0]);
});

test('the message says what is done and how much of it', () => {
  const measure = createPullMeter();
  assert.equal(measure({ status: 'pulling abc', completedBytes: 1, totalBytes: 3 }).message, 'pulling abc 33 %');
  assert.equal(measure({ status: 'verifying', completedBytes: undefined, totalBytes: undefined }).message, 'verifying');
});
