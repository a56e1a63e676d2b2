import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { seal } from '../../../../src/metering/egress/chain.ts';
import { assertBroken, assertIntact, departure, Machine } from './support.ts';

let machine: Machine;
const dayMs = 24 * 60 * 60 * 1000;

beforeEach(async () => {
  machine = await Machine.start();
});

afterEach(() => machine.stop());

/** Rows 1 to `old` of ten days ago, two newer ones, and what is older than five days removed. */
async function writeAndPurge(old: number): Promise<void> {
  await machine.write(old);
  await machine.clock.advance(10 * dayMs);
  await machine.write(2);
  await purge(5);
}

async function purge(days: number | undefined): Promise<void> {
  const egress = await machine.openWindow({ retentionDays: () => days });
  await egress.purge();
  machine.closeWindows();
}

const checkpoint = () => machine.query('SELECT * FROM egressCheckpoint')[0];
const sequences = () => machine.query('SELECT sequence FROM egress ORDER BY 1').map((row) => row['sequence']);

describe('retention', () => {
  it('removes what is older, and the chain verifies from there', async () => {
    await writeAndPurge(3);
    assert.deepEqual(sequences(), [4, 5]);
    const verdict = await machine.verdict();
    assertIntact(verdict, 2);
    assert.equal(
      verdict.sentence,
      'The log is whole: 3 rows were removed for age, as your setting says; of the others, no row was changed, ' +
        'added or taken away (2 rows checked).',
    );
    assert.deepEqual(
      [checkpoint()?.['throughSequence'], checkpoint()?.['removedRows'], checkpoint()?.['atMs']],
      [3, 3, machine.clock.now()],
    );
  });

  it('goes on from its checkpoint the next time, in slices, until nothing is left, and new rows follow', async () => {
    await writeAndPurge(450);
    await machine.clock.advance(10 * dayMs);
    await purge(5);
    assert.deepEqual([sequences(), checkpoint()?.['removedRows']], [[], 452]);
    assertIntact(await machine.verdict(), 0);
    await machine.write(1);
    assert.deepEqual(sequences(), [453]);
    assertIntact(await machine.verdict(), 1);
  });

  it('removes nothing without a number of days, and of a log without old rows', async () => {
    await machine.write(2);
    await machine.clock.advance(10 * dayMs);
    for (const days of [undefined, Number.NaN, -1, 11]) await purge(days);
    assert.deepEqual([sequences(), checkpoint()], [[1, 2], undefined]);
  });

  it('makes no key for a log that has nothing to remove', async () => {
    await purge(5);
    assert.deepEqual([...machine.secrets.values], []);
  });

  it('removes rows whose key is gone one by one, too: the others stay unverifiable and are not taken for stolen', async () => {
    await machine.write(3);
    await machine.clock.advance(5 * dayMs);
    await machine.write(3);
    machine.secrets.values.clear();
    await machine.write(2);
    await purge(4);
    assert.deepEqual(sequences(), [4, 5, 6, 7, 8]);
    const verdict = await machine.verdict();
    assert.deepEqual([verdict.state, verdict.checkedRows], ['unverifiable', 5], verdict.sentence);
    await machine.clock.advance(5 * dayMs);
    await machine.write(1);
    await purge(4);
    assert.deepEqual([sequences(), checkpoint()?.['removedRows']], [[9], 8]);
    assertIntact(await machine.verdict(), 1);
  });

  it('leaves nothing of a removed text in the file', async () => {
    const text = 'very private text';
    const egress = await machine.openWindow({ keepsText: () => true, retentionDays: () => 1 });
    for (let number = 0; number < 20; number++) await egress.record(departure({ body: text.repeat(50) }));
    await machine.clock.advance(2 * dayMs);
    await egress.purge();
    machine.closeWindows();
    machine.tamper('PRAGMA wal_checkpoint(TRUNCATE)');
    const { readFile } = await import('node:fs/promises');
    assert.equal((await readFile(machine.filePath)).includes(text), false);
  });

  it('removes nothing from a changed row on: a time that was set back does not make a row old', async () => {
    await machine.write(3);
    machine.tamper('UPDATE egress SET atMs = 0');
    await purge(5);
    assert.deepEqual([sequences(), checkpoint()], [[1, 2, 3], undefined]);
    assertBroken(await machine.verdict(), [1, 2, 3]);
    assert.deepEqual(machine.log.lines, [
      'warn: The log of what left was changed by somebody else. What is old is not removed from there on, so that the proof stays.',
    ]);
  });

  it('does not make rows that were cut off look old', async () => {
    await machine.write(5);
    machine.tamper('DELETE FROM egress WHERE sequence > 3');
    await machine.clock.advance(10 * dayMs);
    await purge(5);
    assertBroken(await machine.verdict(), [4]);
  });
});

