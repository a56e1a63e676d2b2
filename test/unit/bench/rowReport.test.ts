import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../bench/completion/countingProxy.ts';
import type { Replay, Step } from '../../bench/completion/replay.ts';
import { toRowReport } from '../../bench/completion/rowReport.ts';
import type { ScreenEvent } from '../../bench/completion/screen.ts';
import { statesOf, type Trace } from '../../bench/completion/trace.ts';

const keys = [...'let a = b;'].map((key, index) => [key, index === 8 ? 1_000 : 100] as const);
const trace: Trace = {
  ...{ name: 'a', language: 'typescript', path: 'a.ts', seed: 1, before: '', after: '' },
  ...{ keys, meant: 'let a = b;' },
};
const states = statesOf(trace);
const plan = { name: 'real', what: '', engine: 'real', manner: 'ignores', slots: 2, hasChat: false } as const;

/** The keys of the trace 100 ms apart, the last two after a pause of a second; a ghost at 1,000 in that pause. */
const keyTimes = keys.map((_, index) => (index < 8 ? index * 100 : index * 100 + 900));
const ghost = { kind: 'ghost', text: 'b + c', line: 'let a = b + c', atMs: 1_000 } as const;

function reportOf(
  changes: { exchanges?: readonly Exchange[]; kind?: Step['kind']; log?: string; statusLabel?: string } = {},
) {
  const steps = keys.map(([key], index): Step => {
    const kind = changes.kind ?? 'trace';
    return { key, kind, index, state: states[index + 1], endsPause: index === 8 };
  });
  const pressed = keys.map(([key], index) => ({ kind: 'key' as const, key, atMs: keyTimes[index] ?? 0 }));
  const events: readonly ScreenEvent[] = [...pressed, ghost].toSorted((left, right) => left.atMs - right.atMs);
  const replay: Replay = {
    trace,
    steps,
    events,
    startedMs: 0,
    endedMs: 2_000,
    isAsMeant: true,
    finalText: 'let a = b;',
  };
  const window = { openedMs: -2_000, startedMs: 0, endedMs: 2_000, cpuMs: 100, promptTokens: 50, generatedTokens: 5 };
  const lines = new Map([['a', new Map([[8, 'b;']])]]);
  return toRowReport({
    ...{ plan: { ...plan, hasChat: changes.statusLabel !== undefined }, replays: [replay], windows: [window] },
    ...{ ledger: [], notifications: [], statusLabel: changes.statusLabel ?? '', residentMb: 200 },
    hostCpuMsPerKeyAgain: 7,
    ...{ exchanges: changes.exchanges ?? [], log: changes.log ?? '', totalPromptTokens: 80, shownTokens: 3 },
    bare: { promptLength: 100, lines },
  });
}

function logOf(...timings: readonly object[]): string {
  return timings.map((timing) => `2026 [debug] Ghost timing ${JSON.stringify(timing)}\n`).join('');
}

function exchange(changes: Partial<Exchange> = {}): Exchange {
  return {
    ...{ path: '/completion', kind: 'completion', startedMs: 700, firstTextMs: 800, endedMs: 950, aborted: false },
    ...{ prompt: 'let a = ', text: 'b + c', timings: undefined },
    ...changes,
  };
}

test('a pause with a ghost counts by the time that it took', () => {
  const report = reportOf();
  assert.equal(report.pauses, 1);
  assert.equal(report.ghostMs.p50, 300);
  assert.deepEqual(report.newGhostMs, { p50: 300, p95: 300, p99: 300, count: 1 });
  assert.deepEqual([report.pausesWithin300Ms, report.pausesWithin700Ms], [1, 1]);
  assert.deepEqual([report.hostCpuMsPerKey, report.hostCpuMsPerKeyAgain], [10, 7]);
  assert.deepEqual([report.promptTokensPerKey, report.promptTokensPerKeyWithReading], [5, 8]);
});

test('requests are counted from outside: neither warmings nor chats, nor what came before the first key', () => {
  const exchanges = [
    exchange(),
    exchange({ kind: 'warming' }),
    exchange({ kind: 'chat' }),
    exchange({ startedMs: -50 }),
    exchange({ startedMs: 720, aborted: true, text: '' }),
  ];
  const report = reportOf({ exchanges });
  assert.equal(report.requestsPer100Keys, 20);
  assert.equal(report.abortedShare, 0.5);
  assert.equal(report.mostAtOnce, 2);
  assert.deepEqual([report.warmings, report.warmingsWhileReading, report.chats], [1, 0, 1]);
});

