import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChainHead } from '../../../src/contract/egress.ts';
import { createEgressSeal } from '../../../src/editor/egressSeal.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeSecrets } from '../metering/egress/support.ts';

const head = (sequence: number): ChainHead => ({ sequence, mac: `mac ${sequence}` });
const always = () => true;

/** Windows of one editor; each call opens one. */
function editor() {
  const secrets = new FakeSecrets();
  const clock = new FakeClock();
  return { secrets, clock, openWindow: (place = '/ledger') => createEgressSeal({ secrets, place, clock }) };
}

describe('the key of the log', () => {
  it('is made once, of 32 random bytes, and every window has the same', async () => {
    const { openWindow } = editor();
    const first = openWindow();
    assert.deepEqual(await first.keys(), [], 'to look makes none');
    const key = await first.key();
    assert.equal(key.length, 32);
    assert.deepEqual(await openWindow().key(), key);
    assert.deepEqual(await openWindow().keys(), [key]);
    assert.notDeepEqual(await editor().openWindow().key(), key);
  });

  it('is known to all where two windows have each made one: both choose the same from then on', async () => {
    const { openWindow } = editor();
    const [first, second] = [openWindow(), openWindow()];
    const made = await Promise.all([first.key(), second.key()]);
    const keys = await first.keys();
    for (const key of made) assert.ok(keys.some((known) => Buffer.from(known).equals(key)));
    assert.deepEqual(await first.key(), await second.key());
  });

  it('makes the heads of a lost key void', async () => {
    const { openWindow, secrets } = editor();
    const window = openWindow();
    await window.key();
    await window.saveHead(head(7), always);
    for (const name of secrets.values.keys()) if (name.includes('key')) secrets.values.delete(name);
    await window.key();
    assert.deepEqual(await window.heads(), []);
  });

  it('that the storage does not keep is an error, not a key of the moment', async () => {
    const { openWindow, secrets } = editor();
    secrets.store = async () => undefined;
    await assert.rejects(openWindow().key(), /has not kept the key/);
  });

  it('is made anew where something else stands in its place', async () => {
    const { openWindow, secrets } = editor();
    secrets.values.set('watershed.egress.key:x', 'no key');
    assert.equal((await openWindow().key()).length, 32);
  });
});

describe('the heads', () => {
  it('are one of each window, and a window replaces only its own', async () => {
    const { openWindow } = editor();
    const [first, second] = [openWindow(), openWindow()];
    await first.saveHead(head(1), always);
    await second.saveHead(head(2), always);
    await first.saveHead(head(3), always);
    assert.deepEqual((await second.heads()).map(({ sequence }) => sequence).sort(), [2, 3]);
  });

  it('of a window that has been silent for long are dropped, if the chain contains them', async () => {
    const { openWindow, clock } = editor();
    await openWindow().saveHead(head(1), always);
    await openWindow().saveHead(head(2), always);
    await clock.advance(11 * 60 * 1000);
    const window = openWindow();
    await window.saveHead(head(9), ({ sequence }) => sequence === 1);
    assert.deepEqual((await window.heads()).map(({ sequence }) => sequence).sort(), [2, 9]);
  });

  it('belong to one file: those of a remote machine say nothing of the one here', async () => {
    const { openWindow } = editor();
    await openWindow('there /ledger').saveHead(head(5), always);
    assert.deepEqual(await openWindow('here /ledger').heads(), []);
  });

  it('that cannot be read are passed over', async () => {
    const { openWindow, secrets } = editor();
    const window = openWindow();
    await window.saveHead(head(1), always);
    for (const name of secrets.headNames()) secrets.values.set(`${name}x`, '{');
    assert.deepEqual(await window.heads(), [head(1)]);
  });
});
