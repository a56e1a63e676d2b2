import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { Emitter } from '../../../src/base/emitter.ts';
import { createSecretStore } from '../../../src/editor/secretStore.ts';

const origin = 'https://api.example.com';

/** The editor's storage, which other windows write too. */
function storage() {
  const values = new Map<string, string>();
  const changes = new Emitter<vscode.SecretStorageChangeEvent>();
  const asked: string[] = [];
  let fault: Error | undefined;
  const secrets: vscode.SecretStorage = {
    async get(name) {
      asked.push(name);
      if (fault !== undefined) throw fault;
      return values.get(name);
    },
    async store(name, value) {
      values.set(name, value);
    },
    async delete(name) {
      values.delete(name);
    },
    keys: async () => [...values.keys()],
    onDidChange: changes.event as vscode.Event<vscode.SecretStorageChangeEvent>,
  };
  return {
    ...{ secrets, asked },
    fail: (error: Error | undefined) => {
      fault = error;
    },
    /** What another window does. */
    async storeElsewhere(name: string, value: string) {
      values.set(name, value);
      changes.fire({ key: name });
    },
  };
}

describe('the keys', () => {
  it('are asked of the storage once, also where there is none', async () => {
    const { secrets, asked } = storage();
    const store = createSecretStore(secrets);
    assert.deepEqual([await store.get(origin), await store.get(origin)], [undefined, undefined]);
    assert.equal(asked.length, 1);
  });

  it('are new as soon as they were set or removed', async () => {
    const { secrets } = storage();
    const store = createSecretStore(secrets);
    await store.get(origin);
    await store.set(origin, 'first');
    assert.equal(await store.get(origin), 'first');
    await store.remove(origin);
    assert.equal(await store.get(origin), undefined);
  });

  it('are new when another window has changed them', async () => {
    const { secrets, storeElsewhere } = storage();
    const store = createSecretStore(secrets);
    await store.get(origin);
    await storeElsewhere(`watershed.key:${origin}`, 'theirs');
    assert.equal(await store.get(origin), 'theirs');
  });

  it('are still known when another secret has changed, which happens at each request', async () => {
    const { secrets, asked, storeElsewhere } = storage();
    const store = createSecretStore(secrets);
    await store.get(origin);
    await storeElsewhere('watershed.egress.head:window', 'a head');
    await store.get(origin);
    assert.equal(asked.length, 1);
  });

  it('belong to their origin alone', async () => {
    const { secrets } = storage();
    const store = createSecretStore(secrets);
    await store.set(origin, 'key');
    assert.equal(await store.get(`${origin}:8443`), undefined);
    assert.deepEqual(await store.origins(), [origin]);
  });

  it('are asked for again after a storage that failed', async () => {
    const { secrets, fail } = storage();
    const store = createSecretStore(secrets);
    fail(new Error('locked'));
    await assert.rejects(store.get(origin), /locked/);
    fail(undefined);
    assert.equal(await store.get(origin), undefined);
  });
});
