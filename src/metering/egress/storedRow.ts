import * as z from 'zod';
import type { SealedCheckpoint, StoredRow } from './chain.ts';

/** The row as the log has written it; undefined where a column holds what the log never writes. */
export function tryStoredRow(row: unknown): StoredRow | undefined {
  return rowSchema.safeParse(row).data;
}

export function tryCheckpoint(row: unknown): SealedCheckpoint | undefined {
  return checkpointSchema.safeParse(row).data;
}

const wholeNumber = z
  .bigint()
  .min(BigInt(Number.MIN_SAFE_INTEGER))
  .max(BigInt(Number.MAX_SAFE_INTEGER))
  .transform((value) => Number(value));

const rowSchema = z.object({ sequence: wholeNumber, atMs: wholeNumber, content: z.string(), mac: z.string() });

const checkpointSchema = z.object({
  throughSequence: wholeNumber,
  mac: z.string(),
  removedRows: wholeNumber,
  unsealedRows: wholeNumber,
  atMs: wholeNumber,
  seal: z.string(),
});
