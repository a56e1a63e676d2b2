import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discoverServers } from '../../../src/backends/discovery.ts';
import { createGate } from '../../../src/backends/gate.ts';
import type { MayContact } from '../../../src/contract/admission.ts';
import {
  type Answer,
  json,
  type ScriptedServer,
  startScriptedServer,
  text,
} from '../../contract/support/scriptedServer.ts';

const version = json({ version: '0.17.4' });

function ollama(models: readonly object[], capabilities: Readonly<Record<string, readonly string[]>>) {
  const show: Answer = (response, request) => {
    const { model } = JSON.parse(request.body);
    return json({ capabilities: capabilities[model] })(response, request);
  };
  return startScriptedServer({
    '/api/version': version,
    '/api/tags': json({ models }),
    '/api/show': show,
    '/api/ps': json({ models: [] }),
  });
}

function llamaCpp() {
  return startScriptedServer({
    '/props': json({ default_generation_settings: { n_ctx: 4096 }, total_slots: 1, model_alias: 'smol' }),
    '/tokenize': json({ tokens: [1, 2, 3] }),
    '/v1/models': json({ data: [{ id: 'smol', meta: { size: 96_576_768 } }] }),
  });
}

async function discover(
  ollamaServers: readonly ScriptedServer[],
  llamaServers: readonly ScriptedServer[],
  mayContact: MayContact = () => undefined,
) {
  const gate = createGate({ recordDeparture: async () => {}, mayContact, remoteFetch: fetch });
  const ports = { ollama: ollamaServers.map(({ port }) => port), llamaCpp: llamaServers.map(({ port }) => port) };
  try {
    return await discoverServers({ gate, ports, signal: new AbortController().signal });
  } finally {
    gate.dispose();
  }
}

test('finds Ollama and llama.cpp with their models', async () => {
  await using first = await ollama(
    [
      { name: 'qwen2.5-coder:1.5b-base', size: 986_000_000 },
      { name: 'llama3.2:3b', size: 2_000_000_000 },
    ],
    { 'qwen2.5-coder:1.5b-base': ['completion', 'insert'], 'llama3.2:3b': ['completion', 'tools'] },
  );
  await using second = await llamaCpp();
  assert.deepEqual(await discover([first], [second]), [
    {
      kind: 'ollama',
      url: first.url,
      models: [
        { name: 'qwen2.5-coder:1.5b-base', sizeBytes: 986_000_000, fillsInMiddle: true },
        { name: 'llama3.2:3b', sizeBytes: 2_000_000_000, fillsInMiddle: false },
      ],
    },
    { kind: 'llama.cpp', url: second.url, models: [{ name: 'smol', sizeBytes: 96_576_768, fillsInMiddle: true }] },
  ]);
});

test('leaves out models that run elsewhere and models that only embed', async () => {
  await using server = await ollama(
    [
      { name: 'gpt-oss:120b-cloud' },
      { name: 'mine', remote_host: 'https://ollama.com' },
      { name: 'nomic-embed-text' },
      { name: 'here' },
    ],
    { 'nomic-embed-text': ['embedding'], here: ['completion'] },
  );
  const [found] = await discover([server], []);
  assert.deepEqual(
    found?.models.map(({ name }) => name),
    ['here'],
  );
});

test('a model that Ollama cannot describe is listed, and hides no other', async () => {
  const show: Answer = (response, request) => {
    const { model } = JSON.parse(request.body);
    return (model === 'broken' ? json({ error: 'x' }, 500) : json({ capabilities: ['completion'] }))(response, request);
  };
  await using server = await startScriptedServer({
    '/api/version': version,
    '/api/tags': json({ models: [{ name: 'broken' }, { name: 'whole' }] }),
    '/api/show': show,
    '/api/ps': json({ models: null }),
  });
  const [found] = await discover([server], []);
  assert.deepEqual(found?.models, [
    { name: 'broken', sizeBytes: undefined, fillsInMiddle: undefined },
    { name: 'whole', sizeBytes: undefined, fillsInMiddle: false },
  ]);
});

test('Ollama without a model is found too', async () => {
  await using server = await ollama([], {});
  assert.deepEqual(await discover([server], []), [{ kind: 'ollama', url: server.url, models: [] }]);
});

test('llama.cpp that is still loading is found too', async () => {
  await using server = await startScriptedServer({
    '/props': json({ error: { code: 503, type: 'unavailable_error' } }, 503),
  });
  assert.deepEqual(await discover([], [server]), [{ kind: 'llama.cpp', url: server.url, models: [] }]);
});

test('what is something else, or nothing, is not in the list', async () => {
  await using page = await startScriptedServer({
    '/props': text('<html>', 'text/html'),
    '/api/version': text('hi', 'text/plain'),
  });
  await using other = await llamaCpp();
  await using closed = await startScriptedServer({});
  await closed.stop();
  assert.deepEqual(await discover([page, other, closed], [page, closed]), []);
});

test('policy may forbid to look', async () => {
  await using server = await llamaCpp();
  assert.deepEqual(await discover([server], [server], () => ({ code: 'trust', text: 'Not trusted.' })), []);
  assert.deepEqual(server.requests, []);
});

test('an abort ends the search', async () => {
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  await using server = await startScriptedServer({ '/props': () => undefined });
  const controller = new AbortController();
  const seen = server.nextRequest();
  const found = discoverServers({ gate, ports: { ollama: [], llamaCpp: [server.port] }, signal: controller.signal });
  await seen;
  controller.abort(new Error('closed'));
  await assert.rejects(found, /closed/);
  gate.dispose();
});
