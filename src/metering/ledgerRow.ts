import * as z from 'zod';
import type { BackendErrorKind } from '../contract/errors.ts';
import type { LedgerEntry } from '../contract/ledger.ts';

/** The table's columns, named like the fields of an entry. */
export const columns = [
  'requestId',
  'attempt',
  'startedAtMs',
  'task',
  'backendId',
  'model',
  'origin',
  'locality',
  'reasons',
  'timeToFirstTokenMs',
  'totalMs',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'costUsd',
  'outcome',
  'errorKind',
] as const satisfies readonly (keyof LedgerEntry)[];

/** An entry as SQLite stores it: unknown is NULL, and the reasons are JSON. */
export function toRow(entry: LedgerEntry): Record<string, string | number | null> {
  return Object.fromEntries(columns.map((column) => [column, toValue(entry[column])]));
}

function toValue(field: LedgerEntry[keyof LedgerEntry]): string | number | null {
  return typeof field === 'object' ? JSON.stringify(field) : (field ?? null);
}

/** The entry of a row; none where the row is not understood, for example since another version has written it. */
export function parseRow(row: unknown): [LedgerEntry] | [] {
  const parsed = rowSchema.safeParse(row);
  return parsed.success ? [parsed.data] : [];
}

const errorKinds = [
  'unreachable',
  'loading',
  'model-missing',
  'unauthorized',
  'key-missing',
  'rate-limited',
  'timed-out',
  'context-too-long',
  'refused',
  'bad-request',
  'bad-reply',
  'server-fault',
] as const satisfies readonly BackendErrorKind[];

const knownOrNull = z
  .number()
  .nullable()
  .transform((value) => value ?? undefined);

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('This is not JSON.');
    return z.NEVER;
  }
});

const rowSchema = z.object({
  requestId: z.string(),
  attempt: z.number(),
  startedAtMs: z.number(),
  task: z.enum(['completion', 'chat', 'warm-up']),
  backendId: z.string(),
  model: z.string(),
  origin: z.string(),
  locality: z.enum(['local', 'remote']),
  reasons: json.pipe(z.array(z.string())),
  timeToFirstTokenMs: knownOrNull,
  totalMs: z.number(),
  inputTokens: knownOrNull,
  cachedInputTokens: knownOrNull,
  outputTokens: knownOrNull,
  costUsd: knownOrNull,
  outcome: z.enum(['completed', 'cancelled', 'interrupted', 'failed', 'superseded']),
  errorKind: z
    .enum(errorKinds)
    .nullable()
    .transform((kind) => kind ?? undefined),
});
