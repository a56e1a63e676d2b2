import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BackendErrorKind } from '../../../src/contract/errors.ts';
import { createHealth } from '../../../src/routing/health.ts';
import { FakeClock } from '../../support/fakeClock.ts';

function record() {
  const clock = new FakeClock();
  const health = createHealth(clock);
  const changes: string[] = [];
  health.onDidChange((id) => changes.push(id));
  /** How long the backend is to be left alone from now, in milliseconds; undefined when it is not cooling down. */
  const waitMs = (id = 'a') => {
    const state = health.of(id);
    return state.state === 'cooling-down' ? state.untilMs - clock.now() : undefined;
  };
  const fail = (kind: BackendErrorKind = 'unreachable', retryAfterMs?: number) =>
    health.noteFailure('a', kind, 'It does not answer.', retryAfterMs);
  return { clock, health, changes, waitMs, fail };
}

describe('health', () => {
  it('is unknown at first, and ready after a success', () => {
    const { health, changes } = record();
    assert.deepEqual(health.of('a'), { state: 'unknown' });
    health.noteSuccess('a');
    health.noteSuccess('a');
    assert.deepEqual(health.of('a'), { state: 'ready' });
    assert.deepEqual(changes, ['a']);
  });

  it('cools down after a failure and keeps its reason, for this backend alone', () => {
    const { clock, health, fail } = record();
    fail();
    assert.deepEqual(health.of('a'), {
      state: 'cooling-down',
      untilMs: clock.now() + 2_000,
      reason: 'It does not answer.',
    });
    assert.deepEqual(health.of('b'), { state: 'unknown' });
  });

  it('cools down twice as long after each further failure, up to 30 seconds', async () => {
    const { clock, waitMs, fail } = record();
    const waits: (number | undefined)[] = [];
    for (let failure = 0; failure < 7; failure++) {
      fail();
      waits.push(waitMs());
      await clock.advance(waitMs() ?? 0);
    }
    assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('starts over after a success', async () => {
    const { clock, health, waitMs, fail } = record();
    fail();
    await clock.advance(2_000);
    fail();
    health.noteSuccess('a');
    assert.deepEqual(health.of('a'), { state: 'ready' });
    fail();
    assert.equal(waitMs(), 2_000);
  });

  it('counts failures of requests that were under way together as one', async () => {
    const { clock, changes, waitMs, fail } = record();
    fail();
    fail('timed-out');
    fail();
    assert.equal(waitMs(), 2_000);
    assert.deepEqual(changes, ['a']);
    await clock.advance(500);
    fail();
    assert.equal(waitMs(), 2_000);
    await clock.advance(2_000);
    fail();
    assert.equal(waitMs(), 4_000);
  });

  it('stays half open once the time has passed: the record tells the past time, and the router tries', async () => {
    const { clock, waitMs, fail } = record();
    fail();
    await clock.advance(2_001);
    assert.equal(waitMs(), -1);
  });

  it('waits as long as a rate limit says, within reason', () => {
    for (const [askedMs, expectedMs] of [
      [7_000, 7_000],
      [0, undefined],
      [-5, 0],
      [86_400_000, 600_000],
      [undefined, 2_000],
    ] as const) {
      const { waitMs, fail } = record();
      fail('rate-limited', askedMs);
      assert.equal(waitMs(), expectedMs);
    }
  });

  it('lets a later Retry-After lengthen the wait, and never shortens it', () => {
    const { waitMs, fail } = record();
    fail('rate-limited', 20_000);
    fail('rate-limited', 1_000);
    assert.equal(waitMs(), 20_000);
    fail('rate-limited', 40_000);
    assert.equal(waitMs(), 40_000);
  });

  it('asks again soon while a model is loading, however often', async () => {
    const { clock, waitMs, fail } = record();
    for (let failure = 0; failure < 5; failure++) {
      fail('loading');
      assert.equal(waitMs(), 2_000);
      await clock.advance(2_000);
    }
  });

  for (const kind of ['unauthorized', 'key-missing', 'model-missing'] as const) {
    it(`waits for the person when it is ${kind}: a minute, or until the settings change`, () => {
      const { health, waitMs, fail } = record();
      fail(kind);
      assert.equal(waitMs(), 60_000);
      health.reset('a');
      assert.deepEqual(health.of('a'), { state: 'unknown' });
    });
  }

  for (const kind of ['unreachable', 'timed-out', 'server-fault', 'bad-reply'] as const) {
    it(`counts ${kind}`, () => {
      const { waitMs, fail } = record();
      fail(kind);
      assert.equal(waitMs(), 2_000);
    });
  }

  for (const kind of ['context-too-long', 'refused', 'bad-request'] as const) {
    it(`does not blame the server for ${kind}`, () => {
      const { health, changes, fail } = record();
      fail(kind);
      assert.deepEqual(health.of('a'), { state: 'unknown' });
      assert.deepEqual(changes, []);
    });
  }

  it('forgets all backends at once, and tells only of those it knew', () => {
    const { health, changes } = record();
    health.noteSuccess('a');
    health.noteFailure('b', 'unreachable', 'Gone.');
    health.reset();
    health.reset();
    health.reset('c');
    assert.deepEqual(health.of('a'), { state: 'unknown' });
    assert.deepEqual(changes, ['a', 'b', 'a', 'b']);
  });

  it('leaves no timer behind, and is silent once it is disposed', () => {
    const { clock, health, changes, fail } = record();
    fail();
    health.dispose();
    health.dispose();
    health.noteSuccess('a');
    assert.equal(clock.pendingCount, 0);
    assert.deepEqual(changes, ['a']);
  });
});
