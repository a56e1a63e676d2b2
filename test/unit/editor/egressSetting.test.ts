import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseEgress } from '../../../src/editor/egressSetting.ts';

it('rows are kept for so many days, and for good where it says zero or cannot be read', () => {
  const daysOf = (retentionDays: unknown) => parseEgress({ keepText: false, retentionDays }).retentionDays;
  assert.equal(daysOf(365), 365);
  for (const value of [0, undefined, null, -1, 1.5, 'a year']) assert.equal(daysOf(value), undefined, String(value));
});

it('text is kept for a clear yes alone', () => {
  const keeps = (keepText: unknown) => parseEgress({ keepText, retentionDays: 1 }).keepsText;
  assert.deepEqual([true, false, undefined, 'true', 1].map(keeps), [true, false, false, false, false]);
});
