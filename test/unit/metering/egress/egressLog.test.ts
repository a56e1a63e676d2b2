import assert from 'node:assert/strict';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { EgressRow } from '../../../../src/contract/egress.ts';
import type { EgressLog } from '../../../../src/metering/egress/egressLog.ts';
import { settle as settlePromises } from '../../../support/fakeClock.ts';
import { entry } from '../fixtures.ts';
import { assertIntact, departure, Machine, prompt } from './support.ts';

let machine: Machine;

beforeEach(async () => {
  machine = await Machine.start();
});

afterEach(() => machine.stop());

const notSent = (reason: string) => ({
  name: 'NotRecordedError',
  message: `What leaves this machine could not be written down (${reason}), so it was not sent. Local models still answer.`,
});

function allRows(egress: EgressLog): readonly EgressRow[] {
  return egress.rows(0, Number.MAX_SAFE_INTEGER);
}

describe('a departure', () => {
  it('is on the disk when the promise resolves, for another window to read', async () => {
    const [here, there] = [await machine.openWindow(), await machine.openWindow()];
    await here.record(departure());
    const { body: _, ...kept } = departure();
    const expected = { type: 'sent', sequence: 1, atMs: machine.clock.now(), ...kept, text: undefined };
    assert.deepEqual(allRows(there), [expected]);
    assert.deepEqual(there.storage, { kind: 'file', filePath: machine.filePath });
  });

  it('without a prompt and of an unknown provider is kept as such', async () => {
    const egress = await machine.openWindow();
    const probe = departure({ prompt: undefined, provider: undefined, body: '', method: 'GET', path: '/v1/models' });
    await egress.record(probe);
    const [row] = allRows(egress);
    assert.ok(row?.type === 'sent');
    assert.deepEqual([row.prompt, row.provider, row.text, row.bodyBytes], [undefined, undefined, undefined, 0]);
  });

  it('waits for a file that is still being opened', async () => {
    let open = () => {};
    const whenLedgerOpen = new Promise<void>((resolve) => {
      open = resolve;
    });
    const opening = machine.openWindow({ whenLedgerOpen });
    await settlePromises();
    open();
    const egress = await opening;
    await egress.record(departure());
    assert.equal(allRows(egress).length, 1);
  });

  it('keeps no text, unless the person wants it kept; that text is sealed too', async () => {
    let keepsText = false;
    const egress = await machine.openWindow({ keepsText: () => keepsText });
    const body = 'zero \0 half \ud800 whole 🌊 "quoted"\nline';
    await egress.record(departure({ body }));
    keepsText = true;
    await egress.record(departure({ body }));
    await egress.record(departure({ body: '' }));
    const texts = allRows(egress).map((row) => row.type === 'sent' && row.text);
    assert.deepEqual(texts, [undefined, body, undefined]);
    assertIntact(await egress.verify(), 3);
    machine.tamper(`UPDATE egress SET content = replace(content, 'whole', 'other') WHERE sequence = 2`);
    assert.deepEqual((await egress.verify()).brokenAt, [2]);
    assert.doesNotMatch(
      String(machine.query('SELECT content FROM egress WHERE sequence = 1')[0]?.['content']),
      /whole/,
    );
  });

  it('is read by its time, both ends included, in the order of the chain', async () => {
    const egress = await machine.openWindow();
    const startMs = machine.clock.now();
    for (let number = 0; number < 4; number++) {
      await egress.record(departure());
      await machine.clock.advance(1000);
    }
    const found = egress.rows(startMs + 1000, startMs + 2000);
    assert.deepEqual(
      found.map(({ sequence, atMs }) => [sequence, atMs - startMs]),
      [
        [2, 1000],
        [3, 2000],
      ],
    );
  });

  it('is told to listeners once it is written; one that fails spoils nothing', async () => {
    const egress = await machine.openWindow();
    const heard: number[] = [];
    egress.onDidAppend(({ sequence }) => heard.push(sequence));
    egress.onDidAppend(() => {
      throw new Error('a listener broke');
    });
    await egress.record(departure());
    assert.deepEqual(heard, [1]);
    assert.deepEqual(machine.log.lines, ['error: A listener of the log of what left failed: a listener broke']);
  });
});

