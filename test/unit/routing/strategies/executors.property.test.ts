import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { BackendErrorKind } from '../../../../src/contract/errors.ts';
import type { Plan } from '../../../../src/contract/routing.ts';
import { usualChecks } from '../../../../src/routing/checks/usualChecks.ts';
import { completion } from '../support.ts';
import { type Act, play, type Scene, watch } from './scene.ts';

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom<Act>('', ' ', 'A text that is long enough to be judged by its beginning.', 'x', 'No '),
  fc.constant<Act>("I'm sorry, but I can't assist with that request, sorry."),
  fc.integer({ min: 0, max: 3_000 }).map((waitMs): Act => ({ waitMs })),
  fc.constant<Act>({ thinks: 'hm' }),
  fc.constant<Act>({ calls: 'read' }),
  fc.constantFrom(0.1, 0.9).map((p): Act => ({ says: 'word ', probabilities: Array<number>(12).fill(p) })),
  fc
    .constantFrom<BackendErrorKind>('unreachable', 'timed-out', 'rate-limited', 'bad-request', 'server-fault')
    .map((fails): Act => ({ fails })),
  fc.constantFrom<Act>({ ends: 'length' }, { ends: 'interrupted' }),
);

const names = ['here', 'cloud', 'there', 'cloud-2'];

const plans: fc.Arbitrary<Scene['plan']> = fc.constantFrom<Omit<Plan, 'routes' | 'refused'>>(
  { strategy: 'fallback' },
  { strategy: 'fallback', leastConfidence: 0.5 },
  { strategy: 'race', hedgeAfterMs: 1_000 },
  { strategy: 'race', hedgeAfterMs: 0 },
  { strategy: 'cascade' },
);

const scenes: fc.Arbitrary<Scene> = fc
  .record({
    plan: plans,
    scripts: fc.array(fc.array(act, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
    refuse: fc.subarray(names),
    consentMs: fc.constantFrom({}, { cloud: 2_000 }),
    completes: fc.boolean(),
  })
  .map(({ plan, scripts, refuse, consentMs, completes }) => ({
    ...{ plan, refuse, consentMs, checks: usualChecks },
    scripts: Object.fromEntries(scripts.map((script, index) => [names[index] ?? '', script])),
    ...(completes ? { request: completion() } : {}),
  }));

const runs = { numRuns: 200 };

describe('whatever happens, a strategy', () => {
  it('ends with one answer or one error, and with one row for each attempt that it started', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const { stream, clock, open, rows, started } = play(scene);
        const watched = watch(stream);
        await clock.advance(60_000);
        const { end, error } = await watched;
        assert.equal((end === undefined) !== (error === undefined), true);
        assert.deepEqual(rows.map(({ backendId }) => backendId).sort(), [...started].sort());
        assert.equal(new Set(started).size, started.length);
        assert.deepEqual([[...open], clock.pendingCount], [[], 0]);
        assert.ok(started.every((id) => scene.refuse?.includes(id) !== true));
      }),
      runs,
    );
  });

  it('shows text of one model only, that of the route that was told last', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const { stream, clock } = play(scene);
        const watched = watch(stream);
        await clock.advance(60_000);
        const { shown, end } = await watched;
        const lastRoute = shown.findLastIndex((one) => one.startsWith('['));
        const isText = (one: string) => !one.startsWith('[') && !one.startsWith('(');
        assert.equal(shown.slice(0, Math.max(lastRoute, 0)).some(isText), false);
        if (end !== undefined) assert.equal(shown[lastRoute], `[${end.route.backendId}]`);
      }),
      runs,
    );
  });

  it('leaves nothing open when it is cancelled, or left, at any time', async () => {
    await fc.assert(
      fc.asyncProperty(scenes, fc.integer({ min: 0, max: 5_000 }), fc.nat(4), async (scene, atMs, takes) => {
        const cancelled = play(scene);
        const watched = watch(cancelled.stream);
        await cancelled.clock.advance(atMs);
        cancelled.stop.abort();
        await cancelled.clock.advance(0);
        await watched;
        assert.deepEqual([[...cancelled.open], cancelled.clock.pendingCount], [[], 0]);
        assert.equal(cancelled.rows.length, cancelled.started.length);

        const left = play(scene);
        const leaving = leaveAfter(left.stream, takes);
        await left.clock.advance(60_000);
        await leaving;
        assert.deepEqual([[...left.open], left.clock.pendingCount], [[], 0]);
        assert.equal(left.rows.length, left.started.length);
      }),
      runs,
    );
  });
});

async function leaveAfter(stream: ReturnType<typeof play>['stream'], parts: number): Promise<void> {
  try {
    for (let count = 0; count < parts; count++) if ((await stream.next()).done === true) return;
  } catch {
    // It ended with an error before it could be left, which is one of the ends that the first property looks at.
  }
  await stream.return(undefined as never);
}
