import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as assertProperty, constantFrom, double, property } from 'fast-check';
import { LatencySketch } from '../../../src/metering/latencySketch.ts';

const fractions = [0, 0.5, 0.95, 0.99, 1];
const durations = array(double({ min: 0.01, max: 600_000, noNaN: true }), { minLength: 1, maxLength: 300 });

function sketchOf(values: readonly number[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe('a latency sketch', () => {
  it('gives each quantile within 1 % of the true one', async () => {
    await assertProperty(
      property(durations, constantFrom(...fractions), (values, fraction) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(fraction * values.length)) - 1] ?? Number.NaN;
        const estimate = sketchOf(values).quantile(fraction) ?? Number.NaN;
        assert.ok(Math.abs(estimate - exact) <= exact * 0.01, `${estimate} for ${exact}`);
      }),
    );
  });

  it('gives the same after a merge as if all had been added to one', async () => {
    await assertProperty(
      property(durations, durations, (left, right) => {
        const merged = sketchOf(left);
        merged.merge(sketchOf(right));
        const whole = sketchOf([...left, ...right]);
        assert.equal(merged.count, whole.count);
        for (const fraction of fractions) assert.equal(merged.quantile(fraction), whole.quantile(fraction));
      }),
    );
  });

  it('knows nothing when it is empty, and takes zero and less than the clock can tell', () => {
    assert.equal(new LatencySketch().quantile(0.5), undefined);
    assert.equal(sketchOf([0, 0, 0.0001, 100]).quantile(0.5), 0);
  });
});
