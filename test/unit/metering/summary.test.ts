import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Clock } from '../../../src/base/clock.ts';
import type { LedgerEntry } from '../../../src/contract/ledger.ts';
import { type Ledger, openLedger } from '../../../src/metering/ledger.ts';
import { createDaySummary, summarize } from '../../../src/metering/summary.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { entry, RecordedLog } from './fixtures.ts';

const hourMs = 3_600_000;
/** Noon of the day on which the fake clock starts, in this machine's time zone. */
const noonMs = new Date(1_760_000_000_000).setHours(12, 0, 0, 0);

function completion(overrides: Partial<LedgerEntry> = {}): LedgerEntry {
  return entry({ startedAtMs: noonMs, ...overrides });
}

function chat(overrides: Partial<LedgerEntry> = {}): LedgerEntry {
  const cloud = { task: 'chat', backendId: 'claude', model: 'sonnet', locality: 'remote', costUsd: 0.01 } as const;
  return entry({ ...cloud, startedAtMs: noonMs, ...overrides });
}

function assertWithinOnePercent(actual: number | undefined, expected: number) {
  assert.ok(Math.abs((actual ?? 0) - expected) <= expected / 100, `${actual} is not ${expected}`);
}

describe('the summary of a day', () => {
  it('adds up by task, backend and model, the busiest first', () => {
    const entries = [chat({ totalMs: 900 }), completion({ totalMs: 100 }), completion({ totalMs: 300 })];
    const { requests, cost, routes } = summarize(entries, noonMs);
    assert.equal(requests, 3);
    assert.deepEqual(cost, { knownUsd: 0.01, unknownCount: 0 });
    assert.deepEqual(
      routes.map((route) => [route.task, route.backendId, route.requests, route.outputTokens, route.inputTokens]),
      [
        ['completion', 'local-coder', 2, 24, 240],
        ['chat', 'claude', 1, 12, 120],
      ],
    );
    assertWithinOnePercent(routes[0]?.total.p50Ms, 100);
    assertWithinOnePercent(routes[0]?.total.p95Ms, 300);
  });

  it('counts unknown costs apart, and adds nothing for unknown tokens', () => {
    const unknown = {
      costUsd: undefined,
      inputTokens: undefined,
      cachedInputTokens: undefined,
      outputTokens: undefined,
    };
    const { cost, routes } = summarize([chat(), chat(unknown)], noonMs);
    assert.deepEqual(cost, { knownUsd: 0.01, unknownCount: 1 });
    assert.equal(routes[0]?.inputTokens, 120);
    assert.equal(routes[0]?.cachedInputTokens, 100);
  });

  it('holds the local day alone', () => {
    const midnightMs = new Date(noonMs).setHours(0, 0, 0, 0);
    const entries = [completion({ startedAtMs: midnightMs - 1 }), completion({ startedAtMs: midnightMs })];
    const summary = summarize(entries, noonMs);
    assert.equal(summary.requests, 1);
    assert.equal(summary.dayStartMs, midnightMs);
    assert.equal(summarize(entries, noonMs + 24 * hourMs).requests, 0);
  });

  it('times completed answers alone, but counts the others', () => {
    const outcomes = ['cancelled', 'failed', 'interrupted'] as const;
    const entries = [completion({ totalMs: 500 }), ...outcomes.map((outcome) => completion({ outcome, totalMs: 1 }))];
    const { routes, recentCompletionMs } = summarize(entries, noonMs);
    assert.deepEqual(routes[0]?.outcomes, { completed: 1, cancelled: 1, failed: 1, interrupted: 1, superseded: 0 });
    assertWithinOnePercent(routes[0].total.p50Ms, 500);
    assert.equal(recentCompletionMs, 500);
  });

  it('knows the median of the last 20 completions, chat left out', () => {
    const early = Array.from({ length: 30 }, (_, index) => completion({ startedAtMs: noonMs + index, totalMs: 5000 }));
    const late = Array.from({ length: 20 }, (_, index) =>
      completion({ startedAtMs: noonMs + 100 + index, totalMs: 100 + index }),
    );
    assert.equal(summarize([...late, ...early, chat({ totalMs: 1 })], noonMs).recentCompletionMs, 109);
    assert.equal(summarize([chat()], noonMs).recentCompletionMs, undefined);
  });

  it('shows warm-ups apart: they are no requests of the person’s', () => {
    const { requests, routes, recentCompletionMs } = summarize([completion({ task: 'warm-up' })], noonMs);
    assert.equal(requests, 0);
    assert.equal(recentCompletionMs, undefined);
    assert.deepEqual(
      routes.map((route) => [route.task, route.requests]),
      [['warm-up', 1]],
    );
  });

  it('is empty without entries', () => {
    assert.deepEqual(summarize([], noonMs), {
      dayStartMs: new Date(noonMs).setHours(0, 0, 0, 0),
      cost: { knownUsd: 0, unknownCount: 0 },
      requests: 0,
      recentCompletionMs: undefined,
      routes: [],
    });
  });
});

describe('the running summary', () => {
  let nowMs: number;
  let clock: Clock;
  let ledger: Ledger;

  beforeEach(async () => {
    nowMs = noonMs;
    clock = { now: () => nowMs, monotonic: () => nowMs, schedule: () => assert.fail('no timer is needed') };
    ledger = await openLedger({ filePath: undefined, clock: new FakeClock(), log: new RecordedLog() });
  });

  it('follows the ledger, and equals a summary made anew', () => {
    const summary = createDaySummary(ledger, clock);
    assert.equal(summary.read().requests, 0);
    ledger.append(completion({ totalMs: 100 }));
    ledger.append(chat());
    assert.deepEqual(summary.read(), summarize(ledger.entriesSince(0), nowMs));
    assert.deepEqual(summary.read(), summary.read());
  });

  it('begins anew at midnight, without losing what came after it', () => {
    const summary = createDaySummary(ledger, clock);
    ledger.append(chat());
    nowMs += 12 * hourMs + 1;
    ledger.append(completion({ startedAtMs: nowMs }));
    assert.deepEqual(
      summary.read().routes.map((route) => route.backendId),
      ['local-coder'],
    );
    assert.equal(summary.read().requests, 1);
  });

  it('takes in what other windows write, each entry once, and again after midnight', () => {
    const others = [chat(), chat({ startedAtMs: noonMs + 13 * hourMs })];
    const shared = {
      onDidAppend: ledger.onDidAppend,
      readOthers: (cursor: number, sinceMs: number) => ({
        entries: others.slice(cursor).filter((other) => other.startedAtMs >= sinceMs && other.startedAtMs <= nowMs),
        cursor: others.filter((other) => other.startedAtMs <= nowMs).length,
      }),
    };
    const summary = createDaySummary(shared, clock);
    assert.equal(summary.read().requests, 1);
    assert.equal(summary.read().requests, 1);
    nowMs += 13 * hourMs;
    assert.equal(summary.read().requests, 1);
    assert.equal(summary.read().dayStartMs, new Date(nowMs).setHours(0, 0, 0, 0));
  });

  it('stops listening when it is disposed', () => {
    const summary = createDaySummary(ledger, clock);
    summary.dispose();
    summary.dispose();
    ledger.append(completion());
    assert.equal(summary.read().requests, 0);
  });
});
