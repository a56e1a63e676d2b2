import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BackendEntry, DiscoveredServer } from '../../../src/contract/setup.ts';
import { entriesOf, putFirst } from '../../../src/editor/backendEntries.ts';

const ollama: DiscoveredServer = { kind: 'ollama', url: 'http://127.0.0.1:11434', models: [] };
const llamaCpp: DiscoveredServer = { kind: 'llama.cpp', url: 'http://127.0.0.1:8080', models: [] };
const cloud = { kind: 'openai-compatible', url: 'https://api.example/v1', model: 'large', roles: ['chat'] } as const;

function model(server: DiscoveredServer, name: string) {
  return { server, model: name, reason: 'It is there.' };
}

function entry(server: Pick<DiscoveredServer, 'kind' | 'url'>, name: string, ...roles: BackendEntry['roles']) {
  return { kind: server.kind, url: server.url, model: name, roles };
}

/** As the rule of privacy has it, as far as these tests need it. */
function runsHere(value: unknown): boolean {
  return JSON.stringify(value)?.includes('//127.0.0.1') ?? false;
}

function written(present: unknown, ...chosen: readonly BackendEntry[]) {
  return Object.entries(putFirst(present, chosen, runsHere));
}

test('a model for both tasks is one entry with both roles, two models are two entries', () => {
  assert.deepEqual(entriesOf({ completion: model(ollama, 'a'), chat: model(ollama, 'a') }), [
    entry(ollama, 'a', 'completion', 'chat'),
  ]);
  assert.deepEqual(entriesOf({ completion: model(ollama, 'a'), chat: model(llamaCpp, 'a') }), [
    entry(ollama, 'a', 'completion'),
    entry(llamaCpp, 'a', 'chat'),
  ]);
  assert.deepEqual(entriesOf({ completion: undefined, chat: model(ollama, 'a') }), [entry(ollama, 'a', 'chat')]);
  assert.deepEqual(entriesOf({ completion: undefined, chat: undefined }), []);
});

test('a second set-up replaces the first one', () => {
  const first = putFirst(undefined, [entry(ollama, 'old', 'completion', 'chat')], runsHere);
  assert.deepEqual(written(first, entry(ollama, 'new', 'completion', 'chat')), [
    ['ollama new', entry(ollama, 'new', 'completion', 'chat')],
  ]);
});

test('only the chosen role is taken, and what else an entry holds stays', () => {
  const present = { mine: { ...entry(ollama, 'old', 'completion', 'chat'), contextTokens: 8192 } };
  assert.deepEqual(written(present, entry(ollama, 'new', 'completion')), [
    ['ollama new', entry(ollama, 'new', 'completion')],
    ['mine', { ...entry(ollama, 'old', 'chat'), contextTokens: 8192 }],
  ]);
});

test('remote and unreadable entries stay as they are, after the chosen one', () => {
  const present = { cloud, broken: 7, halfway: { url: 'http://127.0.0.1:1' } };
  assert.deepEqual(written(present, entry(llamaCpp, 'm', 'completion', 'chat')), [
    ['llama.cpp', entry(llamaCpp, 'm', 'completion', 'chat')],
    ...Object.entries(present),
  ]);
});

test('a cloud comes first too, and takes no role from a model of this machine', () => {
  const present = {
    here: entry(llamaCpp, '', 'completion', 'chat'),
    'api.example small': { ...cloud, model: 'small' },
  };
  assert.deepEqual(written(present, cloud), [['api.example large', cloud], ...Object.entries(present)]);
});

test('what stands in the settings already keeps its name and its price, and moves to the front', () => {
  const price = { inputUsdPerMillionTokens: 1, outputUsdPerMillionTokens: 2 };
  const present = { other: entry(llamaCpp, '', 'chat'), mine: { ...entry(ollama, 'a', 'chat'), price } };
  assert.deepEqual(written(present, entry(ollama, 'a', 'completion')), [
    ['mine', { ...entry(ollama, 'a', 'completion'), price }],
    ['other', entry(llamaCpp, '', 'chat')],
  ]);
});

test('two llama.cpp servers have two names', () => {
  const second = { ...llamaCpp, url: 'http://127.0.0.1:8012' };
  assert.deepEqual(
    written({}, entry(llamaCpp, 'a', 'completion'), entry(second, 'b', 'chat')).map(([id]) => id),
    ['llama.cpp', 'llama.cpp 8012'],
  );
});

test('a name tells the place where it is not the usual one', () => {
  const named = (kind: BackendEntry['kind'], url: string) =>
    written({}, { kind, url, model: 'm', roles: ['chat'] }).map(([id]) => id);
  assert.deepEqual(named('ollama', 'http://127.0.0.1:11434'), ['ollama m']);
  assert.deepEqual(named('ollama', 'http://127.0.0.1:11435'), ['ollama 11435 m']);
  assert.deepEqual(named('ollama', 'http://gpu.example:11434'), ['ollama gpu.example:11434 m']);
  assert.deepEqual(named('llama.cpp', 'https://127.0.0.1'), ['llama.cpp 127.0.0.1']);
  assert.deepEqual(named('openai-compatible', 'http://127.0.0.1:4000/v1'), ['127.0.0.1:4000 m']);
});

test('a name that another server has is never taken', () => {
  const roles = ['chat'] as const;
  const present = {
    'llama.cpp': entry(cloudLike(1), '', ...roles),
    'llama.cpp 8080': entry(cloudLike(2), '', ...roles),
  };
  const ids = written(present, entry(llamaCpp, '', 'completion')).map(([id]) => id);
  assert.deepEqual(ids, ['llama.cpp 8080 2', 'llama.cpp', 'llama.cpp 8080']);

  function cloudLike(host: number): Pick<DiscoveredServer, 'kind' | 'url'> {
    return { kind: 'llama.cpp', url: `http://10.0.0.${host}:8080` };
  }
});

test('a setting that is no object is written anew', () => {
  for (const present of [undefined, null, 'x', 3, []]) {
    assert.deepEqual(written(present, entry(llamaCpp, '', 'chat')), [['llama.cpp', entry(llamaCpp, '', 'chat')]]);
  }
});

test('what the settings held is not changed in place', () => {
  const present = { mine: entry(ollama, 'old', 'completion', 'chat') };
  const before = structuredClone(present);
  written(present, entry(ollama, 'new', 'chat'));
  assert.deepEqual(present, before);
});
