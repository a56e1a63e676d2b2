import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Log } from '../contract/log.ts';
import type { SuggestionRecord } from '../contract/suggestion.ts';
import { type SuggestionTable, type SuggestionTally, tallyOf } from './suggestionTable.ts';

/** What became of each suggestion. Reading and writing never throw. */
export interface Suggestions {
  /** Keeps a record, which takes the place of an earlier one of the same request. */
  keep(record: SuggestionRecord): void;
  /** What became of the suggestions of all windows that were first offered at `sinceMs` or later. */
  tallySince(sinceMs: number): readonly SuggestionTally[];
}

/** Records are written together, away from the key that decided them. */
const writeDelayMs = 1_000;
/** Some weeks of heavy use; beyond it the oldest records that no file took are dropped. */
const maxQueued = 20_000;

/** Collects records and writes them to the table, once there is one. What the table refuses is kept and tried again. */
export class QueuedSuggestions implements Suggestions, Disposable {
  readonly #clock: Clock;
  readonly #log: Log;
  /** Records that no table has taken, by their request. */
  readonly #queue = new Map<string, SuggestionRecord>();
  #table: SuggestionTable | undefined;
  #timer: Disposable | undefined;
  /** A fault is told once, and again only after the table has worked in between. */
  #hasFailed = false;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** From now on records are written to this table, those that wait first. */
  attach(table: SuggestionTable): void {
    this.#table = table;
    this.#write();
  }

  keep(record: SuggestionRecord): void {
    this.#queue.set(record.requestId, record);
    for (const oldest of this.#queue.keys()) {
      if (this.#queue.size <= maxQueued) break;
      this.#queue.delete(oldest);
    }
    if (this.#table === undefined) return;
    this.#timer ??= this.#clock.schedule(writeDelayMs, () => this.#write());
  }

  tallySince(sinceMs: number): readonly SuggestionTally[] {
    this.#write();
    const queued = [...this.#queue.values()];
    const ownTallies = queued.filter(({ returnedAtMs }) => returnedAtMs >= sinceMs).map(tallyOf);
    if (this.#table === undefined) return ownTallies;
    try {
      const except = queued.map(({ requestId }) => requestId);
      return [...this.#table.tallySince(sinceMs, except), ...ownTallies];
    } catch (error) {
      this.#noteFailure('cannot be read', error);
      return ownTallies;
    }
  }

  /** Writes what waits. To be called while the table's file is still open. */
  dispose(): void {
    this.#write();
    this.#table = undefined;
  }

  #write(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    if (this.#table === undefined || this.#queue.size === 0) return;
    try {
      this.#table.write([...this.#queue.values()]);
      this.#queue.clear();
      this.#hasFailed = false;
    } catch (error) {
      this.#noteFailure('takes no suggestions, so they are kept in memory and tried again', error);
    }
  }

  #noteFailure(what: string, error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#log.warn(`The ledger file ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
