import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServerSlots, type SlotUser } from '../../../src/backends/serverSlots.ts';

const origin = 'http://127.0.0.1:8080';
const llamaCpp: SlotUser = { id: 'keys', kind: 'llama.cpp', model: '', origin };
const ollama: SlotUser = { id: 'talk', kind: 'ollama', model: 'smol', origin };

test('every entry of one llama.cpp shares its slots, whatever model the entry names', () => {
  const servers = createServerSlots();
  assert.ok(servers.of(llamaCpp));
  assert.equal(servers.of(llamaCpp), servers.of({ ...llamaCpp, id: 'talk', model: 'smol' }));
  assert.notEqual(servers.of(llamaCpp), servers.of({ ...llamaCpp, origin: 'http://127.0.0.1:8081' }));
});

test('each model of an Ollama has a slot of its own', () => {
  const servers = createServerSlots();
  assert.equal(servers.of(ollama), servers.of({ ...ollama, id: 'keys' }));
  assert.notEqual(servers.of(ollama), servers.of({ ...ollama, model: 'big' }));
});

test('servers of many users order the requests themselves', () => {
  const servers = createServerSlots();
  assert.equal(servers.of({ ...ollama, kind: 'openai-compatible' }), undefined);
  assert.equal(servers.of({ ...ollama, kind: 'anthropic' }), undefined);
});
