import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { LedgerEntry } from '../../../src/contract/ledger.ts';
import { createLedger, type Ledger, type LedgerOptions, openLedger } from '../../../src/metering/ledger.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { entry, RecordedLog } from './fixtures.ts';

let folder: string;
let filePath: string;
let log: RecordedLog;
let opened: Ledger[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watershed-ledger-'));
  filePath = join(folder, 'storage', 'ledger.sqlite');
  log = new RecordedLog();
  opened = [];
});

afterEach(async () => {
  for (const ledger of opened) ledger.dispose();
  await rm(folder, { recursive: true });
});

async function open(overrides: Partial<LedgerOptions> = {}): Promise<Ledger> {
  const ledger = await openLedger({ filePath, clock: new FakeClock(), log, ...overrides });
  opened.push(ledger);
  return ledger;
}

function ids(entries: readonly LedgerEntry[]): string[] {
  return entries.map((one) => one.requestId);
}

describe('a ledger that is still being opened', () => {
  it('takes entries at once and writes them as soon as its file is there', async () => {
    const early = createLedger({ filePath, clock: new FakeClock(), log });
    opened.push(early);
    const heard: string[] = [];
    early.onDidAppend((one) => heard.push(one.requestId));
    const first = entry();
    early.append(first);
    assert.deepEqual([early.storage.kind, heard], ['opening', [first.requestId]]);
    await early.whenOpen;
    assert.deepEqual(early.storage, { kind: 'file', filePath });
    assert.deepEqual((await open()).entriesSince(0), [first]);
  });

  it('closes its file again when it was disposed before the file was there', async () => {
    const early = createLedger({ filePath, clock: new FakeClock(), log });
    early.dispose();
    await early.whenOpen;
    assert.deepEqual(early.entriesSince(0), []);
    assert.deepEqual(log.lines, []);
  });
});

describe('a ledger in a file', () => {
  it('gives back each entry as it was written, unknowns included', async () => {
    const known = entry({ reasons: ['First, with a "quote"', 'zweitens\nüber zwei Zeilen 🌊'] });
    const unknown = entry({
      startedAtMs: known.startedAtMs + 1,
      timeToFirstTokenMs: undefined,
      inputTokens: undefined,
      cachedInputTokens: undefined,
      outputTokens: undefined,
      costUsd: undefined,
      outcome: 'failed',
      errorKind: 'unreachable',
    });
    const writer = await open();
    writer.append(known);
    writer.append(unknown);
    writer.dispose();

    const reader = await open();
    assert.deepEqual(reader.storage, { kind: 'file', filePath });
    assert.deepEqual(reader.entriesSince(0), [known, unknown]);
    assert.deepEqual(log.lines, []);
  });

  it('takes every outcome and every kind of fault', async () => {
    const ledger = await open();
    const kinds = ['loading', 'model-missing', 'unauthorized', 'key-missing', 'rate-limited', 'timed-out'] as const;
    const moreKinds = ['context-too-long', 'refused', 'bad-request', 'bad-reply', 'server-fault'] as const;
    const written = [
      ...(['completed', 'cancelled', 'interrupted'] as const).map((outcome) => entry({ outcome })),
      ...[...kinds, ...moreKinds].map((errorKind) => entry({ outcome: 'failed', errorKind })),
    ];
    for (const one of written) ledger.append(one);
    assert.deepEqual(ledger.entriesSince(0), written);
  });

  it('reads from a time on, oldest first, and the newest first', async () => {
    const ledger = await open();
    for (const startedAtMs of [300, 100, 200]) ledger.append(entry({ requestId: `at ${startedAtMs}`, startedAtMs }));
    assert.deepEqual(ids(ledger.entriesSince(200)), ['at 200', 'at 300']);
    assert.deepEqual(ids(ledger.recent(2)), ['at 300', 'at 200']);
    assert.deepEqual(ledger.recent(0), []);
  });

  it('tells its listeners of each entry until it is disposed, and one that fails spoils nothing', async () => {
    const ledger = await open();
    const seen: string[] = [];
    ledger.onDidAppend((appended) => seen.push(appended.requestId));
    ledger.onDidAppend(() => {
      throw new Error('a listener broke');
    });
    ledger.append(entry({ requestId: 'before' }));
    ledger.dispose();
    ledger.dispose();
    ledger.append(entry({ requestId: 'after' }));
    assert.deepEqual(seen, ['before']);
    assert.deepEqual(log.lines, ['error: A listener of the ledger failed: a listener broke']);
  });

  it('keeps the rows that it understands when another version has written odd ones', async () => {
    const ledger = await open();
    ledger.append(entry({ requestId: 'fine' }));
    const other = new DatabaseSync(filePath);
    const columns = 'requestId, attempt, startedAtMs, task, backendId, model, origin, locality, totalMs';
    const values = `'odd', 1, 1, 'chat', 'b', 'm', 'o', 'local', 1`;
    other.exec(`INSERT INTO attempts (${columns}, reasons, outcome) VALUES (${values}, '[]', 'dreamt')`);
    other.exec(`INSERT INTO attempts (${columns}, reasons, outcome) VALUES (${values}, 'no JSON', 'completed')`);
    other.close();
    assert.deepEqual(ids(ledger.entriesSince(0)), ['fine']);
  });
});

