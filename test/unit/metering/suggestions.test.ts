import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { suggestionOutcomes } from '../../../src/contract/suggestion.ts';
import { createLedger, type Ledger, openLedger } from '../../../src/metering/ledger.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { entry, RecordedLog, suggestion } from './fixtures.ts';

let folder: string;
let filePath: string;
let log: RecordedLog;
let clock: FakeClock;
let opened: Ledger[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watershed-suggestions-'));
  filePath = join(folder, 'ledger.sqlite');
  log = new RecordedLog();
  clock = new FakeClock();
  opened = [];
});

afterEach(async () => {
  for (const ledger of opened) ledger.dispose();
  assert.equal(clock.pendingCount, 0, 'A timer was left behind.');
  await rm(folder, { recursive: true });
});

async function open(path: string | undefined = filePath): Promise<Ledger> {
  const ledger = await openLedger({ filePath: path, clock, log });
  opened.push(ledger);
  return ledger;
}

function rows(columns = '*'): Record<string, unknown>[] {
  const database = new DatabaseSync(filePath, { readOnly: true });
  try {
    return database
      .prepare(`SELECT ${columns} FROM suggestions ORDER BY requestId`)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}

describe('a suggestion in the ledger', () => {
  it('is a row with all of its fields, unknown ones as NULL', async () => {
    const kept = suggestion({ outcome: 'accepted', acceptedLength: 12, keptAfter30s: 1 });
    (await open()).suggestions.keep(kept);
    await clock.advance(1_000);
    assert.deepEqual(rows(), [{ id: 1, ...kept, keptAfter5min: null }]);
  });

  it('is written away from the key that decided it, together with others', async () => {
    const { suggestions } = await open();
    suggestions.keep(suggestion({ requestId: 'a' }));
    await clock.advance(999);
    assert.deepEqual(rows(), []);
    suggestions.keep(suggestion({ requestId: 'b' }));
    await clock.advance(1);
    assert.deepEqual(rows('requestId'), [{ requestId: 'a' }, { requestId: 'b' }]);
  });

  it('stays one row when more is known of it, and survives a reload', async () => {
    const first = await open();
    first.suggestions.keep(suggestion({ outcome: 'accepted' }));
    await clock.advance(1_000);
    first.suggestions.keep(suggestion({ outcome: 'accepted', keptAfter30s: 0.5 }));
    first.dispose();
    const [tally, ...others] = (await open()).suggestions.tallySince(0);
    assert.deepEqual([tally?.count, tally?.isKeptAfter30s, tally?.isKeptAfter5min, others], [1, false, undefined, []]);
  });

  it('is written when the window closes', async () => {
    const ledger = await open();
    ledger.suggestions.keep(suggestion());
    ledger.dispose();
    assert.equal(rows().length, 1);
    ledger.suggestions.keep(suggestion({ requestId: 'late' }));
  });

  it('waits until the file is open', async () => {
    const ledger = createLedger({ filePath, clock, log });
    opened.push(ledger);
    ledger.suggestions.keep(suggestion());
    assert.equal(ledger.suggestions.tallySince(0).length, 1);
    await ledger.whenOpen;
    assert.equal(rows().length, 1);
  });

  it('is tallied with its like, over all windows, from a time on', async () => {
    const [first, second] = [await open(), await open()];
    for (const [n, outcome] of [...suggestionOutcomes, 'accepted' as const].entries()) {
      const { suggestions } = n % 2 === 0 ? first : second;
      suggestions.keep(suggestion({ requestId: `r${n}`, outcome, acceptedLength: n, returnedAtMs: 1_000 + n }));
    }
    await clock.advance(1_000);
    const counts = (sinceMs: number) =>
      Object.fromEntries(first.suggestions.tallySince(sinceMs).map((tally) => [tally.outcome, tally.count]));
    assert.deepEqual(counts(0), { ignored: 1, dismissed: 1, typed: 1, 'partly-accepted': 1, accepted: 2 });
    assert.deepEqual(counts(1_003), { 'partly-accepted': 1, accepted: 2 });
    const accepted = first.suggestions.tallySince(0).find((tally) => tally.outcome === 'accepted');
    assert.equal(accepted?.acceptedLength, 9);
  });

  it('of which two thirds are left counts as still there', async () => {
    const { suggestions } = await open();
    suggestions.keep(suggestion({ requestId: 'a', keptAfter30s: 0.67, keptAfter5min: 0.66 }));
    await clock.advance(1_000);
    const [tally] = suggestions.tallySince(0);
    assert.deepEqual([tally?.isKeptAfter30s, tally?.isKeptAfter5min], [true, false]);
  });
});

describe('a ledger file', () => {
  it('of the first version keeps its attempts and gets the table', async () => {
    const kept = entry();
    const earlier = await open();
    earlier.append(kept);
    earlier.dispose();
    const old = new DatabaseSync(filePath);
    old.exec('DROP TABLE suggestions; DROP TABLE egress; DROP TABLE egressCheckpoint; PRAGMA user_version = 1');
    old.close();

    const ledger = await open();
    assert.equal(ledger.storage.kind, 'file');
    assert.deepEqual(ledger.entriesSince(0), [kept]);
    ledger.suggestions.keep(suggestion());
    await clock.advance(1_000);
    assert.equal(rows().length, 1);
    assert.deepEqual(log.lines, []);
  });

  it('that another window holds keeps nobody: the records are counted, and written later', async () => {
    const { suggestions } = await open();
    suggestions.keep(suggestion({ requestId: 'stored', outcome: 'ignored' }));
    await clock.advance(1_000);
    const other = new DatabaseSync(filePath);
    other.exec('BEGIN IMMEDIATE');
    suggestions.keep(suggestion({ requestId: 'stored', outcome: 'accepted' }));
    suggestions.keep(suggestion({ requestId: 'held up', outcome: 'accepted' }));
    await clock.advance(1_000);
    assert.deepEqual(
      suggestions.tallySince(0).map(({ outcome, count }) => [outcome, count]),
      [
        ['accepted', 1],
        ['accepted', 1],
      ],
    );
    assert.equal(log.lines.length, 1, 'the fault is logged once');
    assert.match(log.lines[0] ?? '', /^warn: The ledger file takes no suggestions.*locked/);
    other.exec('ROLLBACK');
    other.close();
    suggestions.tallySince(0);
    assert.deepEqual(rows('requestId, outcome'), [
      { requestId: 'held up', outcome: 'accepted' },
      { requestId: 'stored', outcome: 'accepted' },
    ]);
  });

  it('that breaks while it is open costs what it held, but throws nothing', async () => {
    const { suggestions } = await open();
    const other = new DatabaseSync(filePath);
    other.exec('DROP TABLE suggestions');
    other.close();
    suggestions.keep(suggestion());
    assert.equal(suggestions.tallySince(0).length, 1);
    assert.equal(log.lines.length, 1);
  });

  it('is not needed: without one the newest 20,000 are kept in memory', async () => {
    const ledger = await openLedger({ filePath: undefined, clock, log });
    for (let n = 0; n < 20_003; n++) ledger.suggestions.keep(suggestion({ requestId: `r${n}`, returnedAtMs: n }));
    assert.equal(ledger.suggestions.tallySince(0).length, 20_000);
    assert.equal(ledger.suggestions.tallySince(20_000).length, 3);
    ledger.dispose();
  });

  it('with a row that another version has written odd is read without it', async () => {
    const { suggestions } = await open();
    suggestions.keep(suggestion({ requestId: 'fine' }));
    suggestions.keep(suggestion({ requestId: 'odd' }));
    await clock.advance(1_000);
    const other = new DatabaseSync(filePath);
    other.exec(`UPDATE suggestions SET outcome = 'dreamt' WHERE requestId = 'odd'`);
    other.close();
    assert.deepEqual(
      suggestions.tallySince(0).map(({ count }) => count),
      [1],
    );
  });
});
