import type { DatabaseSync } from 'node:sqlite';
import type { SealedCheckpoint, StoredRow } from './chain.ts';

/**
 * The step that makes the tables in the ledger's file. Released steps are never changed. There is at most one checkpoint:
 * a later one covers all that an earlier one did.
 */
export const createEgressTables = `
  CREATE TABLE egress (sequence INTEGER PRIMARY KEY, atMs INTEGER, content TEXT, mac TEXT);
  CREATE INDEX egressByTime ON egress (atMs);
  CREATE TABLE egressCheckpoint (
    id INTEGER PRIMARY KEY CHECK (id = 1), throughSequence INTEGER, mac TEXT, removedRows INTEGER, unsealedRows INTEGER,
    atMs INTEGER, seal TEXT
  );`;

/** The log's tables on one connection. Each method may throw. Rows come as SQLite has them: a person may have changed them. */
export interface EgressTables {
  insert(row: StoredRow): void;
  lastRow(): unknown;
  rowAt(sequence: number): unknown;
  countRows(): number;
  hasRowBefore(atMs: number): boolean;
  /** In the order of the chain. */
  allRows(): Iterable<unknown>;
  /** Both ends, in milliseconds since the Unix epoch, belong to it. In the order of the chain. */
  rowsBetween(fromMs: number, toMs: number): unknown[];
  checkpoints(): unknown[];
  putCheckpoint(checkpoint: SealedCheckpoint): void;
  removeThrough(sequence: number): void;
}

export function prepareEgressTables(database: DatabaseSync): EgressTables {
  const names = 'sequence, atMs, content, mac';
  const insert = database.prepare(`INSERT INTO egress (${names}) VALUES (:sequence, :atMs, :content, :mac)`);
  const last = database.prepare(`SELECT ${names} FROM egress ORDER BY sequence DESC LIMIT 1`);
  const one = database.prepare(`SELECT ${names} FROM egress WHERE sequence = ?`);
  const count = database.prepare('SELECT COUNT(*) AS count FROM egress');
  const older = database.prepare('SELECT 1 FROM egress WHERE atMs < ? LIMIT 1');
  const all = database.prepare(`SELECT ${names} FROM egress ORDER BY sequence`);
  const between = database.prepare(`SELECT ${names} FROM egress WHERE atMs BETWEEN ? AND ? ORDER BY sequence`);
  const checkpoints = database.prepare('SELECT * FROM egressCheckpoint');
  const remove = database.prepare('DELETE FROM egress WHERE sequence <= ?');
  const put = database.prepare(
    `INSERT OR REPLACE INTO egressCheckpoint (id, throughSequence, mac, removedRows, unsealedRows, atMs, seal)
     VALUES (1, :throughSequence, :mac, :removedRows, :unsealedRows, :atMs, :seal)`,
  );
  // A number that somebody made too large for JavaScript would otherwise make the whole reading fail.
  for (const statement of [last, one, all, between, checkpoints]) statement.setReadBigInts(true);
  return {
    insert({ sequence, atMs, content, mac }) {
      insert.run({ sequence, atMs, content, mac });
    },
    lastRow: () => last.get(),
    rowAt: (sequence) => one.get(sequence),
    hasRowBefore: (atMs) => older.get(atMs) !== undefined,
    countRows: () => Number(count.get()?.['count']),
    allRows: () => all.iterate(),
    rowsBetween: (fromMs, toMs) => between.all(fromMs, toMs),
    checkpoints: () => checkpoints.all(),
    putCheckpoint({ throughSequence, mac, removedRows, unsealedRows, atMs, seal }) {
      put.run({ throughSequence, mac, removedRows, unsealedRows, atMs, seal });
    },
    removeThrough(sequence) {
      remove.run(sequence);
    },
  };
}