describe('a departure that cannot be written down is not sent', () => {
  it('when another program holds the file; it can be as soon as the file is free', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    const other = new DatabaseSync(machine.filePath);
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(egress.record(departure()), notSent('another window or program holds its file'));
    other.exec('ROLLBACK');
    other.close();
    await egress.record(departure());
    assertIntact(await egress.verify(), 2);
  });

  it('when the disk is full', async () => {
    const egress = await machine.openWindow({ importSqlite: async () => ({ DatabaseSync: SmallDatabase }) });
    const body = 'x'.repeat(100_000);
    await egress.record(departure());
    SmallDatabase.limit?.();
    const large = departure({ prompt: prompt({ reasons: [body] }) });
    await assert.rejects(egress.record(large), notSent('the disk is full'));
    assert.equal(allRows(egress).length, 1);
    assertIntact(await egress.verify(), 1);
  });

  it('when the file may not be written', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    machine.closeWindows();
    const sqlite = async () => ({ DatabaseSync: UnwritableDatabase });
    const locked = await machine.openWindow({ importSqlite: sqlite });
    assert.deepEqual(locked.storage, { kind: 'unusable', reason: 'its file may not be written' });
    await assert.rejects(locked.record(departure()), notSent('its file may not be written'));
    assert.throws(() => allRows(locked), {
      message: 'The log of what left this machine cannot be read: its file may not be written.',
    });
  });

  it('when a newer version has written the file, or node:sqlite is missing', async () => {
    await machine.write(1);
    machine.tamper('PRAGMA user_version = 99');
    const newer = await machine.openWindow();
    await assert.rejects(newer.record(departure()), notSent('a newer version of Watershed has written it'));
    assert.equal((await newer.verify()).state, 'unverifiable');
    const missing = await machine.openWindow({ importSqlite: () => Promise.reject(new Error('no node:sqlite')) });
    await assert.rejects(missing.record(departure()), notSent('no node:sqlite'));
  });

  it('when the file cannot be opened; it can be as soon as it can', async () => {
    let isMissing = true;
    const importSqlite = async () => {
      if (isMissing) throw new Error('not now');
      return import('node:sqlite');
    };
    const egress = await machine.openWindow({ importSqlite });
    await assert.rejects(egress.record(departure()), notSent('not now'));
    isMissing = false;
    await egress.record(departure());
    assert.equal(egress.storage.kind, 'file');
    assertIntact(await egress.verify(), 1);
  });

  it('when the secret storage does not give the key; it can be as soon as it does', async () => {
    const egress = await machine.openWindow();
    machine.secrets.fault = new Error('the key ring is locked');
    await assert.rejects(egress.record(departure()), notSent('the key ring is locked'));
    const verdict = await egress.verify();
    assert.deepEqual(verdict.state, 'unverifiable');
    machine.secrets.fault = undefined;
    await egress.record(departure());
    assertIntact(await egress.verify(), 1);
  });

  it('when the log is closed', async () => {
    const egress = await machine.openWindow();
    egress.dispose();
    egress.dispose();
    await assert.rejects(egress.record(departure()), { name: 'NotRecordedError' });
  });
});

/** A database that can be told to grow no more. */
class SmallDatabase extends DatabaseSync {
  static limit: (() => void) | undefined;

  constructor(path: string, options?: DatabaseSyncOptions) {
    super(path, options ?? {});
    SmallDatabase.limit = () => this.exec('PRAGMA max_page_count = 1');
  }
}

class UnwritableDatabase extends DatabaseSync {
  constructor(path: string) {
    super(path, { readOnly: true });
  }
}

