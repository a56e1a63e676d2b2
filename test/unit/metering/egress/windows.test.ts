import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { ChainSeal } from '../../../../src/contract/egress.ts';
import { settle } from '../../../support/fakeClock.ts';
import { assertIntact, departure, fixedSeal, Machine } from './support.ts';

const dayMs = 24 * 60 * 60 * 1000;
let machine: Machine;

beforeEach(async () => {
  machine = await Machine.start();
});

afterEach(() => machine.stop());

describe('two windows on one file', () => {
  it('share one chain, in whatever order they write', async () => {
    const [first, second] = [await machine.openWindow(), await machine.openWindow()];
    for (const egress of [first, second, second, first, first, second]) await egress.record(departure());
    await Promise.all([first.record(departure()), second.record(departure()), first.record(departure())]);
    assert.deepEqual(
      first.rows(0, Number.MAX_SAFE_INTEGER).map(({ sequence }) => sequence),
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assertIntact(await first.verify(), 9);
    await Promise.all([first.whenSealed(), second.whenSealed()]);
    assert.equal(machine.secrets.headNames().length, 2, 'each has a head of its own');
    assertIntact(await machine.verdict(), 9);
  });

  it('that make a key at the same moment end with a chain that both can verify', async () => {
    const [first, second] = [await machine.openWindow(), await machine.openWindow()];
    const { store } = machine.secrets;
    // The first one's key comes into the storage late, when the second has already sealed a row with its own.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isFirst = true;
    machine.secrets.store = async (name, value) => {
      const waits = isFirst && name.includes('key');
      isFirst = false;
      if (waits) await held;
      await store.call(machine.secrets, name, value);
    };
    const early = first.record(departure());
    await settle();
    await second.record(departure());
    release();
    await early;
    for (const egress of [second, first, second]) await egress.record(departure());
    assert.equal([...machine.secrets.values.keys()].filter((name) => name.includes('key')).length, 2);
    assertIntact(await first.verify(), 5);
    await Promise.all([first.whenSealed(), second.whenSealed()]);
    assertIntact(await machine.verdict(), 5);
  });

  it('go on from what the other has sealed with a key of its own, which it made after they had looked for keys', async () => {
    const [keyOfFirst, keyOfSecond] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const stored = [keyOfFirst];
    const sealWith = (key: Uint8Array): ChainSeal => ({
      key: async () => key,
      keys: async () => [...stored],
      heads: async () => [],
      saveHead: async () => undefined,
    });
    const first = await machine.openWindow({ seal: sealWith(keyOfFirst) });
    await first.record(departure());
    stored.push(keyOfSecond);
    const second = await machine.openWindow({ seal: sealWith(keyOfSecond), retentionDays: () => 1 });
    await second.record(departure());
    await machine.clock.advance(2 * dayMs);
    await second.purge();
    assert.deepEqual(second.rows(0, machine.clock.now()), []);
    await first.record(departure());
    assertIntact(await first.verify(), 1);
    assertIntact(await second.verify(), 1);
  });

  it('write at the same time from threads of their own, and no row is lost', async () => {
    const writers = ['a', 'b', 'c'].map((name) => {
      const workerData = { filePath: machine.filePath, name, count: 40 };
      return new Worker(new URL('./writer.ts', import.meta.url), { workerData });
    });
    await Promise.all(writers.map((writer) => once(writer, 'exit')));
    const seal = fixedSeal();
    const egress = await machine.openWindow({ seal });
    const paths = egress.rows(0, Number.MAX_SAFE_INTEGER).map((row) => (row.type === 'sent' ? row.path : ''));
    assert.equal(new Set(paths).size, 120);
    await egress.record(departure());
    assertIntact(await egress.verify(), 121);
  });

  it('may verify while the other writes and while retention removes rows', async () => {
    await machine.write(300);
    const first = await machine.openWindow({ retentionDays: () => 1 });
    const second = await machine.openWindow();
    await machine.clock.advance(2 * dayMs);
    const verdict = second.verify();
    await Promise.all([first.record(departure()), first.purge(), second.record(departure())]);
    assert.equal((await verdict).state, 'intact');
    assertIntact(await second.verify(), 2);
  });
});

describe('the heads of the chain', () => {
  it('are saved one at a time, the newest next', async () => {
    const saved: number[] = [];
    let release = () => {};
    const seal: ChainSeal = {
      key: async () => new Uint8Array(32),
      keys: async () => [new Uint8Array(32)],
      heads: async () => [],
      async saveHead({ sequence }) {
        saved.push(sequence);
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    };
    const egress = await machine.openWindow({ seal });
    for (let number = 0; number < 4; number++) await egress.record(departure());
    assert.deepEqual(saved, [1], 'rows do not wait for the head');
    release();
    await settle();
    assert.deepEqual(saved, [1, 4]);
    release();
    await egress.whenSealed();
  });

  it('that cannot be saved are logged once and stop nothing', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    await egress.whenSealed();
    const { store } = machine.secrets;
    machine.secrets.store = () => Promise.reject(new Error('locked'));
    for (let number = 0; number < 2; number++) {
      await egress.record(departure());
      await egress.whenSealed();
    }
    assert.deepEqual(machine.log.lines, ['warn: Where the log of what left ends could not be saved: locked']);
    machine.secrets.store = store;
    await egress.record(departure());
    await egress.whenSealed();
    assertIntact(await machine.verdict(), 4);
  });

  it('of windows that were closed are dropped after a while, so they do not pile up', async () => {
    for (let window = 0; window < 5; window++) {
      await machine.write(2);
      await machine.clock.advance(60 * 60 * 1000);
    }
    assert.equal(machine.secrets.headNames().length, 1);
    assertIntact(await machine.verdict(), 10);
  });
});

describe('a key that is gone', () => {
  it('makes the log unverifiable, never intact, and says so', async () => {
    await machine.write(3);
    machine.secrets.values.clear();
    assert.deepEqual(await machine.verdict(), {
      state: 'unverifiable',
      checkedRows: 3,
      brokenAt: [],
      sentence:
        "Nobody can tell whether the log was changed (3 rows): its key is not in the editor's secret storage. " +
        'That is so on a new machine, or after the storage was emptied.',
    });
  });

  it('leaves the old rows unverifiable; those that come behind are sealed anew, and changes of them found', async () => {
    await machine.write(3);
    machine.secrets.values.clear();
    await machine.write(2);
    assert.deepEqual(await machine.verdict(), {
      state: 'unverifiable',
      checkedRows: 5,
      brokenAt: [],
      sentence:
        '3 rows at the beginning cannot be checked, since the key that sealed them is no longer in the ' +
        "editor's secret storage. The 2 behind them are as they were written.",
    });
    machine.tamper('UPDATE egress SET atMs = atMs + 1 WHERE sequence = 5');
    assert.deepEqual((await machine.verdict()).state, 'broken');
    machine.tamper('UPDATE egress SET atMs = atMs - 1 WHERE sequence = 5', 'DELETE FROM egress WHERE sequence = 2');
    assert.deepEqual((await machine.verdict()).state, 'broken', 'how many there were is sealed');
  });

  it('is forgotten once retention has removed what it sealed', async () => {
    await machine.write(3);
    machine.secrets.values.clear();
    await machine.clock.advance(10 * dayMs);
    await machine.write(2);
    const egress = await machine.openWindow({ retentionDays: () => 5 });
    await egress.purge();
    assertIntact(await egress.verify(), 2);
  });

  it('is not what somebody can pretend by changing the file: heads say that there was one', async () => {
    await machine.write(3);
    machine.tamper(`UPDATE egress SET mac = 'another', content = '{}'`);
    await machine.write(1);
    assert.equal((await machine.verdict()).state, 'broken');
    assert.equal(machine.query('SELECT * FROM egressCheckpoint').length, 0);
  });
});

describe('an end that nobody knows', () => {
  it('makes the log unverifiable until the next row', async () => {
    await machine.write(3);
    for (const name of machine.secrets.headNames()) machine.secrets.values.delete(name);
    const verdict = await machine.verdict();
    assert.equal(verdict.state, 'unverifiable');
    assert.match(verdict.sentence, /does not know where the log ended/);
    await machine.write(1);
    assertIntact(await machine.verdict(), 4);
  });
});
