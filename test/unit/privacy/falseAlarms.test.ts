import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createExclusions } from '../../../src/privacy/exclusions.ts';
import { createFalseAlarms, type FalseAlarmStore } from '../../../src/privacy/falseAlarms.ts';
import { createInspector } from '../../../src/privacy/inspect.ts';
import { createOwnRules } from '../../../src/privacy/ownRules/ownRules.ts';
import { chat, random } from './support.ts';

const key = `gh${'p_'}${random(36)}`;
const otherKey = `gh${'p_'}${random(36, 'alnum', 2)}`;
const machineKey = () => Promise.resolve(new Uint8Array(32).fill(7));

function memoryStore(saved?: unknown): FalseAlarmStore & { saved: unknown } {
  return {
    saved,
    load() {
      return this.saved;
    },
    save(value) {
      this.saved = structuredClone(value);
    },
  };
}

function setUp(store = memoryStore()) {
  const falseAlarms = createFalseAlarms(store);
  const parts = { exclusions: createExclusions(), falseAlarms, fingerprintKey: machineKey };
  const { inspect } = createInspector(parts);
  const findingsIn = async (text: string) => (await inspect(chat(text))).findings;
  const mark = async (text: string) => {
    for (const { fingerprint = '' } of await findingsIn(text)) falseAlarms.mark(fingerprint, 'a key', 'message 1');
  };
  return { store, falseAlarms, findingsIn, mark, parts };
}

describe('a false alarm', () => {
  it('is marked for its value, wherever that stands', async () => {
    const { findingsIn, mark } = setUp();
    await mark(`a ${key}`);
    assert.deepEqual(await findingsIn(`a ${key}`), []);
    assert.deepEqual(await findingsIn(`elsewhere:\n\n${key} and again ${key}`), []);
  });

  it('is marked for this value only', async () => {
    const { findingsIn, mark } = setUp();
    await mark(key);
    assert.equal((await findingsIn(`${key} ${otherKey}`)).length, 1);
  });

  it('covers what other detectors see in the same value', async () => {
    const { findingsIn, mark } = setUp();
    await mark(`GITHUB_TOKEN="${key}"`);
    assert.deepEqual(await findingsIn(`GITHUB_TOKEN="${key}"`), []);
  });

  it('is recognised though hidden characters stand in the value', async () => {
    const { findingsIn, mark } = setUp();
    await mark(key);
    assert.deepEqual(await findingsIn(`${key.slice(0, 12)}\u200b${key.slice(12)}`), []);
  });

  it('does not cover one of the own rules that matches there', async () => {
    const { parts, mark } = setUp();
    await mark(key);
    const ownRules = createOwnRules(() => ({ expressions: [], keywords: [key] }));
    const { findings } = await createInspector({ ...parts, ownRules }).inspect(chat(key));
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ['own-rule'],
    );
  });

  it('can be taken back', async () => {
    const { falseAlarms, findingsIn, mark } = setUp();
    await mark(key);
    const [marked] = falseAlarms.list();
    falseAlarms.unmark(marked?.fingerprint ?? '');
    assert.equal((await findingsIn(key)).length, 1);
    assert.deepEqual(falseAlarms.list(), []);
  });

  it('is still known in the next session, and is kept without its value', async () => {
    const { store, mark } = setUp();
    await mark(key);
    assert.ok(!JSON.stringify(store.saved).includes(key.slice(0, 12)));
    assert.deepEqual(await setUp(store).findingsIn(key), []);
  });

  it('is known in another window at once, and neither forgets what the other has marked', () => {
    const store = memoryStore();
    const [here, there] = [createFalseAlarms(store), createFalseAlarms(store)];
    assert.equal(there.isMarked('one'), false);
    here.mark('one', 'a key', 'a.ts');
    there.mark('two', 'a key', 'b.ts');
    assert.deepEqual([here.isMarked('one'), here.isMarked('two'), there.isMarked('one')], [true, true, true]);
  });

  it('is listed with what it was taken for, the newest first', () => {
    const { falseAlarms } = setUp();
    falseAlarms.mark('one', 'a key', 'a.ts');
    falseAlarms.mark('two', 'a password', 'b.ts');
    falseAlarms.mark('one', 'a key', 'c.ts');
    assert.deepEqual(falseAlarms.list(), [
      { fingerprint: 'one', what: 'a key', place: 'c.ts' },
      { fingerprint: 'two', what: 'a password', place: 'b.ts' },
    ]);
  });

  it('hides nothing where what was kept is damaged', async () => {
    for (const damaged of ['x', null, { version: 2, marked: [] }, { version: 1, marked: [{ fingerprint: 3 }] }]) {
      assert.equal((await setUp(memoryStore(damaged)).findingsIn(key)).length, 1);
    }
  });
});

describe('fingerprints', () => {
  it('are equal for equal values, and tell nothing without the key', async () => {
    const { findingsIn, parts } = setUp();
    const [one, other] = await findingsIn(`${key}\n${otherKey}`);
    const [again] = await findingsIn(`x ${key}`);
    assert.equal(again?.fingerprint, one?.fingerprint);
    assert.notEqual(other?.fingerprint, one?.fingerprint);
    const elsewhere = { ...parts, fingerprintKey: () => Promise.resolve(new Uint8Array(32).fill(8)) };
    const { findings } = await createInspector(elsewhere).inspect(chat(key));
    assert.notEqual(findings[0]?.fingerprint, one?.fingerprint);
  });

  it('are missing as long as the key cannot be had, and what was found counts all the same', async () => {
    let isLocked = true;
    const fingerprintKey = () => (isLocked ? Promise.reject(new Error('locked')) : machineKey());
    const { inspect } = createInspector({ exclusions: createExclusions(), fingerprintKey });
    const locked = (await inspect(chat(key))).findings;
    assert.deepEqual([locked.length, locked[0]?.fingerprint], [1, undefined]);
    isLocked = false;
    assert.equal(typeof (await inspect(chat(key))).findings[0]?.fingerprint, 'string');
  });
});
