import type { Log } from '../../contract/log.ts';
import { type Knowledge, sealedCheckpoint } from './append.ts';
import { type Checkpoint, chainStart, endOf, isSealedRow, type StoredRow, seal } from './chain.ts';
import type { ChainWriter } from './chainWriter.ts';
import type { EgressTables } from './egressTables.ts';
import { describeStorageFault } from './faults.ts';
import { tryStoredRow } from './storedRow.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Removes the rows that are older than so many days, in slices. It never rejects; undefined keeps everything. */
export async function purge(
  writer: ChainWriter,
  { days, nowMs, log }: { readonly days: number | undefined; readonly nowMs: number; readonly log: Log },
): Promise<void> {
  if (days === undefined || !(days >= 0)) return;
  const times = { nowMs, cutoffMs: nowMs - days * dayMs };
  try {
    const file = await writer.open();
    // No key is made for a log that has nothing to remove.
    if (!file.read((tables) => tables.hasRowBefore(times.cutoffMs))) return;
    let outcome: PurgeOutcome = 'more';
    while (outcome === 'more') {
      outcome = await writer.transact((tables, knowledge) => purgeSlice(tables, knowledge, times));
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (outcome === 'changed') log.warn(changedRowStays);
  } catch (error) {
    log.warn(`Old rows of what left could not be removed: ${describeStorageFault(error)}.`);
  }
}

const changedRowStays =
  'The log of what left was changed by somebody else. What is old is not removed from there on, so that the proof stays.';

/** `more`: there may be others. `changed`: a row that is not as it was written stands in the way. */
type PurgeOutcome = 'done' | 'more' | 'changed';

/**
 * Removes the rows at the beginning that are older than `cutoffMs`, a slice of them, inside of a transaction, and seals
 * where the chain begins from now on. A row is only removed when it is as it was written: a checkpoint over one that was
 * changed, in its time for example, would make a theft look like old age.
 */
function purgeSlice(
  tables: EgressTables,
  knowledge: Knowledge,
  times: { readonly cutoffMs: number; readonly nowMs: number },
): PurgeOutcome {
  const before = sealedCheckpoint(tables, knowledge);
  if (before === undefined && tables.checkpoints().length > 0) return 'changed';
  const { removed, outcome } = collect(tables, knowledge.keys, before, times.cutoffMs);
  const last = removed.at(-1);
  if (last === undefined) return outcome;
  tables.removeThrough(last.sequence);
  tables.putCheckpoint(seal(knowledge.key, checkpointAfter(removed, last, before, times.nowMs)));
  return outcome;
}

/** About 5 ms of work; a slice ends earlier where the text was kept. */
const rowsInSlice = 100;
const lettersInSlice = 200_000;

/** A row without its content, so that a slice of long texts is not held in memory. */
type Removed = Pick<StoredRow, 'sequence' | 'mac'>;

function collect(
  tables: EgressTables,
  keys: readonly Uint8Array[],
  before: Checkpoint | undefined,
  cutoffMs: number,
): { readonly removed: readonly Removed[]; readonly outcome: PurgeOutcome } {
  const removed: Removed[] = [];
  const covered = before === undefined ? chainStart : endOf(before);
  let previous = covered;
  let letters = 0;
  for (const found of tables.allRows()) {
    const row = tryStoredRow(found);
    if (row === undefined) return { removed, outcome: 'changed' };
    if (row.atMs >= cutoffMs) return { removed, outcome: 'done' };
    const isCovered = row.sequence <= covered.sequence;
    const isNext = row.sequence === previous.sequence + 1 && isSealedRow(keys, previous.mac, row);
    if (!isCovered && !isNext) return { removed, outcome: 'changed' };
    removed.push({ sequence: row.sequence, mac: row.mac });
    if (!isCovered) previous = row;
    letters += row.content.length;
    if (removed.length === rowsInSlice || letters > lettersInSlice) return { removed, outcome: 'more' };
  }
  return { removed, outcome: 'done' };
}

function checkpointAfter(
  removed: readonly Removed[],
  last: Removed,
  before: Checkpoint | undefined,
  nowMs: number,
): Checkpoint {
  const through = before?.throughSequence ?? 0;
  const unsealed = removed.filter(({ sequence }) => sequence <= through).length;
  const end = last.sequence > through || before === undefined ? last : { sequence: through, mac: before.mac };
  return {
    throughSequence: end.sequence,
    mac: end.mac,
    removedRows: (before?.removedRows ?? 0) + removed.length,
    unsealedRows: last.sequence >= through ? 0 : (before?.unsealedRows ?? 0) - unsealed,
    atMs: Math.round(nowMs),
  };
}
