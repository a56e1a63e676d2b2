import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withinTime } from '../../../src/editor/timeLimit.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const never = new Promise<string>(() => {});

test('gives what comes in time and leaves no timer', async () => {
  const clock = new FakeClock();
  assert.equal(await withinTime(Promise.resolve('found'), 200, clock, new AbortController().signal), 'found');
  assert.equal(clock.pendingCount, 0);
});

test('gives up after the limit, at an abort, and at once where no time is left', async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const late = withinTime(never, 200, clock, controller.signal);
  await clock.advance(200);
  assert.equal(await late, undefined);
  const aborted = withinTime(never, 200, clock, controller.signal);
  controller.abort();
  assert.equal(await aborted, undefined);
  assert.equal(await withinTime(never, 0, clock, new AbortController().signal), undefined);
  assert.equal(await withinTime(never, 200, clock, controller.signal), undefined);
  assert.equal(clock.pendingCount, 0);
});

test('a fault that comes in time is thrown, one that comes later is nobody’s', async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  await assert.rejects(withinTime(Promise.reject(new Error('broken')), 200, clock, signal), /broken/);
  assert.equal(clock.pendingCount, 0);
});
