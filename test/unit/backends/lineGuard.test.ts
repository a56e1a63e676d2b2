import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineGuard } from '../../../src/backends/lineGuard.ts';

const megabyte = (end: string) => new TextEncoder().encode('x'.repeat(1024 * 1024 - end.length) + end);

test('lines may be long, and as many as there are', () => {
  const guard = new LineGuard();
  for (let count = 0; count < 30; count++) assert.ok(!guard.isTooLong(megabyte(count % 8 === 7 ? '\n' : '')));
});

test('a line that does not end is noticed', () => {
  const guard = new LineGuard();
  for (let count = 0; count < 8; count++) assert.ok(!guard.isTooLong(megabyte('')));
  assert.ok(guard.isTooLong(new Uint8Array(1)));
});
