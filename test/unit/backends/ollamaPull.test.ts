import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from '../../../src/backends/gate.ts';
import { pullModel } from '../../../src/backends/ollamaPull.ts';
import type { PullProgress } from '../../../src/contract/setup.ts';
import { isFault } from '../../contract/support/requests.ts';
import { type Answer, json, lines, stall, startScriptedServer, stream } from '../../contract/support/scriptedServer.ts';

const contentType = 'application/x-ndjson';

async function start(answer: Answer) {
  const server = await startScriptedServer({ '/api/pull': answer });
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  return {
    server,
    pull: (signal = new AbortController().signal) =>
      pullModel({ gate, url: server.url, model: 'qwen2.5-coder:1.5b' }, signal),
    async [Symbol.asyncDispose]() {
      gate.dispose();
      await server.stop();
    },
  };
}

async function collect(progress: AsyncIterable<PullProgress>): Promise<PullProgress[]> {
  const seen: PullProgress[] = [];
  for await (const step of progress) seen.push(step);
  return seen;
}

const steps = [
  { status: 'pulling manifest' },
  { status: 'pulling abc', digest: 'sha256:abc', total: 100 },
  { status: 'pulling abc', digest: 'sha256:abc', total: 100, completed: 40 },
  { status: 'success' },
];

test('tells how far it is', async () => {
  await using served = await start(stream(lines(steps), contentType));
  assert.deepEqual(await collect(served.pull()), [
    { status: 'pulling manifest', completedBytes: undefined, totalBytes: undefined },
    { status: 'pulling abc', completedBytes: undefined, totalBytes: 100 },
    { status: 'pulling abc', completedBytes: 40, totalBytes: 100 },
    { status: 'success', completedBytes: undefined, totalBytes: undefined },
  ]);
  assert.equal(JSON.parse(served.server.requests[0]?.body ?? '').name, 'qwen2.5-coder:1.5b');
});

test('an error inside the stream, which has the status 200, is a fault', async () => {
  await using served = await start(
    stream(lines([steps[0], { error: 'pull model manifest: file does not exist' }]), contentType),
  );
  await assert.rejects(collect(served.pull()), (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, /^Ollama could not get “qwen2\.5-coder:1\.5b”\. Check its name/);
    return isFault(error, 'server-fault');
  });
});

test('a stream that ends before the success is a fault', async () => {
  await using served = await start(stream(lines(steps.slice(0, 2)), contentType));
  await assert.rejects(collect(served.pull()), (error) => isFault(error, 'server-fault'));
});

test('an abort closes the connection and throws its reason', async () => {
  await using served = await start(stall(lines(steps.slice(0, 2)), contentType));
  const controller = new AbortController();
  const progress = served.pull(controller.signal);
  await progress.next();
  controller.abort(new Error('cancelled'));
  await assert.rejects(collect(progress), /cancelled/);
  assert.equal(await served.server.requests[0]?.whenOver, 'closed by the client');
});

test('leaving the loop closes the connection', async () => {
  await using served = await start(stall(lines(steps.slice(0, 2)), contentType));
  for await (const step of served.pull()) {
    assert.equal(step.status, 'pulling manifest');
    break;
  }
  assert.equal(await served.server.requests[0]?.whenOver, 'closed by the client');
});

test('a server that is not there, or refuses', async () => {
  await using served = await start(json({ error: 'x' }, 500));
  await assert.rejects(collect(served.pull()), (error) => isFault(error, 'server-fault'));
  await served.server.stop();
  await assert.rejects(collect(served.pull()), (error) => isFault(error, 'unreachable'));
});
