import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from '../../../src/backends/gate.ts';
import { createOllama } from '../../../src/backends/ollama.ts';
import type { ServerNotice } from '../../../src/backends/serverNotices.ts';
import { parseBackends } from '../../../src/backends/settings.ts';
import { ollamaFormat as format } from '../../contract/formats/ollama.ts';
import { silentLog } from '../../contract/support/backends.ts';
import { ask, chat } from '../../contract/support/requests.ts';
import { type Answer, json, startScriptedServer, stream } from '../../contract/support/scriptedServer.ts';
import { FakeClock } from '../../support/fakeClock.ts';

interface Running {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** An Ollama whose list of loaded models the test holds. */
async function start() {
  let running: readonly Running[] = [];
  const load = json({ model: 'smol', done: true, done_reason: 'load' });
  const ps: Answer = (response, request) => json({ models: running })(response, request);
  const chatted = stream(format.encode('chat', { text: ['x'] }), format.contentType);
  const server = await startScriptedServer({
    ...format.probes,
    '/api/ps': ps,
    '/api/generate': load,
    '/api/chat': chatted,
  });
  const clock = new FakeClock();
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  const entry = { kind: 'ollama', url: server.url, model: 'smol', roles: ['chat'] };
  const [settings] = parseBackends({ tested: entry }).backends;
  assert.ok(settings);
  const notices: ServerNotice[] = [];
  const keys = { get: async () => undefined };
  const notice = (told: ServerNotice) => notices.push(told);
  const backend = createOllama({ settings, locality: 'local', gate, keys, clock, log: silentLog, notice });
  return {
    clock,
    backend,
    notices,
    setRunning(...models: readonly Running[]) {
      running = models;
    },
    async [Symbol.asyncDispose]() {
      backend.dispose();
      gate.dispose();
      await server.stop();
    },
  };
}

test('a model that is partly on the processor is noticed when it is first used', async () => {
  await using scene = await start();
  scene.setRunning({ name: 'smol:latest', size: 8e9, size_vram: 2e9, expires_at: '2318-01-01T00:00:00.5+01:00' });
  await ask(scene.backend, chat('a'));
  assert.deepEqual(
    scene.notices.map(({ kind, backendId, model }) => [kind, backendId, model]),
    [['partly-on-cpu', 'tested', 'smol']],
  );
});

test('a model that another one has pushed out is noticed when it is needed again', async () => {
  await using scene = await start();
  scene.setRunning({ name: 'smol:latest' });
  await ask(scene.backend, chat('a'));
  scene.setRunning({ name: 'big:70b' });
  await scene.clock.advance(60_000);
  await ask(scene.backend, chat('a'));
  assert.deepEqual(
    scene.notices.map(({ kind }) => kind),
    ['evicted'],
  );
});

test('a model that stays where it is makes no notice', async () => {
  await using scene = await start();
  scene.setRunning({ name: 'smol:latest', size: 8e9, size_vram: 8e9 }, { name: 'big:70b' });
  for (let turn = 0; turn < 3; turn++) {
    await ask(scene.backend, chat('a'));
    await scene.clock.advance(60_000);
  }
  assert.deepEqual(scene.notices, []);
});
