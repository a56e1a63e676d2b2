import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SecretStore } from '../../../src/editor/secretStore.ts';
import { tryKey } from '../../../src/editor/tryKey.ts';

const origin = 'https://api.example';

function storeOf(keys: Readonly<Record<string, string>>): SecretStore & { readonly stored: Map<string, string> } {
  const stored = new Map(Object.entries(keys));
  return {
    stored,
    get: async (name) => stored.get(name),
    set: async (name, key) => void stored.set(name, key),
    remove: async (name) => void stored.delete(name),
    origins: async () => [...stored.keys()],
  };
}

test('a key that passes its test replaces the old one; the test itself sees the new one', async () => {
  const store = storeOf({ [origin]: 'old' });
  assert.equal(await tryKey(store, { origin, key: 'new' }, () => store.get(origin)), 'new');
  assert.deepEqual([...store.stored], [[origin, 'new']]);
});

test('a key whose test gives nothing leaves the old one in place', async () => {
  const store = storeOf({ [origin]: 'old', 'https://other.example': 'other' });
  assert.equal(await tryKey(store, { origin, key: 'mistyped' }, async () => undefined), undefined);
  assert.deepEqual(Object.fromEntries(store.stored), { [origin]: 'old', 'https://other.example': 'other' });
});

test('a first key whose test throws is not kept', async () => {
  const store = storeOf({});
  const refuse = async () => {
    throw new Error('refused');
  };
  await assert.rejects(tryKey(store, { origin, key: 'mistyped' }, refuse), /refused/);
  assert.deepEqual([...store.stored], []);
});

test('an empty key stores nothing and removes nothing', async () => {
  const store = storeOf({ [origin]: 'old' });
  assert.equal(await tryKey(store, { origin, key: '' }, async () => 'done'), 'done');
  assert.equal(await tryKey(store, { origin, key: '' }, async () => undefined), undefined);
  assert.deepEqual([...store.stored], [[origin, 'old']]);
});
