import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantileOf } from '../../../src/metering/quantile.ts';

test('a quantile is one of the values, whatever their order', () => {
  assert.equal(quantileOf([30, 10, 20], 0.5), 20);
  assert.equal(quantileOf([40, 10, 30, 20], 0.5), 20);
  assert.equal(quantileOf([5, 100], 0.95), 100);
  assert.equal(quantileOf([100, 5], 0), 5);
  assert.equal(quantileOf([7], 0.5), 7);
  assert.equal(quantileOf([], 0.5), undefined);
});