describe('two windows on one file', () => {
  it('see all entries, and each can tell those of the other', async () => {
    const [first, second] = [await open(), await open()];
    first.append(entry({ requestId: 'first', startedAtMs: 1000 }));
    second.append(entry({ requestId: 'second', startedAtMs: 2000 }));
    assert.deepEqual(ids(first.entriesSince(0)), ['first', 'second']);

    const others = first.readOthers(0, 0);
    assert.deepEqual(ids(others.entries), ['second']);
    assert.deepEqual(first.readOthers(others.cursor, 0), { entries: [], cursor: others.cursor });
    second.append(entry({ requestId: 'third', startedAtMs: 3000 }));
    assert.deepEqual(ids(first.readOthers(others.cursor, 0).entries), ['third']);
    assert.deepEqual(ids(first.readOthers(0, 3000).entries), ['third']);
  });

  it('keep an entry while the other holds the file, and write it with the next one', async () => {
    const ledger = await open();
    ledger.append(entry({ requestId: 'first', startedAtMs: 1 }));
    const other = new DatabaseSync(filePath);
    other.exec('BEGIN IMMEDIATE');
    ledger.append(entry({ requestId: 'held up', startedAtMs: 2 }));
    assert.equal(ledger.storage.kind, 'memory');
    ledger.append(entry({ requestId: 'held up too', startedAtMs: 3 }));
    assert.deepEqual(ids(ledger.entriesSince(0)), ['first', 'held up', 'held up too']);
    assert.equal(log.lines.length, 1, 'the fault is logged once');
    assert.match(log.lines[0] ?? '', /^warn: The ledger file takes no entries: .*locked/);

    other.exec('ROLLBACK');
    ledger.append(entry({ requestId: 'last', startedAtMs: 4 }));
    assert.deepEqual(ledger.storage, { kind: 'file', filePath });
    const rows = other.prepare('SELECT requestId FROM attempts ORDER BY id').all();
    other.close();
    assert.deepEqual(
      rows.map((row) => row['requestId']),
      ['first', 'held up', 'held up too', 'last'],
    );
  });
});

describe('a file that cannot be used', () => {
  it('is set aside when it is damaged, and a new one begun', async () => {
    await mkdir(join(folder, 'storage'));
    await writeFile(filePath, 'this was never a database '.repeat(100));
    const ledger = await open();
    ledger.append(entry());
    assert.equal(ledger.storage.kind, 'file');
    assert.deepEqual(ledger.entriesSince(0), [entry()]);

    const aside = `${filePath}.damaged-1760000000000`;
    assert.match(await readFile(aside, 'utf8'), /^this was never a database/);
    assert.deepEqual(log.lines, [
      `warn: The ledger file was damaged. It was kept as ${aside}, and a new one was begun.`,
    ]);
  });

  it('takes its write-ahead log along when it is set aside, lest SQLite plays it into the new one', async () => {
    await mkdir(join(folder, 'storage'));
    await writeFile(filePath, 'damaged');
    await writeFile(`${filePath}-wal`, 'its log');
    let failures = 0;
    class FailsOnce extends DatabaseSync {
      constructor(path: string) {
        if (failures++ === 0) throw Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
        super(path);
      }
    }
    await open({ importSqlite: async () => ({ DatabaseSync: FailsOnce }) });
    const aside = (await readdir(join(folder, 'storage'))).filter((name) => name.includes('damaged'));
    assert.deepEqual(aside, ['ledger.sqlite.damaged-1760000000000', 'ledger.sqlite.damaged-1760000000000-wal']);
  });

  it('is left alone when a newer version has written it', async () => {
    (await open()).dispose();
    const newer = new DatabaseSync(filePath);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const ledger = await open();
    assert.deepEqual(ledger.storage, {
      kind: 'memory',
      reason:
        'The ledger file cannot be used: a newer version of Watershed has written it. ' +
        'Entries are lost when the window closes.',
    });
    const untouched = new DatabaseSync(filePath);
    assert.deepEqual({ ...untouched.prepare('PRAGMA user_version').get() }, { user_version: 99 });
    untouched.close();
  });

  it('means memory when it is a folder', async () => {
    await mkdir(filePath, { recursive: true });
    const ledger = await open();
    ledger.append(entry());
    assert.equal(ledger.storage.kind, 'memory');
    assert.deepEqual(ledger.recent(5), [entry()]);
    assert.deepEqual(ledger.readOthers(0, 0), { entries: [], cursor: 0 });
    assert.equal(log.lines.length, 1);
  });

  it('means memory when node:sqlite is missing, and says so', async () => {
    const missing = () => Promise.reject(new Error('No such built-in module: node:sqlite'));
    const ledger = await open({ importSqlite: missing });
    ledger.append(entry());
    assert.deepEqual(ledger.entriesSince(0), [entry()]);
    assert.deepEqual(ledger.storage, {
      kind: 'memory',
      reason:
        'The ledger file cannot be used: No such built-in module: node:sqlite. Entries are lost when the window closes.',
    });
  });

  it('costs its entries but throws nothing when it breaks while it is open', async () => {
    const ledger = await open();
    ledger.append(entry({ requestId: 'stored' }));
    const other = new DatabaseSync(filePath);
    other.exec('DROP TABLE attempts');
    other.close();
    ledger.append(entry({ requestId: 'kept' }));
    assert.deepEqual(ids(ledger.entriesSince(0)), ['kept']);
    assert.deepEqual(ids(ledger.recent(5)), ['kept']);
    assert.equal(ledger.storage.kind, 'memory');
    assert.equal(log.lines.length, 2, 'one line for writing, one for reading');
  });

  it('is not needed: without a path the entries stay in memory, the newest 20,000 of them', async () => {
    const ledger = await open({ filePath: undefined });
    for (let number = 0; number < 20_003; number++) ledger.append(entry({ startedAtMs: number }));
    const kept = ledger.entriesSince(0);
    assert.equal(kept.length, 20_000);
    assert.equal(kept[0]?.startedAtMs, 3);
    assert.equal(ledger.storage.kind, 'memory');
  });
});
