import type { EgressReader, EgressRow } from '../../contract/egress.ts';

/** Keeps the log's rows as they were read, so that a row that is added does not cost reading the whole log again. */
export class RowCache {
  readonly #reader: Pick<EgressReader, 'rows'>;
  readonly #rows = new Map<number, EgressRow>();
  #newestMs = 0;

  constructor(reader: Pick<EgressReader, 'rows'>) {
    this.#reader = reader;
  }

  /** Reads everything anew, so that rows that were removed are gone here too. */
  readAll(): void {
    this.#rows.clear();
    this.#newestMs = 0;
    this.#read(0);
  }

  /** Reads what was added lately. `nowMs` is in milliseconds since the Unix epoch. */
  readNew(nowMs: number): void {
    // A row with a time to come, from a clock that was put back, must not hide those that are written now.
    this.#read(Math.max(0, Math.min(this.#newestMs, nowMs) - overlapMs));
  }

  get rows(): Iterable<EgressRow> {
    return this.#rows.values();
  }

  #read(fromMs: number): void {
    for (const row of this.#reader.rows(fromMs, Number.MAX_SAFE_INTEGER)) {
      this.#rows.set(row.sequence, row);
      this.#newestMs = Math.max(this.#newestMs, row.atMs);
    }
  }
}

/** How late a row of another window may come after its time. */
const overlapMs = 60_000;
