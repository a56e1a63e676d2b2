import { createHmac } from 'node:crypto';
import type { ChainHead } from '../../contract/egress.ts';

/**
 * One row as the file holds it. `content` is the JSON that the seal was made over, letter for letter, so nothing has to
 * be put together again in the same way when it is checked.
 */
export interface StoredRow extends ChainHead {
  readonly atMs: number;
  readonly content: string;
}

/** Where the chain begins now: every row up to one was removed for its age, or was sealed with a key that is gone. */
export interface Checkpoint {
  readonly throughSequence: number;
  /** The mac of that row: the next one is chained to it. */
  readonly mac: string;
  /** How many rows retention has removed in all. */
  readonly removedRows: number;
  /** How many rows up to it are still there, although nobody can tell any more whether they were changed. */
  readonly unsealedRows: number;
  /** When it was written, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

export interface SealedCheckpoint extends Checkpoint {
  readonly seal: string;
}

/** What the first row of all is chained to. */
export const chainStart: ChainHead = { sequence: 0, mac: '' };

/**
 * HMAC-SHA256 of a row and of all before it, in hexadecimal.
 *
 * The head is a JSON array in a fixed order: strings are quoted and escaped, so no field can run into the next, and the
 * first word keeps a row from passing for a checkpoint. It holds no line break, so the content is what follows the first.
 */
export function macOf(key: Uint8Array, previousMac: string, row: Omit<StoredRow, 'mac'>): string {
  const head = JSON.stringify(['row', previousMac, row.sequence, row.atMs]);
  return createHmac('sha256', key).update(`${head}\n${row.content}`).digest('hex');
}

/** Seals a checkpoint, in the same manner. */
export function seal(key: Uint8Array, checkpoint: Checkpoint): SealedCheckpoint {
  return { ...checkpoint, seal: sealOf(key, checkpoint) };
}

/** Whether one of these keys has sealed the row as what follows `previousMac`. */
export function isSealedRow(keys: readonly Uint8Array[], previousMac: string, row: StoredRow): boolean {
  return keys.some((key) => macOf(key, previousMac, row) === row.mac);
}

export function isSealedCheckpoint(keys: readonly Uint8Array[], checkpoint: SealedCheckpoint): boolean {
  return keys.some((key) => sealOf(key, checkpoint) === checkpoint.seal);
}

/** The last place that the checkpoint covers. */
export function endOf(checkpoint: Checkpoint): ChainHead {
  return { sequence: checkpoint.throughSequence, mac: checkpoint.mac };
}

export function newerOf(first: ChainHead, second: ChainHead): ChainHead {
  return second.sequence > first.sequence ? second : first;
}

function sealOf(key: Uint8Array, checkpoint: Checkpoint): string {
  const { throughSequence, mac, removedRows, unsealedRows, atMs } = checkpoint;
  const text = JSON.stringify(['checkpoint', throughSequence, mac, removedRows, unsealedRows, atMs]);
  return createHmac('sha256', key).update(text).digest('hex');
}
