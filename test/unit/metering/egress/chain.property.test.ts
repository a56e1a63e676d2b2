import assert from 'node:assert/strict';
import { copyFile, rm } from 'node:fs/promises';
import { after, afterEach, before, test } from 'node:test';
import fc from 'fast-check';
import type { EgressLog } from '../../../../src/metering/egress/egressLog.ts';
import { settle } from '../../../support/fakeClock.ts';
import { entry } from '../fixtures.ts';
import { assertIntact, departure, Machine, prompt } from './support.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Rows 1 to 5 were removed by retention; 6 to 17 are there. */
const [firstSequence, lastSequence] = [6, 17];

let machine: Machine;
let original: string;

before(async () => {
  machine = await Machine.start();
  await machine.write(5);
  await machine.clock.advance(10 * dayMs);
  const egress = await machine.openWindow({ retentionDays: () => 5, keepsText: () => true });
  for (let number = 0; number < 6; number++) {
    const requestId = `r${number}`;
    await egress.record(departure({ body: `text ${number} 🌊`, path: `/v1/${number}`, prompt: prompt({ requestId }) }));
    egress.settle(entry({ requestId, backendId: 'cloud', locality: 'remote', totalMs: number }));
    await settle();
    await machine.clock.advance(1000);
  }
  await egress.purge();
  await egress.whenSealed();
  machine.closeWindows();
  machine.tamper('PRAGMA wal_checkpoint(TRUNCATE)');
  original = `${machine.filePath}.original`;
  await copyFile(machine.filePath, original);
});

after(() => machine.stop());

async function restore(): Promise<void> {
  for (const ending of ['-wal', '-shm']) await rm(machine.filePath + ending, { force: true });
  await copyFile(original, machine.filePath);
}

afterEach(() => machine.closeWindows());

const sequence = fc.integer({ min: firstSequence, max: lastSequence });
const elsewhere = fc.oneof(
  fc.integer({ min: -5, max: firstSequence - 1 }),
  fc.integer({ min: lastSequence + 1, max: 1000 }),
);
const letter = fc.constantFrom('0', '1', '9', 'a', 'f', '"', ' ', '\\', 'é', '🌊');
const column = fc.constantFrom('content', 'mac');
const checkpointColumn = fc.constantFrom('throughSequence', 'mac', 'removedRows', 'unsealedRows', 'atMs', 'seal');
const place = fc.nat({ max: 400 });

/** A change of one row, or of the order of two, as the statements that make it. */
const mutation: fc.Arbitrary<readonly string[]> = fc.oneof(
  fc.record({ sequence, column, place, letter }).map((one) => [replaceLetter(one)]),
  fc.record({ sequence, column, place }).map((one) => [cutLetter(one)]),
  fc
    .record({ sequence, byMs: fc.integer({ min: -dayMs, max: dayMs }).filter((ms) => ms !== 0) })
    .map(({ sequence: at, byMs }) => [`UPDATE egress SET atMs = atMs + ${byMs} WHERE sequence = ${at}`]),
  fc
    .record({
      sequence,
      column: fc.constantFrom('content', 'mac', 'atMs'),
      value: fc.constantFrom('NULL', "''", '9e999'),
    })
    .map(({ sequence: at, column: name, value }) => [`UPDATE egress SET ${name} = ${value} WHERE sequence = ${at}`]),
  fc
    .record({ sequence, elsewhere })
    .map(({ sequence: from, elsewhere: to }) => [`UPDATE egress SET sequence = ${to} WHERE sequence = ${from}`]),
  fc
    .record({ sequence, count: fc.integer({ min: 1, max: 12 }) })
    .map(({ sequence: from, count }) => [
      `DELETE FROM egress WHERE sequence >= ${from} AND sequence < ${from + count}`,
    ]),
  fc
    .record({ sequence, elsewhere })
    .map(({ sequence: from, elsewhere: to }) => [
      `INSERT INTO egress SELECT ${to}, atMs, content, mac FROM egress WHERE sequence = ${from}`,
    ]),
  fc
    .uniqueArray(sequence, { minLength: 2, maxLength: 2 })
    .map(([one, other]) => [
      `UPDATE egress SET sequence = -1 WHERE sequence = ${one}`,
      `UPDATE egress SET sequence = ${one} WHERE sequence = ${other}`,
      `UPDATE egress SET sequence = ${other} WHERE sequence = -1`,
    ]),
  fc
    .record({ column: checkpointColumn, value: fc.constantFrom('7', 'NULL', "'7'", '-1') })
    .map(({ column: name, value }) => [`UPDATE egressCheckpoint SET ${name} = ${value}`]),
  fc.constant(['DELETE FROM egressCheckpoint']),
);

