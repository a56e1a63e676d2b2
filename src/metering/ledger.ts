import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { LedgerEntry } from '../contract/ledger.ts';
import type { Log } from '../contract/log.ts';
import { type LedgerFile, openLedgerFile, type SqliteModule } from './ledgerFile.ts';
import { QueuedSuggestions, type Suggestions } from './suggestions.ts';

/** Where the entries are kept. While the file is `opening` they wait for it; `memory` loses them with the window, and `reason` is a sentence that says why. */
export type LedgerStorage =
  | { readonly kind: 'opening' }
  | { readonly kind: 'file'; readonly filePath: string }
  | { readonly kind: 'memory'; readonly reason: string };

/** Every attempt at a model, one entry each, and what became of each suggestion. Reading and writing never throw. */
export interface Ledger extends Disposable {
  readonly storage: LedgerStorage;
  readonly suggestions: Suggestions;
  /** Settles, never rejects, once the file is open or known to be unusable. */
  readonly whenOpen: Promise<void>;
  append(entry: LedgerEntry): void;
  /** Entries of all windows that started at `sinceMs` (milliseconds since the Unix epoch) or later, oldest first. */
  entriesSince(sinceMs: number): readonly LedgerEntry[];
  /** The newest entries of all windows, newest first. */
  recent(limit: number): readonly LedgerEntry[];
  /** What other windows wrote after `cursor` (0 for everything) that started at `sinceMs` or later. */
  readOthers(cursor: number, sinceMs: number): OthersEntries;
  /** Fires when the file was opened, or could not be: other windows' entries can be read from then on. */
  readonly onDidOpen: Event<void>;
  /** Fires for the entries of this window. */
  readonly onDidAppend: Event<LedgerEntry>;
}

export interface OthersEntries {
  readonly entries: readonly LedgerEntry[];
  /** To be handed in the next time. */
  readonly cursor: number;
}

export interface LedgerOptions {
  /** Undefined keeps the entries in memory, for a benchmark or a script. */
  readonly filePath: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Loads `node:sqlite`; a test gives another one. */
  readonly importSqlite?: () => Promise<SqliteModule>;
}

/** Makes the ledger and opens its file, in memory where the file cannot be used. It never fails. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const ledger = createLedger(options);
  await ledger.whenOpen;
  return ledger;
}

/** The same without waiting: entries that come before the file is open are written as soon as it is. */
export function createLedger({ filePath, clock, log, importSqlite: load = importSqlite }: LedgerOptions): Ledger {
  return new QueuedLedger(new QueuedSuggestions(clock, log), log, async () => {
    if (filePath === undefined) return undefined;
    return openLedgerFile(await load(), { filePath, writer: randomUUID(), clock, log });
  });
}

/** More than a week of heavy use; beyond it the oldest entries that no file took are dropped. */
const maxQueuedEntries = 20_000;

/** Writes through a queue, so that an entry that the file refuses (disk full, locked) is kept and tried again. */
class QueuedLedger implements Ledger {
  readonly #appended = new Emitter<LedgerEntry>();
  readonly #opened = new Emitter<void>();
  readonly #log: Log;
  #file: LedgerFile | undefined;
  #storage: LedgerStorage = { kind: 'opening' };
  /** Entries that no file has taken: all of them where there is no file. */
  #queue: LedgerEntry[] = [];
  #readFailed = false;
  #isDisposed = false;

  readonly suggestions: QueuedSuggestions;
  readonly whenOpen: Promise<void>;
  readonly onDidAppend = this.#appended.event;
  readonly onDidOpen = this.#opened.event;

  constructor(suggestions: QueuedSuggestions, log: Log, open: () => Promise<LedgerFile | undefined>) {
    this.suggestions = suggestions;
    this.#log = log;
    this.whenOpen = this.#open(open);
  }

  get storage(): LedgerStorage {
    return this.#storage;
  }

  append(entry: LedgerEntry): void {
    this.#queue.push(entry);
    if (this.#file !== undefined) this.#flush(this.#file);
    if (this.#queue.length > maxQueuedEntries) this.#queue.shift();
    try {
      this.#appended.fire(entry);
    } catch (error) {
      this.#log.error(`A listener of the ledger failed: ${messageOf(error)}`);
    }
  }

  entriesSince(sinceMs: number): readonly LedgerEntry[] {
    const stored = this.#read((file) => file.entriesSince(sinceMs), []);
    const queued = this.#queue.filter((entry) => entry.startedAtMs >= sinceMs);
    return [...stored, ...queued].sort((a, b) => a.startedAtMs - b.startedAtMs);
  }

  recent(limit: number): readonly LedgerEntry[] {
    const stored = this.#read((file) => file.recent(limit), []);
    return [...stored, ...this.#queue].sort((a, b) => b.startedAtMs - a.startedAtMs).slice(0, limit);
  }

  readOthers(cursor: number, sinceMs: number): OthersEntries {
    return this.#read((file) => file.readOthers(cursor, sinceMs), { entries: [], cursor });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#appended.dispose();
    this.#opened.dispose();
    this.suggestions.dispose();
    this.#file?.close();
    this.#file = undefined;
  }

  async #open(open: () => Promise<LedgerFile | undefined>): Promise<void> {
    try {
      const file = await open();
      if (this.#isDisposed) return file?.close();
      this.#file = file;
      if (file === undefined) this.#storage = { kind: 'memory', reason: 'No file was given.' };
      else this.#flush(file);
      if (file !== undefined) this.suggestions.attach(file.suggestions);
    } catch (error) {
      const reason = `The ledger file cannot be used: ${messageOf(error)}. Entries are lost when the window closes.`;
      this.#storage = { kind: 'memory', reason };
      this.#log.warn(reason);
    }
    this.#opened.fire();
  }

  #flush(file: LedgerFile): void {
    try {
      for (let entry = this.#queue[0]; entry !== undefined; entry = this.#queue[0]) {
        file.insert(entry);
        this.#queue.shift();
      }
      this.#storage = { kind: 'file', filePath: file.filePath };
    } catch (error) {
      // Once a fault: the line comes again only after the file has worked in between.
      if (this.#storage.kind === 'memory') return;
      const reason = `The ledger file takes no entries: ${messageOf(error)}. They are kept in memory and tried again.`;
      this.#storage = { kind: 'memory', reason };
      this.#log.warn(reason);
    }
  }

  #read<T>(read: (file: LedgerFile) => T, whenUnreadable: T): T {
    if (this.#file === undefined) return whenUnreadable;
    try {
      return read(this.#file);
    } catch (error) {
      if (!this.#readFailed) this.#log.warn(`The ledger file cannot be read: ${messageOf(error)}`);
      this.#readFailed = true;
      return whenUnreadable;
    }
  }
}

function importSqlite(): Promise<SqliteModule> {
  return import('node:sqlite');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