describe('the outcome of an attempt', () => {
  const remote = entry({ requestId: 'r1', backendId: 'cloud', locality: 'remote', costUsd: 0.25 });

  it('follows its departure, and unknown stays unknown', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    await machine.clock.advance(300);
    egress.settle({ ...remote, inputTokens: undefined, outcome: 'interrupted' });
    await settlePromises();
    const [, settled] = allRows(egress);
    assert.deepEqual(settled, {
      ...{ type: 'settled', sequence: 2, atMs: machine.clock.now(), requestId: 'r1', backendId: 'cloud' },
      ...{ inputTokens: undefined, outputTokens: 12, costUsd: 0.25, outcome: 'interrupted', totalMs: 200 },
    });
    assertIntact(await egress.verify(), 2);
  });

  it('is not written where nothing left: of a local model, or of an attempt that was refused before', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    egress.settle(entry({ requestId: 'r1', backendId: 'local-coder' }));
    egress.settle(entry({ ...remote, requestId: 'never sent' }));
    await settlePromises();
    assert.equal(allRows(egress).length, 1);
  });

  it('is written once for an attempt that was sent twice, after a fault that passed', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    await egress.record(departure());
    egress.settle(remote);
    egress.settle(remote);
    await settlePromises();
    assert.deepEqual(
      allRows(egress).map(({ type }) => type),
      ['sent', 'sent', 'settled'],
    );
  });

  it('waits for a departure that is just being written down when the attempt is cancelled', async () => {
    const egress = await machine.openWindow();
    const recorded = egress.record(departure());
    egress.settle({ ...remote, outcome: 'cancelled' });
    await recorded;
    await settlePromises();
    assert.deepEqual(
      allRows(egress).map((row) => (row.type === 'settled' ? row.outcome : row.type)),
      ['sent', 'cancelled'],
    );
  });

  it('is kept while the file takes nothing, and written with the next row', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure());
    const other = new DatabaseSync(machine.filePath);
    other.exec('BEGIN IMMEDIATE');
    egress.settle(remote);
    await settlePromises();
    await assert.rejects(egress.record(departure({ prompt: prompt({ requestId: 'r2' }) })), /was not sent/);
    other.exec('ROLLBACK');
    other.close();
    assert.deepEqual(machine.log.lines, [
      'warn: What came of a request could not be written down yet: another window or program holds its file.',
    ]);
    await egress.record(departure({ prompt: prompt({ requestId: 'r2' }) }));
    assert.deepEqual(
      allRows(egress).map(({ type }) => type),
      ['sent', 'settled', 'sent'],
    );
    assertIntact(await egress.verify(), 3);
  });
});

describe('a log without a file', () => {
  it('is chained in memory, touches no secret, and is gone with its window', async () => {
    const egress = await machine.openWindow({ filePath: undefined });
    assert.deepEqual(egress.storage, { kind: 'memory' });
    await egress.record(departure());
    egress.settle(entry({ requestId: 'r1', backendId: 'cloud', locality: 'remote' }));
    await settlePromises();
    assert.equal(allRows(egress).length, 2);
    assertIntact(await egress.verify(), 2);
    assert.deepEqual([...machine.secrets.values], []);
    egress.dispose();
    const next = await machine.openWindow({ filePath: undefined });
    assertIntact(await next.verify(), 0);
  });
});

describe('what the log writes', () => {
  it('keeps to the order of its fields and says null for what is unknown', async () => {
    const egress = await machine.openWindow();
    await egress.record(departure({ provider: undefined, prompt: undefined, bodySha256: 'ab' }));
    assert.equal(
      machine.query('SELECT content FROM egress')[0]?.['content'],
      '{"type":"sent","backendId":"cloud","provider":null,"origin":"https://api.example.com","method":"POST",' +
        '"path":"/v1/chat/completions","bodyBytes":21,"bodySha256":"ab","prompt":null,"text":null}',
    );
  });

  it('is kept where only a newer version understands it, and verified, but not shown', async () => {
    await machine.write(1);
    const egress = await machine.openWindow();
    machine.tamper(`UPDATE egress SET content = '{"type":"foretold"}'`);
    assert.deepEqual(allRows(egress), []);
    machine.tamper(`UPDATE egress SET content = 'no JSON'`);
    assert.deepEqual(allRows(egress), []);
    assert.equal((await egress.verify()).checkedRows, 1);
  });
});