interface Edit {
  readonly sequence: number;
  readonly column: string;
  readonly place: number;
}

/** SQLite counts letters from 1, and a place behind the end is one at the end. */
function replaceLetter({ sequence: at, column: name, place: index, letter: by }: Edit & { letter: string }): string {
  const start = `min(${index}, length(${name}) - 1)`;
  return `UPDATE egress SET ${name} = substr(${name}, 1, ${start}) || '${by}' || substr(${name}, ${start} + 2) WHERE sequence = ${at}`;
}

function cutLetter({ sequence: at, column: name, place: index }: Edit): string {
  const start = `min(${index}, length(${name}) - 1)`;
  return `UPDATE egress SET ${name} = substr(${name}, 1, ${start}) || substr(${name}, ${start} + 2) WHERE sequence = ${at}`;
}

test('any change of any row, of any column, or of the order of rows is found', async () => {
  await restore();
  assertIntact(await machine.verdict(), 12);
  const before = everything();
  await fc.assert(
    fc.asyncProperty(mutation, async (statements) => {
      await restore();
      machine.tamper(...statements);
      // A letter may be replaced by itself.
      fc.pre(everything() !== before);
      const verdict = await machine.verdict();
      assert.equal(verdict.state, 'broken', verdict.sentence);
    }),
    { numRuns: 150 },
  );
});

function everything(): string {
  return JSON.stringify([machine.query('SELECT * FROM egress'), machine.query('SELECT * FROM egressCheckpoint')]);
}

const windowNumber = fc.nat({ max: 2 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('record' as const), window: windowNumber }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('settle' as const), window: windowNumber }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const), window: windowNumber }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), window: windowNumber }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('verify' as const), window: windowNumber }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('day passes' as const), window: windowNumber }) },
);

test('whatever several windows write, and whenever, the chain verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const shared = await Machine.start();
      const open = () => shared.openWindow({ retentionDays: () => 2 });
      const windows: EgressLog[] = [await open(), await open(), await open()];
      // Nothing is awaited but what has to be, so that the windows get into each other's way.
      const underWay: Promise<unknown>[] = [];
      for (const [number, { kind, window }] of steps.entries()) {
        const egress = windows[window];
        assert.ok(egress);
        const requestId = `${window}`;
        if (kind === 'record')
          underWay.push(egress.record(departure({ path: `/${number}`, prompt: prompt({ requestId }) })));
        if (kind === 'settle') egress.settle(entry({ requestId, backendId: 'cloud', locality: 'remote' }));
        if (kind === 'purge') underWay.push(egress.purge());
        if (kind === 'verify') underWay.push(egress.verify().then(({ state }) => assert.notEqual(state, 'broken')));
        if (kind === 'day passes') await shared.clock.advance(dayMs);
        if (kind !== 'reopen') continue;
        await Promise.all(underWay.splice(0));
        await egress.whenSealed();
        egress.dispose();
        windows[window] = await open();
      }
      await Promise.all(underWay);
      await settle();
      await Promise.all(windows.map((egress) => egress.whenSealed()));
      const sent = steps.filter(({ kind }) => kind === 'record').length;
      const verdict = await shared.verdict();
      assert.equal(verdict.state, 'intact', verdict.sentence);
      const removed = Number(shared.query('SELECT removedRows FROM egressCheckpoint')[0]?.['removedRows'] ?? 0);
      assert.ok(verdict.checkedRows + removed >= sent, 'no departure is missing');
      await shared.stop();
    }),
    { numRuns: 25 },
  );
});
