import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSystemClock } from '../../../src/base/clock.ts';
import { createCore } from '../../../src/core.ts';
import { isFault } from '../../contract/support/requests.ts';
import { json, lines, startScriptedServer, stream } from '../../contract/support/scriptedServer.ts';

interface World {
  readonly keys?: Readonly<Record<string, string>>;
  readonly remoteFetch?: typeof fetch;
}

function setup({ keys = {}, remoteFetch = fetch }: World = {}) {
  const core = createCore({
    clock: createSystemClock(),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    keys: { get: async (origin) => keys[origin] },
    consent: { isGranted: () => false, ask: async () => false },
    privacyMode: () => 'guarded',
    workspaceTrusted: () => true,
    backendSettings: () => ({}),
    remoteFetch,
    ledgerPath: undefined,
  });
  return { servers: core.servers, [Symbol.dispose]: () => core.dispose() };
}

const signal = new AbortController().signal;

test('a cloud without a model yet tells its models, with the key of its origin', async () => {
  await using server = await startScriptedServer({ '/v1/models': json({ data: [{ id: 'small' }, { id: 'large' }] }) });
  using world = setup({ keys: { [server.url]: 'right' } });
  const url = server.url.replace('127.0.0.1', 'localhost');
  const entry = { kind: 'openai-compatible', url: `${url}/v1/`, model: '', roles: ['chat'] };
  assert.deepEqual((await world.servers.test(entry, signal)).models, ['small', 'large']);
  assert.equal(server.requests[0]?.headers.authorization, 'Bearer right');
});

test('an Ollama that is entered by its address tells its models', async () => {
  await using server = await startScriptedServer({
    '/api/version': json({ version: '0.17.4' }),
    '/api/tags': json({ models: [{ name: 'qwen2.5-coder:1.5b' }] }),
  });
  using world = setup();
  const test = await world.servers.test({ kind: 'ollama', url: server.url, model: '', roles: ['chat'] }, signal);
  assert.deepEqual(test.models, ['qwen2.5-coder:1.5b']);
});

test('a fault calls a server by its host, since it does not stand in the settings', async () => {
  await using server = await startScriptedServer({ '/v1/models': json({ error: { message: 'no' } }, 400) });
  using world = setup();
  const { host } = new URL(server.url);
  const entry = { kind: 'openai-compatible', url: `${server.url}/v1`, roles: ['chat'] };
  await assert.rejects(world.servers.test(entry, signal), (error) => {
    assert.ok(error instanceof Error);
    assert.ok(error.message.includes(host), error.message);
    assert.doesNotMatch(error.message, /“new”/);
    return isFault(error, 'bad-request');
  });
});

test('an entry that cannot be read says why', async () => {
  using world = setup();
  await assert.rejects(world.servers.test({ kind: 'ollama', url: 'localhost:8080', roles: ['chat'] }, signal), /http/);
  await assert.rejects(world.servers.test(undefined, signal), /must be an object/);
});

test('an address is spelled as the settings spell it, and only a server of the web has one', () => {
  using world = setup();
  const { addressOf } = world.servers;
  assert.deepEqual(addressOf(' http://localhost:4000/v1/ '), {
    url: 'http://127.0.0.1:4000/v1',
    origin: 'http://127.0.0.1:4000',
  });
  assert.equal(addressOf('https://api.example/v1')?.origin, 'https://api.example');
  for (const text of ['', 'localhost:8080', '127.0.0.1:8080', 'ftp://a', 'http://', 'http://me:x@a', 'http://a?b']) {
    assert.equal(addressOf(text), undefined, text);
  }
});

test('a model runs here only where that is proven', () => {
  using world = setup();
  const entry = { kind: 'ollama', url: 'http://localhost:11434', model: 'm', roles: ['chat'] };
  assert.equal(world.servers.runsHere(entry), true);
  assert.equal(world.servers.runsHere({ ...entry, model: 'm:cloud' }), false);
  assert.equal(world.servers.runsHere({ ...entry, url: 'http://gpu.example:11434' }), false);
  assert.equal(world.servers.runsHere({ ...entry, kind: 'openai-compatible' }), false);
  assert.equal(world.servers.runsHere(undefined), false);
});

test('an Ollama on another machine pulls a model too', async () => {
  await using server = await startScriptedServer({
    '/api/pull': stream(lines([{ status: 'success' }]), 'application/x-ndjson'),
  });
  const remoteFetch: typeof fetch = (input, init) => {
    const { pathname } = new URL(String(input));
    return fetch(`${server.url}${pathname}`, init);
  };
  using world = setup({ remoteFetch });
  const seen = await Array.fromAsync(world.servers.pull('http://gpu.example:11434', 'm', signal));
  assert.deepEqual(
    seen.map(({ status }) => status),
    ['success'],
  );
});
