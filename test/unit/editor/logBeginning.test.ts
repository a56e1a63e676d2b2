import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogBeginning, type LogBeginningOptions } from '../../../src/editor/logBeginning.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const dayMs = 24 * 3_600_000;

/** A memento in memory, and a function that starts the extension anew on it. */
function starts() {
  const kept = new Map<string, unknown>();
  const memento = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, value),
    keys: () => [...kept.keys()],
  } as LogBeginningOptions['memento'];
  const clock = new FakeClock();
  const start = (options: { days?: number; isKept?: boolean } = {}) =>
    createLogBeginning({ memento, clock, retentionDays: () => options.days, isKept: () => options.isKept ?? true });
  return { clock, start };
}

test('the log begins at the first start, also for later ones', async () => {
  const { clock, start } = starts();
  const firstMs = clock.now();
  assert.equal(start()(), firstMs);
  await clock.advance(3 * dayMs);
  assert.equal(start()(), firstMs);
});

test('it reaches back no further than rows are kept', async () => {
  const { clock, start } = starts();
  start();
  await clock.advance(100 * dayMs);
  assert.equal(start({ days: 30 })(), clock.now() - 30 * dayMs);
});

test('a log in memory begins with its window', async () => {
  const { clock, start } = starts();
  start();
  await clock.advance(dayMs);
  assert.equal(start({ isKept: false })(), clock.now());
});
