import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Detection, linesAt, withoutOverlaps } from '../../../src/privacy/detection.ts';

function detection(kind: Detection['kind'], start: number, end: number): Detection {
  return { kind, rule: 'rule', start, end, what: 'a thing' };
}

describe('detections that overlap', () => {
  const assigned = detection('assigned-secret', 0, 30);
  const vendor = detection('vendor-secret', 10, 30);

  it('become the one that knows best what it is, over all that they saw', () => {
    const together = [{ ...vendor, start: 0 }];
    assert.deepEqual(withoutOverlaps([assigned, vendor]), together);
    assert.deepEqual(withoutOverlaps([vendor, assigned]), together);
    assert.deepEqual(withoutOverlaps([detection('private-key', 5, 8), assigned]), [detection('private-key', 0, 30)]);
    assert.deepEqual(withoutOverlaps([detection('email', 0, 12), detection('own-rule', 10, 20)]), [
      detection('own-rule', 0, 20),
    ]);
  });

  it('of one kind become the first, and of those that start together the longest', () => {
    assert.deepEqual(withoutOverlaps([detection('vendor-secret', 5, 9), detection('vendor-secret', 5, 20)]), [
      detection('vendor-secret', 5, 20),
    ]);
  });

  it('do not include those that only touch', () => {
    const [one, other] = [detection('vendor-secret', 0, 10), detection('vendor-secret', 10, 20)];
    assert.deepEqual(withoutOverlaps([other, one]), [one, other]);
  });

  it('are none of none', () => assert.deepEqual(withoutOverlaps([]), []));
});

describe('lines', () => {
  it('are counted from 1, with either line ending', () => {
    assert.deepEqual(linesAt('a\nb\r\nc', [0, 2, 5]), [1, 2, 3]);
    assert.deepEqual(linesAt('one line', [0, 3, 8]), [1, 1, 1]);
    assert.deepEqual(linesAt('\n\n\n', [0, 3]), [1, 4]);
    assert.deepEqual(linesAt('', []), []);
  });
});
