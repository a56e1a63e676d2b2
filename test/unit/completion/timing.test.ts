import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeTiming, stagesOf } from '../../../src/completion/timing.ts';

test('a request of the call’s own: debounce, first token, generation', () => {
  const stages = stagesOf({ calledMs: 100, readyMs: 250 }, { startedMs: 250, firstTokenMs: 330, filterMs: 5 }, 420);
  assert.deepEqual(stages, { debounceMs: 150, queueMs: 0, firstTokenMs: 80, generationMs: 85, filterMs: 5 });
});

test('a call that had to wait for the request before it', () => {
  const stages = stagesOf({ calledMs: 100, readyMs: 150 }, { startedMs: 400, firstTokenMs: 450, filterMs: 0 }, 500);
  assert.deepEqual(stages, { debounceMs: 50, queueMs: 250, firstTokenMs: 50, generationMs: 50, filterMs: 0 });
});

test('a call that joined a request on its way waits only for the rest of it', () => {
  const stages = stagesOf({ calledMs: 300, readyMs: 300 }, { startedMs: 100, firstTokenMs: 200, filterMs: 0 }, 360);
  assert.deepEqual(stages, { debounceMs: 0, queueMs: 0, firstTokenMs: 0, generationMs: 60, filterMs: 0 });
});

test('the stages add up to the time from the call to the ghost', () => {
  for (const [startedMs, firstTokenMs] of [
    [150, 300],
    [90, 110],
    [90, 200],
  ] as const) {
    const stages = stagesOf({ calledMs: 100, readyMs: 150 }, { startedMs, firstTokenMs, filterMs: 10 }, 400);
    assert.equal(
      Object.values(stages).reduce((sum, stage) => sum + stage, 0),
      300,
    );
  }
});

test('a line that the bench can read, in tenths of milliseconds', () => {
  const timing = { requestId: 'r', source: 'cache', calledAtMs: 1_000.04, returnedAtMs: 1_000.56 } as const;
  assert.equal(
    describeTiming(timing),
    'Ghost timing {"requestId":"r","source":"cache","calledAtMs":1000,"returnedAtMs":1000.6}',
  );
});
