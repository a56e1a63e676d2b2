import assert from 'node:assert/strict';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { macOf } from '../../../../src/metering/egress/chain.ts';
import { assertBroken, assertIntact, departure, Machine } from './support.ts';

let machine: Machine;

beforeEach(async () => {
  machine = await Machine.start();
});

afterEach(() => machine.stop());

async function removeFile(): Promise<void> {
  for (const ending of ['', '-wal', '-shm']) await rm(machine.filePath + ending, { force: true });
}

describe('the verification of the log', () => {
  it('finds nothing wrong with what only the log has written', async () => {
    await machine.write(250);
    assertIntact(await machine.verdict(), 250);
  });

  it('finds nothing wrong with a log in which nothing was ever written', async () => {
    assert.deepEqual(await machine.verdict(), {
      state: 'intact',
      checkedRows: 0,
      brokenAt: [],
      sentence: 'Nothing has left this machine since this log was begun.',
    });
    assert.deepEqual([...machine.secrets.values], [], 'no key is made to look');
  });

  const changes = {
    'content (a destination)': `UPDATE egress SET content = replace(content, 'api.example', 'localhost') WHERE sequence = 3`,
    'content (one digit of a hash)': `UPDATE egress SET content = replace(content, '"bodyBytes":2', '"bodyBytes":3') WHERE sequence = 3`,
    'content (gone)': 'UPDATE egress SET content = NULL WHERE sequence = 3',
    'content (bytes)': 'UPDATE egress SET content = CAST(content AS BLOB) WHERE sequence = 3',
    'time (by a millisecond)': 'UPDATE egress SET atMs = atMs + 1 WHERE sequence = 3',
    'time (no number)': `UPDATE egress SET atMs = 'yesterday' WHERE sequence = 3`,
    'time (endless)': 'UPDATE egress SET atMs = 9e999 WHERE sequence = 3',
    'time (too large for JavaScript)': 'UPDATE egress SET atMs = 9223372036854775807 WHERE sequence = 3',
  };
  for (const [what, statement] of Object.entries(changes)) {
    it(`finds a changed ${what}`, async () => {
      await machine.write(5);
      machine.tamper(statement);
      const verdict = await machine.verdict();
      assert.equal(verdict.state, 'broken', verdict.sentence);
      assert.equal(verdict.brokenAt[0], 3);
    });
  }

  it('finds a changed mac, and the row that is chained to it', async () => {
    await machine.write(5);
    machine.tamper(`UPDATE egress SET mac = '00' WHERE sequence = 3`);
    assertBroken(await machine.verdict(), [3, 4]);
  });

  it('finds a row that was taken out of the middle', async () => {
    await machine.write(5);
    machine.tamper('DELETE FROM egress WHERE sequence = 3');
    assertBroken(await machine.verdict(), [4]);
  });

  it('finds a row that was taken out and the gap closed', async () => {
    await machine.write(5);
    machine.tamper(
      'DELETE FROM egress WHERE sequence = 3',
      'UPDATE egress SET sequence = sequence - 1 WHERE sequence > 3',
    );
    assertBroken(await machine.verdict(), [3, 4, 5]);
  });

  it('finds rows that are missing at the beginning', async () => {
    await machine.write(5);
    machine.tamper('DELETE FROM egress WHERE sequence < 3');
    assertBroken(await machine.verdict(), [3]);
  });

  it('finds rows that were cut off at the end', async () => {
    await machine.write(5);
    machine.tamper('DELETE FROM egress WHERE sequence > 3');
    const verdict = await machine.verdict();
    assertBroken(verdict, [4]);
    assert.match(verdict.sentence, /rows are missing at the end, from 4 on/);
  });

  it('finds that all rows are gone', async () => {
    await machine.write(5);
    machine.tamper('DELETE FROM egress');
    const verdict = await machine.verdict();
    assertBroken(verdict, [1]);
    assert.match(verdict.sentence, /every row is gone/);
  });

  it('finds two rows that changed places', async () => {
    await machine.write(5);
    machine.tamper(
      'UPDATE egress SET sequence = -2 WHERE sequence = 2',
      'UPDATE egress SET sequence = 2 WHERE sequence = 4',
      'UPDATE egress SET sequence = 4 WHERE sequence = -2',
    );
    assertBroken(await machine.verdict(), [2, 3, 4, 5]);
  });

  it('finds a row that was put in: before, between and behind the others', async () => {
    await machine.write(5);
    const columns = 'atMs, content, mac FROM egress WHERE sequence = 5';
    machine.tamper(`INSERT INTO egress SELECT 0, ${columns}`, `INSERT INTO egress SELECT 6, ${columns}`);
    assertBroken(await machine.verdict(), [0, 6]);
    machine.tamper('DELETE FROM egress WHERE sequence IN (0, 6)');
    assertIntact(await machine.verdict(), 5);
    machine.tamper(
      'UPDATE egress SET sequence = -sequence WHERE sequence > 2',
      'UPDATE egress SET sequence = 1 - sequence WHERE sequence < 0',
      `INSERT INTO egress SELECT 3, atMs, content, mac FROM egress WHERE sequence = 2`,
    );
    assert.equal((await machine.verdict()).brokenAt[0], 3);
  });

  it('finds rows that were all sealed anew with another key', async () => {
    await machine.write(5);
    const key = new Uint8Array(32);
    let previousMac = '';
    for (const row of machine.query('SELECT * FROM egress ORDER BY sequence')) {
      const { sequence, atMs } = row as { sequence: number; atMs: number };
      const content = String(row['content']).replace('api.example', 'localhost');
      previousMac = macOf(key, previousMac, { sequence, atMs, content });
      machine.tamper(['UPDATE egress SET content = ?, mac = ? WHERE sequence = ?', content, previousMac, sequence]);
    }
    assertBroken(await machine.verdict(), [1, 2, 3, 4, 5]);
  });

  it('finds that the file was replaced by an older copy of itself', async () => {
    await machine.write(3);
    machine.tamper('PRAGMA wal_checkpoint(TRUNCATE)');
    await copyFile(machine.filePath, `${machine.filePath}.copy`);
    await machine.write(4);
    await removeFile();
    await copyFile(`${machine.filePath}.copy`, machine.filePath);
    assertBroken(await machine.verdict(), [4]);
  });

  it('finds that the file is gone', async () => {
    await machine.write(3);
    await removeFile();
    assertBroken(await machine.verdict(), [1]);
  });

  it('finds that the file was removed below a window that is open, whose rows then go into a new one', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    await removeFile();
    assertBroken(await egress.verify(), [1]);
    await egress.record(departure({ path: '/second' }));
    assert.deepEqual(
      egress.rows(0, Number.MAX_SAFE_INTEGER).map(({ sequence }) => sequence),
      [2],
    );
    assertBroken(await egress.verify(), [2]);
  });

  it('finds that other things lay in its place for a while; nothing leaves as long as they do', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    await removeFile();
    await writeFile(machine.filePath, 'not a database '.repeat(1000));
    await assert.rejects(egress.record(departure()), /\(its file is damaged\), so it was not sent/);
    await removeFile();
    await egress.record(departure());
    assertBroken(await egress.verify(), [2]);
  });

  it('finds that its table was taken away', async () => {
    await machine.write(3);
    machine.tamper('DROP TABLE egress');
    const verdict = await machine.verdict();
    assert.deepEqual(
      [verdict.state, verdict.sentence],
      ['broken', 'The log cannot be checked: its tables are not the ones that were made.'],
    );
  });

  it('finds bytes that are no database any more, which the ledger has set aside', async () => {
    await machine.write(3);
    await removeFile();
    await writeFile(machine.filePath, 'not a database '.repeat(1000));
    assertBroken(await machine.verdict(), [1]);
  });

  it('finds bytes that were damaged below a window that is open', async () => {
    const egress = await machine.openWindow();
    for (let number = 0; number < 50; number++) await egress.record(departure());
    machine.tamper('PRAGMA wal_checkpoint(TRUNCATE)');
    const bytes = await readFile(machine.filePath);
    await writeFile(machine.filePath, bytes.fill(7, 4096));
    assert.equal((await egress.verify()).state, 'broken');
  });

  it('finds another table in its place, without a primary key and with a row twice', async () => {
    await machine.write(3);
    machine.tamper(
      'CREATE TABLE copy AS SELECT * FROM egress',
      'INSERT INTO copy SELECT * FROM egress WHERE sequence = 2',
      'DROP TABLE egress',
      'ALTER TABLE copy RENAME TO egress',
    );
    assertBroken(await machine.verdict(), [2]);
  });
});

