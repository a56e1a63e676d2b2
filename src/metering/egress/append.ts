import type { ChainHead } from '../../contract/egress.ts';
import {
  chainStart,
  endOf,
  isSealedCheckpoint,
  isSealedRow,
  macOf,
  newerOf,
  type SealedCheckpoint,
  type StoredRow,
  seal,
} from './chain.ts';
import type { EgressTables } from './egressTables.ts';
import { tryCheckpoint, tryStoredRow } from './storedRow.ts';

/** What a window knows of the chain besides the file. */
export interface Knowledge {
  /** What this window seals with. */
  readonly key: Uint8Array;
  /** What rows may have been sealed with, that key among them. */
  readonly keys: readonly Uint8Array[];
  /** The newest row that any window is known to have written; undefined where nothing is known of this file. */
  readonly newestHead: ChainHead | undefined;
}

/**
 * Adds rows to the end of the chain, inside of a transaction. Where the file ends before a row that is known to have been
 * written, the chain goes on behind that row and not behind the end of the file: so the gap stays, for everybody to find.
 * @throws where the last row is not one that the log can have written
 */
export function appendRows(
  tables: EgressTables,
  knowledge: Knowledge,
  atMs: number,
  contents: readonly string[],
): readonly StoredRow[] {
  if (knowledge.newestHead === undefined) setApartForeignRows(tables, knowledge, atMs);
  let previous = newerOf(endOfFile(tables, knowledge), knowledge.newestHead ?? chainStart);
  return contents.map((content) => {
    const unsealed = { sequence: previous.sequence + 1, atMs, content };
    const row = { ...unsealed, mac: macOf(knowledge.key, previous.mac, unsealed) };
    tables.insert(row);
    previous = row;
    return row;
  });
}

/** Whether the file still holds a row, or has held it until retention removed it. */
export function contains(tables: EgressTables, knowledge: Knowledge, head: ChainHead): boolean {
  const through = sealedCheckpoint(tables, knowledge)?.throughSequence ?? 0;
  return head.sequence <= through || tryStoredRow(tables.rowAt(head.sequence))?.mac === head.mac;
}

/** Whether another window has sealed a checkpoint with a key that it has made meanwhile, or somebody has written one. */
export function hasUnknownCheckpoint(tables: EgressTables, knowledge: Knowledge): boolean {
  return tables.checkpoints().length > 0 && sealedCheckpoint(tables, knowledge) === undefined;
}

/** The checkpoint, if one of our keys has sealed it: anybody can write another one. */
export function sealedCheckpoint(tables: EgressTables, { keys }: Knowledge): SealedCheckpoint | undefined {
  const checkpoint = tryCheckpoint(tables.checkpoints()[0]);
  return checkpoint !== undefined && isSealedCheckpoint(keys, checkpoint) ? checkpoint : undefined;
}

function endOfFile(tables: EgressTables, knowledge: Knowledge): ChainHead {
  const checkpoint = sealedCheckpoint(tables, knowledge);
  const covered = checkpoint === undefined ? chainStart : endOf(checkpoint);
  return newerOf(covered, lastRow(tables) ?? chainStart);
}

function lastRow(tables: EgressTables): StoredRow | undefined {
  const found = tables.lastRow();
  if (found === undefined) return undefined;
  const row = tryStoredRow(found);
  if (row === undefined) throw new Error('somebody has changed the last row of its file');
  return row;
}

/**
 * Rows that were sealed with a key that is gone can be neither proven nor disproven. A checkpoint says so, once, and the
 * chain begins anew behind them. It is only written where the secret storage knows nothing of this file, neither a key
 * that fits nor a head: whoever changes the file alone cannot bring that about.
 */
function setApartForeignRows(tables: EgressTables, knowledge: Knowledge, atMs: number): void {
  const last = lastRow(tables);
  const checkpoint = tryCheckpoint(tables.checkpoints()[0]);
  const isOurs = checkpoint === undefined || isSealedCheckpoint(knowledge.keys, checkpoint);
  const isLastOurs =
    last === undefined || isSealedRow(knowledge.keys, macBefore(tables, last, checkpoint) ?? chainStart.mac, last);
  if (isOurs && isLastOurs) return;
  const { sequence, mac } = newerOf(checkpoint === undefined ? chainStart : endOf(checkpoint), last ?? chainStart);
  const unsealedRows = tables.countRows();
  tables.putCheckpoint(
    seal(knowledge.key, { throughSequence: sequence, mac, removedRows: 0, unsealedRows, atMs: Math.round(atMs) }),
  );
}

function macBefore(
  tables: EgressTables,
  { sequence }: StoredRow,
  checkpoint: SealedCheckpoint | undefined,
): string | undefined {
  if (checkpoint?.throughSequence === sequence - 1) return checkpoint.mac;
  return tryStoredRow(tables.rowAt(sequence - 1))?.mac;
}
