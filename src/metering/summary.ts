import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { LedgerEntry, LedgerTask } from '../contract/ledger.ts';
import type { Locality } from '../contract/routing.ts';
import { LatencySketch } from './latencySketch.ts';
import type { Ledger } from './ledger.ts';
import { quantileOf } from './quantile.ts';

/** The figures of one day, for the status bar and its tooltip. */
export interface Summary {
  /** The local midnight at which the day began, in milliseconds since the Unix epoch. */
  readonly dayStartMs: number;
  readonly cost: CostTotal;
  /** Attempts at any model, warm-ups left out: each is one request to a server. */
  readonly requests: number;
  /** The median total time of the last 20 completed completions; undefined before the first. */
  readonly recentCompletionMs: number | undefined;
  /** The busiest route first. */
  readonly routes: readonly RouteSummary[];
}

/** A sum of which some parts may be unknown. */
export interface CostTotal {
  readonly knownUsd: number;
  /** How many attempts have a cost that nobody told. */
  readonly unknownCount: number;
}

/** The figures of one task at one backend and model. */
export interface RouteSummary {
  readonly task: LedgerTask;
  readonly backendId: string;
  readonly model: string;
  readonly locality: Locality;
  readonly requests: number;
  readonly outcomes: Readonly<Record<LedgerEntry['outcome'], number>>;
  readonly timeToFirstToken: Quantiles;
  /** Of completed answers alone: a cancelled one would look quick. */
  readonly total: Quantiles;
  /** Sums of what the servers have told; an attempt that told nothing adds nothing, and where none has told it is undefined. */
  readonly inputTokens: number | undefined;
  readonly cachedInputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly cost: CostTotal;
}

/** In milliseconds; undefined without any value. */
export interface Quantiles {
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
}

/** The day's figures of all windows, kept up to date entry by entry: reading them costs the same on a busy day. */
export interface DaySummary extends Disposable {
  read(): Summary;
}

/** Must be made with the ledger, before its first entry of this window. */
export function createDaySummary(ledger: Pick<Ledger, 'onDidAppend' | 'readOthers'>, clock: Clock): DaySummary {
  let ownEntries: LedgerEntry[] = [];
  let othersCursor = 0;
  let day = new DayFigures(localMidnight(clock.now()));
  const subscription = ledger.onDidAppend((entry) => {
    ownEntries.push(entry);
    day.add(entry);
  });
  return {
    read() {
      const dayStartMs = localMidnight(clock.now());
      if (dayStartMs !== day.dayStartMs) {
        ownEntries = ownEntries.filter((entry) => entry.startedAtMs >= dayStartMs);
        othersCursor = 0;
        day = new DayFigures(dayStartMs);
        for (const entry of ownEntries) day.add(entry);
      }
      const others = ledger.readOthers(othersCursor, dayStartMs);
      othersCursor = others.cursor;
      for (const entry of others.entries) day.add(entry);
      return day.toSummary();
    },
    dispose: () => subscription.dispose(),
  };
}

/** The figures of the local day of `nowMs`, out of entries that may reach further back. */
export function summarize(entries: readonly LedgerEntry[], nowMs: number): Summary {
  const day = new DayFigures(localMidnight(nowMs));
  for (const entry of entries) day.add(entry);
  return day.toSummary();
}

function localMidnight(nowMs: number): number {
  return new Date(nowMs).setHours(0, 0, 0, 0);
}

const recentCompletions = 20;

class DayFigures {
  readonly dayStartMs: number;
  readonly #dayEndMs: number;
  readonly #routes = new Map<string, RouteFigures>();
  #recent: LedgerEntry[] = [];

  constructor(dayStartMs: number) {
    this.dayStartMs = dayStartMs;
    // Not 24 hours later where the clocks change.
    this.#dayEndMs = new Date(dayStartMs).setHours(24, 0, 0, 0);
  }

  /** Entries of other days are left out. */
  add(entry: LedgerEntry): void {
    if (entry.startedAtMs < this.dayStartMs || entry.startedAtMs >= this.#dayEndMs) return;
    const key = JSON.stringify([entry.task, entry.backendId, entry.model]);
    const route = this.#routes.get(key) ?? new RouteFigures(entry);
    this.#routes.set(key, route);
    route.add(entry);
    if (entry.task !== 'completion' || entry.outcome !== 'completed') return;
    // Those of other windows come later than they were written.
    this.#recent = [...this.#recent, entry].sort((a, b) => a.startedAtMs - b.startedAtMs).slice(-recentCompletions);
  }

  toSummary(): Summary {
    const routes = [...this.#routes.values()].map((route) => route.toSummary());
    return {
      dayStartMs: this.dayStartMs,
      cost: addCosts(routes.map((route) => route.cost)),
      requests: routes.reduce((sum, route) => sum + (route.task === 'warm-up' ? 0 : route.requests), 0),
      recentCompletionMs: quantileOf(
        this.#recent.map((entry) => entry.totalMs),
        0.5,
      ),
      routes: routes.sort((a, b) => b.requests - a.requests),
    };
  }
}

class RouteFigures {
  readonly #first: LedgerEntry;
  readonly #outcomes = { completed: 0, cancelled: 0, interrupted: 0, failed: 0, superseded: 0 };
  readonly #timeToFirstToken = new LatencySketch();
  readonly #total = new LatencySketch();
  #inputTokens: number | undefined;
  #cachedInputTokens: number | undefined;
  #outputTokens: number | undefined;
  #knownUsd = 0;
  #unknownCosts = 0;

  constructor(first: LedgerEntry) {
    this.#first = first;
  }

  add(entry: LedgerEntry): void {
    this.#outcomes[entry.outcome]++;
    if (entry.timeToFirstTokenMs !== undefined) this.#timeToFirstToken.add(entry.timeToFirstTokenMs);
    if (entry.outcome === 'completed') this.#total.add(entry.totalMs);
    this.#inputTokens = addKnown(this.#inputTokens, entry.inputTokens);
    this.#cachedInputTokens = addKnown(this.#cachedInputTokens, entry.cachedInputTokens);
    this.#outputTokens = addKnown(this.#outputTokens, entry.outputTokens);
    if (entry.costUsd === undefined) this.#unknownCosts++;
    else this.#knownUsd += entry.costUsd;
  }

  toSummary(): RouteSummary {
    const { task, backendId, model, locality } = this.#first;
    const outcomes = { ...this.#outcomes };
    return {
      ...{ task, backendId, model, locality },
      requests: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
      outcomes,
      timeToFirstToken: quantilesOf(this.#timeToFirstToken),
      total: quantilesOf(this.#total),
      inputTokens: this.#inputTokens,
      cachedInputTokens: this.#cachedInputTokens,
      outputTokens: this.#outputTokens,
      cost: { knownUsd: this.#knownUsd, unknownCount: this.#unknownCosts },
    };
  }
}

function addCosts(costs: readonly CostTotal[]): CostTotal {
  return {
    knownUsd: costs.reduce((sum, cost) => sum + cost.knownUsd, 0),
    unknownCount: costs.reduce((sum, cost) => sum + cost.unknownCount, 0),
  };
}

function addKnown(sum: number | undefined, value: number | undefined): number | undefined {
  return value === undefined ? sum : (sum ?? 0) + value;
}

function quantilesOf(sketch: LatencySketch): Quantiles {
  return { p50Ms: sketch.quantile(0.5), p95Ms: sketch.quantile(0.95) };
}
