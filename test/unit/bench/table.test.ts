import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBaseline } from '../../bench/completion/baseline.ts';
import { goals } from '../../bench/completion/goals.ts';
import { measures } from '../../bench/completion/measures.ts';
import type { MicroReport } from '../../bench/completion/micro.ts';
import { quantiles } from '../../bench/completion/quantile.ts';
import type { RowReport } from '../../bench/completion/rowReport.ts';
import { toTable } from '../../bench/completion/table.ts';

/** A row of which nothing was measured but this. */
function row(name: string, changes: object = {}): RowReport {
  const none = quantiles([]);
  const stages = 'editorMs debounceMs queueMs promptMs firstTokenMs generationMs filterMs drawMs'.split(' ');
  const split = { bySource: {}, allBySource: {}, ...Object.fromEntries(stages.map((stage) => [stage, none])) };
  return {
    ...{ name, keys: 10, isAsMeant: true, traces: [], notifications: [], warnings: [] },
    ...{ ghostMs: none, newGhostMs: none, split, requestMs: none, warmingMs: {}, answeredPromptTokens: {}, along: {} },
    ...{ flicker: { blinks: 0, gone: 0, replaced: 0, grown: 0, redraws: 0 }, abortedUseful: 0 },
    ...changes,
  } as unknown as RowReport;
}

function micro(p50: number, p99: number): MicroReport {
  const times = { p50, p99, count: 100 };
  return { typedThroughMs: times, cacheMs: times, gateMs: times };
}

test('p50, p95 and p99 stand in one cell', () => {
  const newGhostMs = quantiles(Array.from({ length: 100 }, (_, index) => index + 1));
  assert.match(toTable({ rows: [row('real', { newGhostMs })], micro: undefined }, undefined), /50\/95\/99 +50\/95\/99/);
});

test('the committed baseline is compared with, whatever it is older than', async () => {
  const baseline = await readBaseline('test/bench/completion/baseline.json');
  assert.ok(baseline !== undefined);
  const rows = baseline.rows.map(({ name }) => row(name));
  assert.match(toTable({ rows, micro: baseline.micro }, baseline), /8,000 lines/);
  for (const one of baseline.rows) {
    for (const { better, read, title } of measures)
      if (better !== undefined) assert.doesNotThrow(() => read(one), title);
  }
});

test('our own work in a long file is compared with the baseline', () => {
  const report = { rows: [], micro: micro(0.03, 0.5) };
  const tableBefore = (before: MicroReport) => toTable(report, { rows: [], micro: before });
  assert.match(tableBefore(micro(0.03, 0.2)), /typed through +p50 0\.030 ms {2}p99 0\.500 ms▼/);
  assert.match(tableBefore(micro(0.1, 0.5)), /typed through +p50 0\.030 ms▲ p99 0\.500 ms /);
  assert.doesNotMatch(toTable(report, { rows: [], micro: undefined }), /[▲▼]/);
});

test('a file that does not hold what was meant is told with the place', () => {
  const traces = [{ name: 'basket.ts', isAsMeant: false, difference: 'line 2: meant "bc", held "b"' }];
  const table = toTable({ rows: [row('real', { isAsMeant: false, traces })], micro: undefined }, undefined);
  assert.match(table, /✗ real: basket\.ts does not hold what was meant, line 2: meant "bc", held "b"/);
});

test('every row in which a person types before the real model is to be steady and to waste no useful request', () => {
  const unsteady = { flicker: { blinks: 0, gone: 1, replaced: 0 }, abortedUseful: 1 };
  const rows = ['floor', 'instant', 'real', 'accept', 'along', 'chat-2', 'chat-1'].map((name) => row(name, unsteady));
  const missed = goals({ rows, micro: undefined }).filter(({ isReached }) => isReached === false);
  for (const name of ['real', 'accept', 'along', 'chat-2', 'chat-1']) {
    assert.equal(missed.filter(({ what }) => what.startsWith(`${name}: `)).length, 2, name);
  }
  assert.ok(!missed.some(({ what }) => /^(floor|instant): /.test(what)));
});

test('on one slot the person is told exactly once', () => {
  const isReached = (oneSlotNotices: number) =>
    goals({ rows: [row('chat-1', { oneSlotNotices })], micro: undefined }).find(({ what }) => /notices/.test(what))
      ?.isReached;
  assert.deepEqual([0, 1, 2].map(isReached), [false, true, false]);
});
