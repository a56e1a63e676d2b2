import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import type {
  ChainSeal,
  ChainVerdict,
  Departure,
  EgressReader,
  EgressRow,
  RecordDeparture,
} from '../../contract/egress.ts';
import type { LedgerEntry } from '../../contract/ledger.ts';
import type { Log } from '../../contract/log.ts';
import type { SqliteModule } from '../ledgerFile.ts';
import { ChainWriter, type EgressStorage } from './chainWriter.ts';
import { contentOfDeparture, contentOfOutcome, readRow } from './content.ts';
import { describeStorageFault, isDamage, NotRecordedError } from './faults.ts';
import { createMemorySeal } from './memorySeal.ts';
import { createOpenAttempts } from './openAttempts.ts';
import { purge } from './retention.ts';
import { tryStoredRow } from './storedRow.ts';
import { unreadable } from './verdict.ts';
import { verifyChain } from './verify.ts';

/** Everything that left this machine: a row before it goes and a row once it is over. Rows are added, never changed. */
export interface EgressLog extends EgressReader, Disposable {
  readonly storage: EgressStorage;
  /** Settles, never rejects, once the file is open or known to be unusable. */
  readonly whenOpen: Promise<void>;
  /** Resolves once the departure is on the disk. @throws NotRecordedError: then nothing may be sent */
  readonly record: RecordDeparture;
  /** Writes down what came of an attempt, where something of it left. To be told of each entry of the ledger. */
  settle(entry: LedgerEntry): void;
  /** Removes what is older than the person wants it kept. It never rejects. */
  purge(): Promise<void>;
  /** Settles, never rejects, once the editor's secret storage knows where the log ends. */
  whenSealed(): Promise<void>;
  /** Fires for the rows of this window. */
  readonly onDidAppend: Event<EgressRow>;
}

export interface EgressLogOptions {
  /** The ledger's file; undefined keeps the rows in memory, where there is no folder for a file. */
  readonly filePath: string | undefined;
  /** Settles once the ledger has made or mended that file. */
  readonly whenLedgerOpen: Promise<void>;
  readonly seal: ChainSeal;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the person wants the text itself kept. */
  readonly keepsText: () => boolean;
  /** How many days rows are kept; undefined keeps them for ever. */
  readonly retentionDays: () => number | undefined;
  /** Loads `node:sqlite`; a test gives another one. */
  readonly importSqlite?: () => Promise<SqliteModule>;
}

/** Outcomes that no file took are tried again with the next row; beyond this many the oldest are dropped. */
const maxWaitingOutcomes = 1000;

export function createEgressLog(options: EgressLogOptions): EgressLog {
  const { clock, log, keepsText, importSqlite = () => import('node:sqlite') } = options;
  // What is in memory cannot be missing at the next start, so the secret storage has nothing to keep of it.
  const seal = options.filePath === undefined ? createMemorySeal() : options.seal;
  const writer = new ChainWriter({ ...options, seal, importSqlite });
  const attempts = createOpenAttempts();
  const appended = new Emitter<EgressRow>();
  let waitingOutcomes: readonly string[] = [];
  let isDisposed = false;

  async function append(content: string): Promise<void> {
    const waiting = waitingOutcomes;
    waitingOutcomes = [];
    try {
      const rows = await writer.append(Math.round(clock.now()), [...waiting, content]);
      for (const row of rows.flatMap(readRow)) tell(row);
    } catch (error) {
      waitingOutcomes = [...waiting, ...waitingOutcomes];
      throw error;
    }
  }

  function tell(row: EgressRow): void {
    try {
      appended.fire(row);
    } catch (error) {
      log.error(`A listener of the log of what left failed: ${describeStorageFault(error)}`);
    }
  }

  async function recordDeparture(departure: Departure): Promise<void> {
    try {
      await append(contentOfDeparture(departure, keepsText()));
    } catch (error) {
      throw new NotRecordedError(error);
    }
  }

  async function settle(content: string): Promise<void> {
    try {
      await append(content);
    } catch (error) {
      if (isDisposed) return;
      if (waitingOutcomes.length === 0) {
        log.warn(`What came of a request could not be written down yet: ${describeStorageFault(error)}.`);
      }
      waitingOutcomes = [...waitingOutcomes, content].slice(-maxWaitingOutcomes);
    }
  }

  async function openQuietly(): Promise<void> {
    try {
      await writer.open();
    } catch (error) {
      if (isDisposed) return;
      log.warn(`The log of what leaves cannot be used: ${describeStorageFault(error)}. Nothing is sent elsewhere.`);
    }
  }

  return {
    whenOpen: openQuietly(),
    get storage() {
      return writer.storage;
    },
    record(departure) {
      const { prompt, backendId } = departure;
      const recorded = recordDeparture(departure);
      if (prompt !== undefined) attempts.begin(prompt.requestId, backendId, recorded);
      return recorded;
    },
    settle(entry) {
      attempts.end(entry.requestId, entry.backendId, () => void settle(contentOfOutcome(entry)));
    },
    rows: (fromMs, toMs) => readRows(writer, fromMs, toMs),
    verify: () => verify(writer, seal),
    purge: () => purge(writer, { days: options.retentionDays(), nowMs: clock.now(), log }),
    whenSealed: () => writer.whenSealed(),
    onDidAppend: appended.event,
    dispose() {
      isDisposed = true;
      appended.dispose();
      writer.dispose();
    },
  };
}

function readRows({ file, storage }: ChainWriter, fromMs: number, toMs: number): readonly EgressRow[] {
  if (storage.kind === 'opening') return [];
  try {
    if (file === undefined) throw new Error(storage.kind === 'unusable' ? storage.reason : 'it is closed');
    const found = file.read((tables) => tables.rowsBetween(fromMs, toMs));
    return found.map(tryStoredRow).flatMap((row) => (row === undefined ? [] : readRow(row)));
  } catch (error) {
    const message = `The log of what left this machine cannot be read: ${describeStorageFault(error)}.`;
    throw new Error(message, { cause: error });
  }
}

async function verify(writer: ChainWriter, seal: ChainSeal): Promise<ChainVerdict> {
  try {
    const file = await writer.open();
    // They are asked for before the rows are: what is saved has been written, so each head has its row then.
    const [keys, savedHeads] = await Promise.all([seal.keys(), seal.heads()]);
    const heads = writer.ownHead === undefined ? savedHeads : [...savedHeads, writer.ownHead];
    const snapshot = file.openSnapshot();
    try {
      return await verifyChain(snapshot.tables, { keys, heads });
    } finally {
      snapshot.close();
    }
  } catch (error) {
    return unreadable(isDamage(error) ? 'broken' : 'unverifiable', describeStorageFault(error));
  }
}
