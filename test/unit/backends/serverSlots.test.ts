import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServerSlots, type SlotUser, wideSlotCount } from '../../../src/backends/serverSlots.ts';

const origin = 'http://127.0.0.1:8080';
const llamaCpp: SlotUser = { id: 'keys', kind: 'llama.cpp', model: '', origin };
const ollama: SlotUser = { id: 'talk', kind: 'ollama', model: 'smol', origin };

test('every entry of one llama.cpp shares its slots, whatever model the entry names', () => {
  const servers = createServerSlots();
  assert.ok(servers.of(llamaCpp, 'local'));
  assert.equal(servers.of(llamaCpp, 'local'), servers.of({ ...llamaCpp, id: 'talk', model: 'smol' }, 'local'));
  assert.notEqual(servers.of(llamaCpp, 'local'), servers.of({ ...llamaCpp, origin: 'http://127.0.0.1:8081' }, 'local'));
});

test('the same of a server and model is told once', () => {
  const servers = createServerSlots();
  const told: string[] = [];
  servers.onDidNotice(({ kind, model }) => told.push(`${kind} ${model}`));
  const notice = { kind: 'evicted', backendId: 'talk', origin, model: 'smol', message: 'It was unloaded.' } as const;
  for (const changes of [{}, { backendId: 'keys' }, { model: 'big' }, { kind: 'partly-on-cpu' }] as const) {
    servers.tell({ ...notice, ...changes });
  }
  assert.deepEqual(told, ['evicted smol', 'evicted big', 'partly-on-cpu smol']);
});

test('each model of an Ollama has a slot of its own', () => {
  const servers = createServerSlots();
  assert.equal(servers.of(ollama, 'local'), servers.of({ ...ollama, id: 'keys' }, 'local'));
  assert.notEqual(servers.of(ollama, 'local'), servers.of({ ...ollama, model: 'big' }, 'local'));
});

test('a server of many users takes a few at once, whatever their model, here and elsewhere', () => {
  const servers = createServerSlots();
  const many = servers.of({ ...ollama, kind: 'openai-compatible' }, 'local');
  assert.equal(many.count, wideSlotCount);
  assert.equal(servers.of({ ...ollama, kind: 'anthropic', model: 'other' }, 'remote'), many);
  assert.notEqual(servers.of({ ...ollama, kind: 'anthropic', origin: 'https://api.example' }, 'remote'), many);
});

test('a llama.cpp or an Ollama on another machine is one of many users too', () => {
  const servers = createServerSlots();
  assert.equal(servers.of(llamaCpp, 'remote').count, wideSlotCount);
  assert.notEqual(servers.of(llamaCpp, 'remote'), servers.of(llamaCpp, 'local'));
});
