import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createSnooze } from '../../../src/completion/snooze.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const minuteMs = 60_000;

/** A snooze with the states that it told of, as the status bar would show them. */
function open(t: TestContext) {
  const clock = new FakeClock();
  const snooze = createSnooze(clock);
  const told: (number | string)[] = [];
  const read = () => {
    const state = snooze.state();
    return state.kind === 'awake' ? 'awake' : (state.minutesLeft ?? 'until restart');
  };
  snooze.onDidChange(() => told.push(read()));
  t.after(() => {
    snooze.dispose();
    assert.equal(clock.pendingCount, 0, 'A timer was left behind.');
  });
  return { clock, snooze, told, read };
}

test('a snooze tells its remaining minutes and ends by itself', async (t) => {
  const { clock, snooze, told, read } = open(t);
  assert.equal(read(), 'awake');
  snooze.start(5);
  await clock.advance(5 * minuteMs - 1);
  assert.deepEqual(told, [5, 4, 3, 2, 1]);
  await clock.advance(1);
  assert.deepEqual(told.slice(5), ['awake']);
  await clock.advance(60 * minuteMs);
  assert.equal(told.length, 6);
});

test('the running minute counts as one', async (t) => {
  const { clock, snooze, read } = open(t);
  snooze.start(15);
  await clock.advance(20_000);
  assert.equal(read(), 15);
  await clock.advance(45_000);
  assert.equal(read(), 14);
});

test('a snooze until restart lasts and needs no timer', async (t) => {
  const { clock, snooze, told, read } = open(t);
  snooze.start(undefined);
  assert.equal(clock.pendingCount, 0);
  await clock.advance(48 * 60 * minuteMs);
  assert.equal(read(), 'until restart');
  assert.deepEqual(told, ['until restart']);
});

test('ending it by hand tells once; ending what does not run tells nothing', async (t) => {
  const { clock, snooze, told } = open(t);
  snooze.end();
  snooze.start(30);
  await clock.advance(minuteMs);
  snooze.end();
  snooze.end();
  await clock.advance(60 * minuteMs);
  assert.deepEqual(told, [30, 29, 'awake']);
});

test('starting anew replaces the snooze that runs', async (t) => {
  const { clock, snooze, told, read } = open(t);
  snooze.start(5);
  await clock.advance(4 * minuteMs);
  snooze.start(60);
  await clock.advance(2 * minuteMs);
  assert.equal(read(), 58);
  assert.deepEqual(told, [5, 4, 3, 2, 1, 60, 59, 58]);
});

test('a machine that slept through the snooze wakes up without it, though its timers stood still', (t) => {
  const { clock, snooze, read } = open(t);
  const startMs = clock.now();
  snooze.start(5);
  clock.now = () => startMs + 8 * 60 * minuteMs;
  assert.equal(read(), 'awake');
});
