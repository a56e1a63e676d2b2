import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposeModels } from '../../../src/backends/propose.ts';
import type { DiscoveredServer, OfferedModel } from '../../../src/contract/setup.ts';

const gigabytes = (count: number) => count * 1e9;

function offer(name: string, sizeBytes?: number, fillsInMiddle = false): OfferedModel {
  return { name, sizeBytes, fillsInMiddle };
}

function ollama(...models: readonly OfferedModel[]): DiscoveredServer {
  return { kind: 'ollama', url: 'http://127.0.0.1:11434', models };
}

function proposed(...servers: readonly DiscoveredServer[]) {
  const { completion, chat } = proposeModels(servers);
  return [completion?.model, chat?.model];
}

test('nothing found, nothing proposed', () => {
  assert.deepEqual(proposeModels([]), { completion: undefined, chat: undefined });
  assert.deepEqual(proposeModels([ollama()]), { completion: undefined, chat: undefined });
});

test('the only model does both, and its limits are said', () => {
  const { completion, chat } = proposeModels([ollama(offer('smol', 98e6))]);
  assert.deepEqual([completion?.model, chat?.model], ['smol', 'smol']);
  assert.match(completion?.reason ?? '', /cannot fill in the middle/);
  assert.equal(chat?.reason, 'It is the only model found.');
});

test('a small code model that fills in completes, a large one that answers chats', () => {
  const small = offer('qwen2.5-coder:1.5b-base', gigabytes(0.99), true);
  const large = offer('qwen2.5-coder:7b', gigabytes(4.7), true);
  const general = offer('llama3.1:8b', gigabytes(4.9));
  assert.deepEqual(proposed(ollama(general, large, small)), ['qwen2.5-coder:1.5b-base', 'qwen2.5-coder:7b']);
  const { completion, chat } = proposeModels([ollama(general, large, small)]);
  assert.equal(completion?.reason, 'It fills in the middle, is made for code and takes 990 MB.');
  assert.equal(
    chat?.reason,
    'It is trained to answer and made for code, and large but not too large for most machines (4.7 GB).',
  );
});

test('filling in the middle counts more than the name', () => {
  const named = offer('some-coder', gigabytes(1), false);
  const able = offer('plain', gigabytes(3), true);
  assert.equal(proposed(ollama(named, able))[0], 'plain');
});

test('a model too large for most machines is proposed for the chat only when nothing smaller is there', () => {
  const huge = offer('llama3.1:70b', gigabytes(40));
  assert.equal(proposed(ollama(huge, offer('llama3.2:3b', gigabytes(2))))[1], 'llama3.2:3b');
  const { chat } = proposeModels([ollama(huge, offer('llama3.1:405b', gigabytes(230)))]);
  assert.equal(chat?.model, 'llama3.1:70b');
  assert.match(chat?.reason ?? '', /but too large for most machines \(40\.0 GB\)/);
});

test('a base model chats only when there is no other', () => {
  const base = offer('qwen2.5-coder:7b-base', gigabytes(4.7), true);
  assert.equal(proposed(ollama(base, offer('smol', 98e6)))[1], 'smol');
  const { chat } = proposeModels([ollama(base, offer('starcoder2:3b', gigabytes(1.7), true))]);
  assert.match(chat?.reason ?? '', /answers will be rough/);
});

test('looks over all servers', () => {
  const other: DiscoveredServer = {
    kind: 'llama.cpp',
    url: 'http://127.0.0.1:8080',
    models: [offer('mellum', undefined, true)],
  };
  const { completion, chat } = proposeModels([ollama(offer('llama3.2:3b', gigabytes(2))), other]);
  assert.equal(completion?.server, other);
  assert.equal(chat?.model, 'llama3.2:3b');
});

test('models whose size is unknown are proposed too', () => {
  const { completion, chat } = proposeModels([ollama(offer('a', undefined, true), offer('b'))]);
  assert.equal(completion?.model, 'a');
  assert.match(completion?.reason ?? '', /^It fills in the middle\.$/);
  assert.equal(chat?.reason, 'It is trained to answer.');
});

test('a server that may forward is never proposed by itself', () => {
  const gateway: DiscoveredServer = {
    ...{ kind: 'litellm', url: 'http://127.0.0.1:4000/v1' },
    models: [offer('qwen2.5-coder', undefined, true)],
  };
  assert.deepEqual(proposeModels([gateway]), { completion: undefined, chat: undefined });
});
