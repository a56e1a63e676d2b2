import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type SuggestionRecord, stillThereShare, suggestionOutcomes } from '../contract/suggestion.ts';

/** Suggestions of one kind that had the same fate. */
export interface SuggestionTally
  extends Pick<SuggestionRecord, 'backendId' | 'model' | 'languageId' | 'outcome' | 'acceptedLength'> {
  /** Whether the accepted text was still there; undefined where nobody could look. */
  readonly isKeptAfter30s: boolean | undefined;
  readonly isKeptAfter5min: boolean | undefined;
  readonly count: number;
}

/** The ledger file's second table: one row a suggestion. Each method may throw. */
export interface SuggestionTable {
  /** Writes all records or none. One that is there already takes the place of its earlier self. */
  write(records: readonly SuggestionRecord[]): void;
  /** What became of the suggestions of all windows from `sinceMs` on, but for those of the requests in `except`. */
  tallySince(sinceMs: number, except: readonly string[]): SuggestionTally[];
}

const columns = [
  'requestId',
  'returnedAtMs',
  'decidedAtMs',
  'languageId',
  'backendId',
  'model',
  'source',
  'returnedLength',
  'outcome',
  'acceptedLength',
  'keptAfter30s',
  'keptAfter5min',
] as const satisfies readonly (keyof SuggestionRecord)[];

/**
 * The step that makes the table. Released steps are never changed, so it does not follow `columns` by itself. Rows lie in
 * the order of their time, not of their random ids, so that reading a day stays at 2 ms, also among 200,000 rows.
 */
export const createSuggestionTable = `
  CREATE TABLE suggestions (
    id INTEGER PRIMARY KEY, requestId TEXT UNIQUE, returnedAtMs, decidedAtMs, languageId, backendId, model, source,
    returnedLength, outcome, acceptedLength, keptAfter30s, keptAfter5min
  );
  CREATE INDEX suggestionsByTime ON suggestions (returnedAtMs);`;

export function prepareSuggestionTable(database: DatabaseSync): SuggestionTable {
  const values = columns.map((column) => `:${column}`).join(', ');
  const updates = columns.map((column) => `${column} = excluded.${column}`).join(', ');
  const put = database.prepare(
    `INSERT INTO suggestions (${columns.join(', ')}) VALUES (${values}) ON CONFLICT (requestId) DO UPDATE SET ${updates}`,
  );
  const tally = database.prepare(
    `SELECT backendId, model, languageId, outcome, keptAfter30s >= :share AS isKeptAfter30s,
       keptAfter5min >= :share AS isKeptAfter5min, COUNT(*) AS count, SUM(acceptedLength) AS acceptedLength
     FROM suggestions WHERE returnedAtMs >= :sinceMs AND requestId NOT IN (SELECT value FROM json_each(:except))
     GROUP BY 1, 2, 3, 4, 5, 6`,
  );
  return {
    write(records) {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const record of records) put.run(toRow(record));
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    tallySince(sinceMs, except) {
      const rows = tally.all({ share: stillThereShare, sinceMs, except: JSON.stringify(except) });
      return rows.flatMap(parseTally);
    },
  };
}

/** The tally of a single suggestion. */
export function tallyOf(record: SuggestionRecord): SuggestionTally {
  const { backendId, model, languageId, outcome, acceptedLength, keptAfter30s, keptAfter5min } = record;
  return {
    ...{ backendId, model, languageId, outcome, acceptedLength },
    isKeptAfter30s: keptAfter30s === undefined ? undefined : keptAfter30s >= stillThereShare,
    isKeptAfter5min: keptAfter5min === undefined ? undefined : keptAfter5min >= stillThereShare,
    count: 1,
  };
}

function toRow(record: SuggestionRecord): Record<string, string | number | null> {
  return Object.fromEntries(columns.map((column) => [column, record[column] ?? null]));
}

/** The tally of a row; none where the row is not understood, for example since another version has written it. */
function parseTally(row: unknown): [SuggestionTally] | [] {
  const parsed = tallySchema.safeParse(row);
  return parsed.success ? [parsed.data] : [];
}

const flagOrNull = z
  .number()
  .nullable()
  .transform((value) => (value === null ? undefined : value === 1));

const tallySchema = z.object({
  backendId: z.string(),
  model: z.string(),
  languageId: z.string(),
  outcome: z.enum(suggestionOutcomes),
  isKeptAfter30s: flagOrNull,
  isKeptAfter5min: flagOrNull,
  count: z.number(),
  acceptedLength: z.number(),
});
