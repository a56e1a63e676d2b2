import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalog } from '../../../src/backends/catalog.ts';
import { createGate } from '../../../src/backends/gate.ts';
import { parseBackends } from '../../../src/backends/settings.ts';
import { silentLog } from '../../contract/support/backends.ts';
import { FakeClock } from '../../support/fakeClock.ts';

function make(raw: unknown) {
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  return createCatalog({
    settings: parseBackends(raw).backends,
    localityOf: ({ origin }) => (origin.startsWith('http://127.') ? 'local' : 'remote'),
    gate,
    keys: { get: async () => undefined },
    clock: new FakeClock(),
    log: silentLog,
  });
}

const raw = {
  local: { kind: 'llama.cpp', url: 'http://127.0.0.1:8080', roles: ['completion', 'chat'] },
  team: { kind: 'ollama', url: 'http://team:11434', model: 'big', roles: ['chat'] },
  gateway: {
    kind: 'openai-compatible',
    url: 'https://gateway.example/v1',
    model: 'large',
    roles: ['chat'],
    contextTokens: 32768,
  },
  claude: { kind: 'anthropic', url: 'https://api.anthropic.com', model: 'claude', roles: ['chat'] },
};

test('makes every kind of backend, in the order of the settings', () => {
  const catalog = make(raw);
  assert.deepEqual(
    catalog.list().map(({ facts }) => [facts.id, facts.kind, facts.origin, facts.locality, facts.roles]),
    [
      ['local', 'llama.cpp', 'http://127.0.0.1:8080', 'local', ['completion', 'chat']],
      ['team', 'ollama', 'http://team:11434', 'remote', ['chat']],
      ['gateway', 'openai-compatible', 'https://gateway.example', 'remote', ['chat']],
      ['claude', 'anthropic', 'https://api.anthropic.com', 'remote', ['chat']],
    ],
  );
  catalog.dispose();
});

test('what is not known of the context is not made up', () => {
  const catalog = make(raw);
  assert.deepEqual(
    catalog.list().map((backend) => backend.contextTokens()),
    [undefined, undefined, 32768, undefined],
  );
  catalog.dispose();
});

test('finds a backend by its id', async () => {
  const catalog = make(raw);
  assert.equal(catalog.get('team')?.facts.model, 'big');
  assert.equal(catalog.get('nobody'), undefined);
  await assert.rejects(catalog.test('nobody', new AbortController().signal), RangeError);
  catalog.dispose();
  catalog.dispose();
});
