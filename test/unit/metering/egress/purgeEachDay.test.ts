import assert from 'node:assert/strict';
import { it } from 'node:test';
import { purgeEachDay } from '../../../../src/metering/egress/purgeEachDay.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const dayMs = 24 * 3_600_000;

function start(whenOpen: Promise<void> = Promise.resolve()) {
  const clock = new FakeClock();
  const purged = { count: 0 };
  const purge = async () => {
    purged.count++;
  };
  return { clock, purged, subscription: purgeEachDay({ whenOpen, purge }, clock) };
}

it('what is too old goes once the file is open, and once a day after that', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { clock, purged } = start(promise);
  await clock.advance(dayMs);
  assert.equal(purged.count, 0);
  resolve();
  await clock.advance(0);
  assert.equal(purged.count, 1);
  await clock.advance(dayMs - 1);
  assert.equal(purged.count, 1);
  await clock.advance(1);
  assert.equal(purged.count, 2);
  await clock.advance(2 * dayMs);
  assert.equal(purged.count, 4);
});

it('nothing goes after the end, whether the file was open by then or not', async () => {
  const opened = start();
  await opened.clock.advance(0);
  opened.subscription.dispose();
  await opened.clock.advance(3 * dayMs);
  assert.equal(opened.purged.count, 1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const late = start(promise);
  late.subscription.dispose();
  resolve();
  await late.clock.advance(dayMs);
  assert.equal(late.purged.count, 0);
});
