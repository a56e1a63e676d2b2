import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../base/clock.ts';
import type { LedgerEntry } from '../contract/ledger.ts';
import type { Log } from '../contract/log.ts';
import { createEgressTables } from './egress/egressTables.ts';
import type { OthersEntries } from './ledger.ts';
import { columns, parseRow, toRow } from './ledgerRow.ts';
import { createSuggestionTable, prepareSuggestionTable, type SuggestionTable } from './suggestionTable.ts';

/** The part of `node:sqlite` that the ledger uses. */
export type SqliteModule = Pick<typeof import('node:sqlite'), 'DatabaseSync'>;

/** The ledger's tables in one SQLite file, which several windows may have open. Each method may throw. */
export interface LedgerFile {
  readonly filePath: string;
  readonly suggestions: SuggestionTable;
  insert(entry: LedgerEntry): void;
  entriesSince(sinceMs: number): LedgerEntry[];
  recent(limit: number): LedgerEntry[];
  readOthers(cursor: number, sinceMs: number): OthersEntries;
  close(): void;
}

export interface LedgerFileOptions {
  readonly filePath: string;
  /** Marks the rows of this window, so that it can tell those of others. */
  readonly writer: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Opens the file, or makes it. A file that SQLite calls damaged is renamed, never deleted, and a new one begun.
 * @throws when the folder, the disk or a newer version of the table forbids it
 */
export async function openLedgerFile(sqlite: SqliteModule, options: LedgerFileOptions): Promise<LedgerFile> {
  const { filePath, clock, log } = options;
  await mkdir(dirname(filePath), { recursive: true });
  try {
    return openTable(sqlite, options);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const asidePath = `${filePath}.damaged-${clock.now()}`;
    await rename(filePath, asidePath);
    // These belong to the damaged file, and SQLite would play them back into the new one.
    for (const ending of ['-wal', '-shm']) await renameIfThere(filePath + ending, asidePath + ending);
    log.warn(`The ledger file was damaged. It was kept as ${asidePath}, and a new one was begun.`);
    return openTable(sqlite, options);
  }
}

/** A connection to the file, which is made where there is none, with the tables of this version. */
export function connectLedgerFile(sqlite: SqliteModule, filePath: string): DatabaseSync {
  const database = new sqlite.DatabaseSync(filePath);
  try {
    // A wait blocks the extension host, so it is short; what does not fit into it is queued and written later.
    database.exec('PRAGMA busy_timeout = 250; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function openTable(sqlite: SqliteModule, { filePath, writer }: LedgerFileOptions): LedgerFile {
  const database = connectLedgerFile(sqlite, filePath);
  try {
    return prepareTable(database, filePath, writer);
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareTable(database: DatabaseSync, filePath: string, writer: string): LedgerFile {
  const names = columns.join(', ');
  const placeholders = columns.map((column) => `:${column}`).join(', ');
  const insert = database.prepare(`INSERT INTO attempts (writer, ${names}) VALUES (:writer, ${placeholders})`);
  const since = database.prepare(`SELECT ${names} FROM attempts WHERE startedAtMs >= ? ORDER BY startedAtMs, id`);
  const recent = database.prepare(`SELECT ${names} FROM attempts ORDER BY startedAtMs DESC, id DESC LIMIT ?`);
  const others = database.prepare(
    `SELECT id, ${names} FROM attempts WHERE id > ? AND writer <> ? AND startedAtMs >= ? ORDER BY id`,
  );
  return {
    filePath,
    suggestions: prepareSuggestionTable(database),
    insert(entry) {
      insert.run({ writer, ...toRow(entry) });
    },
    entriesSince: (sinceMs) => since.all(sinceMs).flatMap(parseRow),
    recent: (limit) => recent.all(limit).flatMap(parseRow),
    readOthers(cursor, sinceMs) {
      const rows = others.all(cursor, writer, sinceMs);
      return { entries: rows.flatMap(parseRow), cursor: Number(rows.at(-1)?.['id'] ?? cursor) };
    },
    close: () => database.close(),
  };
}

/**
 * Each step leads from the version of its index to the next; a step that was released is never changed. The columns
 * have no constraints: an odd number from a server may spoil one figure, but it must not block the queue behind it.
 */
const migrations: readonly string[] = [
  `CREATE TABLE attempts (id INTEGER PRIMARY KEY AUTOINCREMENT, writer TEXT, ${columns.join(', ')});
   CREATE INDEX attemptsByTime ON attempts (startedAtMs);`,
  createSuggestionTable,
  createEgressTables,
];

function migrate(database: DatabaseSync): void {
  // The lock is taken first, so that two windows that start together do not both run a step.
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > migrations.length) throw new Error('a newer version of Watershed has written it');
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** SQLite's result codes SQLITE_CORRUPT and SQLITE_NOTADB (sqlite.org/rescode.html). */
const damageCodes: readonly unknown[] = [11, 26];

function isDamage(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && damageCodes.includes(error.errcode);
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