describe('rows that were cut off', () => {
  it('stay found although the log went on, and although windows opened and closed since', async () => {
    await machine.write(5);
    machine.tamper('DELETE FROM egress WHERE sequence > 3');
    await machine.write(2);
    assertBroken(await machine.verdict(), [6]);
    await machine.clock.advance(60 * 60 * 1000);
    await machine.write(20);
    await machine.write(20);
    assertBroken(await machine.verdict(), [6]);
  });

  it('stay found where a window that was open all the time did not know of them and went on at the wrong place', async () => {
    const first = await machine.openWindow();
    await first.record(departure());
    const second = await machine.openWindow();
    await second.record(departure());
    await second.record(departure());
    await Promise.all([first.whenSealed(), second.whenSealed()]);
    second.dispose();
    machine.tamper('DELETE FROM egress WHERE sequence > 1');
    await machine.clock.advance(60 * 60 * 1000);
    for (let number = 0; number < 5; number++) await first.record(departure());
    await first.whenSealed();
    assertBroken(await machine.verdict(), [3]);
  });

  it('stay found where a forged checkpoint covered them for a while', async () => {
    const first = await machine.openWindow();
    await first.record(departure());
    const second = await machine.openWindow();
    for (let number = 0; number < 2; number++) await second.record(departure());
    await Promise.all([first.whenSealed(), second.whenSealed()]);
    second.dispose();
    machine.tamper(
      'DELETE FROM egress WHERE sequence > 1',
      `INSERT INTO egressCheckpoint VALUES (1, 1000, '', 1000, 0, 0, '')`,
    );
    await machine.clock.advance(60 * 60 * 1000);
    for (let number = 0; number < 5; number++) await first.record(departure());
    await first.whenSealed();
    assert.equal(machine.secrets.headNames().length, 2, 'the head of what is gone is kept');
    machine.tamper('DELETE FROM egressCheckpoint');
    assert.equal((await machine.verdict()).state, 'broken');
  });

  it('are found by a window that has written them, also before the secret storage has taken its head', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    await egress.whenSealed();
    machine.secrets.store = () => Promise.reject(new Error('locked'));
    await egress.record(departure());
    machine.tamper('DELETE FROM egress WHERE sequence = 2');
    assertBroken(await egress.verify(), [2]);
  });
});

describe('what a crash leaves behind', () => {
  it('is a head that is older than the file: the rows behind it count', async () => {
    await machine.write(2);
    const [name] = machine.secrets.headNames();
    const older = machine.secrets.values.get(name ?? '');
    machine.secrets.store = async () => undefined;
    await machine.write(3);
    assert.equal(machine.secrets.values.get(name ?? ''), older);
    assertIntact(await machine.verdict(), 5);
  });

  it('is half a row nowhere: a transaction that did not end has written nothing', async () => {
    await machine.write(2);
    const dying = new DatabaseSync(machine.filePath);
    dying.exec(`BEGIN IMMEDIATE; INSERT INTO egress VALUES (3, 1, 'half', '')`);
    dying.close();
    assertIntact(await machine.verdict(), 2);
  });
});