describe('the checkpoint of retention', () => {
  it('cannot be removed', async () => {
    await writeAndPurge(3);
    machine.tamper('DELETE FROM egressCheckpoint');
    assertBroken(await machine.verdict(), [4]);
  });

  for (const column of ['throughSequence', 'mac', 'removedRows', 'unsealedRows', 'atMs', 'seal']) {
    it(`cannot be changed in ${column}`, async () => {
      await writeAndPurge(3);
      machine.tamper(`UPDATE egressCheckpoint SET ${column} = ${column} || '1'`);
      const verdict = await machine.verdict();
      assert.equal(verdict.state, 'broken');
      assert.match(verdict.sentence, /the mark of where it begins is not the one that was written/);
    });
  }

  it('cannot be forged to cover a row that was taken away', async () => {
    await writeAndPurge(3);
    const [row] = machine.query('SELECT * FROM egress WHERE sequence = 4');
    const mac = String(row?.['mac']);
    const forged = seal(new Uint8Array(32), { throughSequence: 4, mac, removedRows: 4, unsealedRows: 0, atMs: 0 });
    machine.tamper('DELETE FROM egress WHERE sequence = 4', [
      'UPDATE egressCheckpoint SET throughSequence = 4, mac = ?, removedRows = 4, atMs = 0, seal = ?',
      ...[mac, forged.seal],
    ]);
    const verdict = await machine.verdict();
    assert.deepEqual([verdict.state, verdict.brokenAt], ['broken', []]);
    await machine.write(1);
    assert.equal((await machine.verdict()).state, 'broken', 'a new row does not take it for true');
  });

  it('that was forged is not sealed anew by the next removal', async () => {
    await machine.write(3);
    await machine.clock.advance(10 * dayMs);
    await machine.write(2);
    const mac = String(machine.query('SELECT mac FROM egress WHERE sequence = 3')[0]?.['mac']);
    const forge = [`INSERT OR REPLACE INTO egressCheckpoint VALUES (1, 3, ?, 0, 0, 0, 'forged')`, mac] as const;
    machine.tamper(forge);
    await purge(5);
    assert.equal((await machine.verdict()).state, 'broken');
    machine.tamper(forge, 'DELETE FROM egress WHERE sequence <= 3');
    await machine.clock.advance(10 * dayMs);
    await purge(5);
    assert.equal((await machine.verdict()).state, 'broken');
  });

  it('cannot be doubled', async () => {
    await writeAndPurge(3);
    machine.tamper(
      'CREATE TABLE copy AS SELECT * FROM egressCheckpoint',
      'INSERT INTO copy SELECT * FROM egressCheckpoint',
      'DROP TABLE egressCheckpoint',
      'ALTER TABLE copy RENAME TO egressCheckpoint',
    );
    assert.equal((await machine.verdict()).state, 'broken');
  });

  it('lets no removed row come back', async () => {
    await machine.write(3);
    const [row] = machine.query('SELECT * FROM egress WHERE sequence = 2');
    await machine.clock.advance(10 * dayMs);
    await machine.write(2);
    await purge(5);
    machine.tamper([
      'INSERT INTO egress VALUES (2, ?, ?, ?)',
      ...[Number(row?.['atMs']), String(row?.['content']), String(row?.['mac'])],
    ]);
    assertBroken(await machine.verdict(), [2, 3]);
  });
});
