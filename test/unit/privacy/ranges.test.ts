import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRangeSet } from '../../../src/privacy/ranges.ts';

const range = fc
  .tuple(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 8 }))
  .map(([start, length]) => ({ start, end: start + length }));

describe('a set of ranges', () => {
  it('tells what comparing each with each would tell', () => {
    fc.assert(
      fc.property(fc.array(range), range, (ranges, one) => {
        const set = createRangeSet(ranges);
        const overlaps = ranges.some((other) => other.start < one.end && one.start < other.end);
        const isInside = (position: number) => ranges.some(({ start, end }) => start <= position && position < end);
        const positions = Array.from({ length: one.end - one.start }, (_, index) => one.start + index);
        assert.equal(set.overlaps(one), overlaps);
        assert.equal(set.holds(one), positions.every(isInside));
      }),
    );
  });
});
