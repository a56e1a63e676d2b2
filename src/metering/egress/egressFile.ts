import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { connectLedgerFile, type SqliteModule } from '../ledgerFile.ts';
import { createEgressTables, type EgressTables, prepareEgressTables } from './egressTables.ts';

/** Where the log's tables are: in the ledger's file, or in memory where there is no file. Each method may throw. */
export interface EgressFile {
  /** Runs `work` in one transaction that shuts other windows out; nothing is written when it throws. */
  transact<T>(work: (tables: EgressTables) => T): T;
  read<T>(work: (tables: EgressTables) => T): T;
  /** Opens what lies on the disk now, at one moment, whatever is written meanwhile: empty where no file is there. */
  openSnapshot(): Snapshot;
  close(): void;
}

export interface Snapshot {
  readonly tables: Pick<EgressTables, 'allRows' | 'checkpoints'>;
  close(): void;
}

/** @throws when the folder, the disk or a newer version of the tables forbids it */
export function openEgressFile(sqlite: SqliteModule, filePath: string | undefined): EgressFile {
  return filePath === undefined ? openInMemory(sqlite) : openOnDisk(sqlite, filePath);
}

interface Connection {
  readonly database: DatabaseSync;
  readonly tables: EgressTables;
  readonly fileIdentity: string | undefined;
}

function openOnDisk(sqlite: SqliteModule, filePath: string): EgressFile {
  let connection = connect(sqlite, filePath);

  /** A file that somebody removed or replaced would take rows that nobody can read again, so it is opened anew. */
  function current(): Connection {
    if (identityOf(filePath) === connection.fileIdentity) return connection;
    const replaced = connection;
    connection = connect(sqlite, filePath);
    replaced.database.close();
    return connection;
  }

  return {
    transact: (work) => inTransaction(current(), work),
    read: (work) => work(current().tables),
    openSnapshot: () => (identityOf(filePath) === undefined ? emptySnapshot : openSnapshot(sqlite, filePath)),
    close: () => connection.database.close(),
  };
}

function connect(sqlite: SqliteModule, filePath: string): Connection {
  mkdirSync(dirname(filePath), { recursive: true });
  const database = connectLedgerFile(sqlite, filePath);
  try {
    // What was said to be written down has to outlast a loss of power, and what was removed has to be gone.
    database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    return { database, tables: prepareEgressTables(database), fileIdentity: identityOf(filePath) };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Undefined where there is no such file. */
function identityOf(filePath: string): string | undefined {
  const found = statSync(filePath, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

function inTransaction<T>({ database, tables }: Connection, work: (tables: EgressTables) => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work(tables);
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has already gone back by itself after some faults, a full disk for one.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** A connection of its own: on the log's, a reading that takes several turns would make its writing fail. */
function openSnapshot(sqlite: SqliteModule, filePath: string): Snapshot {
  const database = new sqlite.DatabaseSync(filePath, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 250; BEGIN');
    return { tables: prepareForReading(database), close: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepareForReading(database: DatabaseSync): EgressTables {
  const tables = prepareEgressTables(database);
  // The first reading is what fixes the moment.
  tables.countRows();
  return tables;
}

const emptySnapshot: Snapshot = { tables: { allRows: () => [], checkpoints: () => [] }, close: () => {} };

function openInMemory(sqlite: SqliteModule): EgressFile {
  const database = new sqlite.DatabaseSync(':memory:');
  database.exec(createEgressTables);
  const tables = prepareEgressTables(database);
  return {
    transact: (work) => inTransaction({ database, tables, fileIdentity: undefined }, work),
    read: (work) => work(tables),
    openSnapshot() {
      const rows = [...tables.allRows()];
      const checkpoints = tables.checkpoints();
      return { tables: { allRows: () => rows, checkpoints: () => checkpoints }, close: () => {} };
    },
    close: () => database.close(),
  };
}
