import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMachineLoad } from '../../../src/base/machineLoad.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';

/** A machine whose processors are idle for the given shares of each further look at them; undefined: none of them ran. */
function machine(...idleShares: (number | undefined)[]) {
  const clock = new FakeClock();
  let [idleMs, totalMs] = [1_000, 2_000];
  let isFirst = true;
  let looks = 0;
  const load = createMachineLoad(clock, () => {
    if (!isFirst) {
      const index = looks++;
      const share = index < idleShares.length ? idleShares[index] : 0;
      idleMs += 400 * (share ?? 0);
      totalMs += share === undefined ? 0 : 400;
    }
    isFirst = false;
    return { idleMs, totalMs };
  });
  return { clock, load, looks: () => looks };
}

/** Milliseconds until the machine counted as calm, in steps of 100; undefined when it never did. */
async function calmAfterMs({ clock, load }: ReturnType<typeof machine>): Promise<number | undefined> {
  let isCalm = false;
  void load.whenCalm(new AbortController().signal).then(() => {
    isCalm = true;
  });
  for (let ms = 0; ms <= 10_000; ms += 100) {
    await settle();
    if (isCalm) return ms;
    await clock.advance(100);
  }
  return undefined;
}

test('a machine of which half is idle is calm as soon as it was looked at twice', async () => {
  assert.equal(await calmAfterMs(machine(0.5)), 200);
});

test('a busy machine is looked at again until it is calm', async () => {
  assert.equal(await calmAfterMs(machine(0.1, 0.4, 0.2, 0.9)), 800);
});

test('a virtual machine whose host gave it no time is not taken for a calm one', async () => {
  assert.equal(await calmAfterMs(machine(undefined, 0.1, undefined, undefined, 0.6)), 1_000);
});

test('after five seconds a machine that stays busy has to do', async () => {
  const busy = machine();
  assert.equal(await calmAfterMs(busy), 5_000);
  assert.equal(busy.looks(), 25);
});

test('whoever no longer wants to know is let go at once', async () => {
  const { clock, load } = machine();
  const leaving = new AbortController();
  const waiting = load.whenCalm(leaving.signal);
  leaving.abort(new Error('gone'));
  await assert.rejects(waiting, /gone/);
  assert.equal(clock.pendingCount, 0);
});

test('a system that tells nothing of its processors counts as calm', async () => {
  const clock = new FakeClock();
  const load = createMachineLoad(clock, () => ({ idleMs: 0, totalMs: 0 }));
  assert.equal(await calmAfterMs({ clock, load, looks: () => 0 }), 200);
});
