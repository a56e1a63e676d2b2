import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAbort, sleep } from '../../../src/base/abort.ts';
import { FakeClock } from '../../support/fakeClock.ts';

test('sleep resolves when its time has come, not before', async () => {
  const clock = new FakeClock();
  let awake = false;
  const sleeping = sleep(clock, 100, new AbortController().signal).then(() => {
    awake = true;
  });
  await clock.advance(99);
  assert.equal(awake, false);
  await clock.advance(1);
  await sleeping;
  assert.equal(awake, true);
});

test('an aborted sleep rejects at once and leaves no timer', async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const sleeping = sleep(clock, 100, controller.signal);
  controller.abort();
  await assert.rejects(sleeping, (error) => isAbort(error));
  assert.equal(clock.pendingCount, 0);
});

test('a sleep on an aborted signal never starts', async () => {
  const clock = new FakeClock();
  await assert.rejects(sleep(clock, 100, AbortSignal.abort()), (error) => isAbort(error));
  assert.equal(clock.pendingCount, 0);
});

test('an ordinary error is no cancellation', () => {
  assert.equal(isAbort(new Error('boom')), false);
  assert.equal(isAbort('AbortError'), false);
});