test('warmings while the person reads stand apart, and take what the server says, or until they were closed', () => {
  const timings = { cache_n: 0, prompt_n: 90, prompt_ms: 120, predicted_n: 0, predicted_ms: 0 };
  const warming = (startedMs: number, changes: Partial<Exchange> = {}) =>
    exchange({ kind: 'warming', startedMs, endedMs: startedMs + 130, timings, ...changes });
  const closed = warming(-300, { timings: undefined, aborted: true, endedMs: -100 });
  const report = reportOf({ exchanges: [warming(-2_500), warming(-1_000), closed, warming(500)] });
  assert.deepEqual([report.warmings, report.warmingsWhileReading], [1, 2]);
  assert.deepEqual(report.warmingMs, { p95: 200, longest: 200 });
});

test('a request is aborted while still useful when its text agrees with what was typed and was never shown', () => {
  const abortedUseful = (changes: Partial<Exchange>) =>
    reportOf({ exchanges: [exchange({ aborted: true, ...changes })] }).abortedUseful;
  const early = { startedMs: 100, endedMs: 450, prompt: 'let ' };
  assert.equal(abortedUseful({ ...early, text: 'a = 1' }), 1);
  assert.equal(abortedUseful({ ...early, text: 'b = 1' }), 0);
  assert.equal(abortedUseful({ ...early, text: '' }), 0);
  assert.equal(abortedUseful({ text: 'b + c and more' }), 0, 'it was shown');
  assert.equal(abortedUseful({ ...early, text: '\n}\n' }), 0, 'it has nothing for this line');
  assert.equal(abortedUseful({ ...early, endedMs: 350, text: '' }), 1, 'nothing had been typed since');
  assert.equal(abortedUseful({ ...early, prompt: 'elsewhere', text: 'a = 1' }), 0, 'nothing is known');
});

test('keys along a ghost cost nothing when no request comes between them', () => {
  assert.deepEqual(reportOf({ kind: 'along' }).along, { keys: 8, freeShare: 1 });
  const report = reportOf({ kind: 'along', exchanges: [exchange({ startedMs: 150 }), exchange({ startedMs: 160 })] });
  assert.equal(report.along.freeShare, 7 / 8);
});

test('what stood in a pause is compared with what the person wrote, and so is what the bare server says', () => {
  const { quality } = reportOf();
  assert.equal(quality?.lines, 1);
  assert.equal(quality?.shown.exact, 0);
  assert.equal(quality?.shown.similarity, 1 - 4 / 5);
  assert.deepEqual(quality?.bare, { exact: 1, similarity: 1 });
});

test('the time to a ghost is split by the engine’s own account of it', () => {
  const timing = { source: 'new', calledAtMs: 752, returnedAtMs: 990, debounceMs: 20, firstTokenMs: 150 };
  const { split } = reportOf({ log: logOf(timing) });
  const stages = [split.editorMs, split.debounceMs, split.firstTokenMs, split.drawMs];
  assert.deepEqual(
    stages.map(({ p50 }) => p50),
    [52, 20, 150, 10],
  );
  assert.deepEqual(split.queueMs, { p50: undefined, p95: undefined, p99: undefined });
  assert.deepEqual(split.bySource, { new: 1 });
});

test('what the editor was given counts by its source at every key, and not while the person reads', () => {
  const given = (source: string, atMs: number) => ({ source, calledAtMs: atMs, returnedAtMs: atMs });
  const { split } = reportOf({ log: logOf(given('cache', 210), given('cache', 310), given('joined', -900)) });
  assert.deepEqual(split.allBySource, { cache: 2 });
  assert.deepEqual(split.bySource, {});
});

test('a chat beside the typing: how often the person was told that both share one slot', () => {
  const told = 'llama.cpp does one thing at a time, so suggestions wait for the chat. Start it anew.';
  assert.equal(reportOf().oneSlotNotices, undefined);
  assert.equal(reportOf({ statusLabel: 'Watershed, privacy mode guarded' }).oneSlotNotices, 0);
  assert.equal(reportOf({ statusLabel: `Watershed, ${told}, ${told}` }).oneSlotNotices, 2);
});

test('a key that the page never saw spoils the row, and that is said', () => {
  const replay = { trace, steps: [], events: [{ kind: 'key', key: 'a', atMs: 1 }], startedMs: 0, endedMs: 1 } as const;
  const evidence = {
    plan,
    replays: [{ ...replay, isAsMeant: true, finalText: '' }],
    windows: [],
    exchanges: [],
    ledger: [],
  };
  const rest = {
    log: '',
    notifications: [],
    statusLabel: '',
    residentMb: 0,
    hostCpuMsPerKeyAgain: undefined,
    totalPromptTokens: undefined,
    shownTokens: undefined,
    bare: undefined,
  };
  assert.throws(() => toRowReport({ ...evidence, ...rest }), /the page saw 1/);
});
