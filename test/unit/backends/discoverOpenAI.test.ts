import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DiscoveryPorts, discoverServers } from '../../../src/backends/discovery.ts';
import { createGate } from '../../../src/backends/gate.ts';
import { providers } from '../../../src/backends/providers/catalogue.ts';
import { type Answer, json, startScriptedServer, text } from '../../contract/support/scriptedServer.ts';

type Kind = Exclude<keyof DiscoveryPorts, 'ollama' | 'llamaCpp'>;
const kinds: readonly Kind[] = ['lmStudio', 'vllm', 'tgi', 'liteLlm'];

/** How each server answers what it is told apart by, and what its models are asked by. */
const played: Readonly<Record<Kind, Readonly<Record<string, Answer>>>> = {
  lmStudio: {
    '/lmstudio-greeting': json({ lmstudio: true }),
    '/v1/models': json({ data: [{ id: 'qwen2.5-coder-7b' }, { id: 'text-embedding-nomic-embed-text-v1.5' }] }),
  },
  vllm: { '/v1/models': json({ object: 'list', data: [{ id: 'Qwen/Qwen3-Coder', owned_by: 'vllm' }] }) },
  tgi: {
    '/info': json({ model_id: 'bigcode/starcoder2-3b', max_total_tokens: 2048, max_concurrent_requests: 128 }),
    '/v1/models': json({ data: [{ id: 'bigcode/starcoder2-3b', owned_by: 'bigcode/starcoder2-3b' }] }),
  },
  liteLlm: {
    '/health/liveliness': json("I'm alive!"),
    '/v1/models': json({ data: [{ id: 'coder', owned_by: 'openai' }] }),
  },
};

/** Looks for each of these kinds at a port. */
async function findAt(port: number, ...wanted: readonly Kind[]) {
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  const ports = Object.fromEntries(wanted.map((kind) => [kind, [port]]));
  try {
    const { signal } = new AbortController();
    return await discoverServers({ gate, ports: { ollama: [], llamaCpp: [], ...ports }, signal });
  } finally {
    gate.dispose();
  }
}

test('each kind of server is found by its own answer, with its models and the address of an entry', async () => {
  const expected = {
    lmStudio: ['lm-studio', ['qwen2.5-coder-7b']],
    vllm: ['vllm', ['Qwen/Qwen3-Coder']],
    tgi: ['tgi', ['bigcode/starcoder2-3b']],
    liteLlm: ['litellm', ['coder']],
  };
  for (const kind of kinds) {
    await using server = await startScriptedServer(played[kind]);
    const found = await findAt(server.port, kind);
    assert.deepEqual(
      found.map((one) => [one.kind, one.url, one.models.map(({ name }) => name)]),
      [[expected[kind][0], `${server.url}/v1`, expected[kind][1]]],
    );
  }
});

test('no server is taken for another one', async () => {
  for (const kind of kinds) {
    await using server = await startScriptedServer(played[kind]);
    const others = kinds.filter((other) => other !== kind);
    assert.deepEqual(await findAt(server.port, ...others), [], kind);
  }
});

test('LM Studio, which answers 200 to paths it does not know, is taken for nothing else', async () => {
  const unknown = json({ error: 'Unexpected endpoint or method.' });
  const paths = ['/props', '/api/version', '/info', '/health/liveliness'];
  await using server = await startScriptedServer({
    ...Object.fromEntries(paths.map((path) => [path, unknown])),
    ...played.lmStudio,
  });
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  const here = [server.port];
  const ports = { ollama: here, llamaCpp: here, lmStudio: here, vllm: here, tgi: here, liteLlm: here };
  const found = await discoverServers({ gate, ports, signal: new AbortController().signal });
  gate.dispose();
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ['lm-studio'],
  );
});

test('a gateway that tells its models to holders of a key only is found without them', async () => {
  await using server = await startScriptedServer({
    ...played.liteLlm,
    '/v1/models': json({ error: { message: 'no', type: 'authentication_error' } }, 401),
  });
  assert.deepEqual(await findAt(server.port, 'liteLlm'), [{ kind: 'litellm', url: `${server.url}/v1`, models: [] }]);
});

test('a page, an empty list and a server that is only loading are nothing', async () => {
  await using page = await startScriptedServer({
    ...{ '/lmstudio-greeting': text('<html>', 'text/html'), '/info': text('hi', 'text/plain') },
    ...{ '/v1/models': json({ data: [] }), '/health/liveliness': json({ status: 'shutting_down' }, 503) },
  });
  assert.deepEqual(await findAt(page.port, ...kinds), []);
});

test('the usual ports are those of the catalogue', () => {
  const { vllm, tgi, litellm } = providers;
  assert.deepEqual(providers['lm-studio'].usualPorts, [1234]);
  assert.deepEqual([vllm.usualPorts, tgi.usualPorts, litellm.usualPorts], [[8000], [8080, 3000], [4000]]);
});
