import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BackendError, type BackendErrorKind } from '../../src/contract/errors.ts';
import type { Request, Task } from '../../src/contract/request.ts';
import { FakeClock } from '../support/fakeClock.ts';
import type { WireFormat } from './formats/wireFormat.ts';
import { makeBackend, type TestBackendOptions } from './support/backends.ts';
import { admit, ask, chat, completion } from './support/requests.ts';
import {
  type Answer,
  cut,
  json,
  type ScriptedServer,
  stall,
  startScriptedServer,
  stream,
  text,
} from './support/scriptedServer.ts';

/** A request of a task with the simplest content. */
export function requestFor(task: Task): Request {
  return task === 'chat' ? chat('Say hello.') : completion('def add(a, b):\n    ');
}

/**
 * What every backend owes its caller, played in the wire format of its kind by a local server. Faults, silences and
 * odd cuts are played here; the engines themselves are asked in engineContract.ts.
 */
export function describeBackend(name: string, format: WireFormat): void {
  for (const task of format.tasks) describe(`${name}: ${task}`, () => describeTask(format, task));
}

function describeTask(format: WireFormat, task: Task): void {
  const path = format.promptPath(task);
  const content = { text: ['Hel', 'lo, ', 'world'] };
  const streamed = (chunks: readonly (string | Uint8Array)[]) => stream(chunks, format.contentType);

  async function serve(answer: Answer, options: TestBackendOptions = {}) {
    const server = await startScriptedServer({ ...format.probes, [path]: answer });
    const made = makeBackend(format.entry(server.url, task), { key: format.key, ...options });
    return Object.assign(made, {
      server,
      async [Symbol.asyncDispose]() {
        made[Symbol.dispose]();
        await server.stop();
      },
    });
  }

  async function failsWith(kind: BackendErrorKind, answer: Answer, options: TestBackendOptions = {}) {
    await using served = await serve(answer, options);
    const error = await ask(served.backend, requestFor(task)).then(
      () => assert.fail('the request was answered'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof BackendError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.equal(error.backendId, 'tested');
    assert.ok(!error.message.includes('secret'), 'the message repeats what the server wrote');
    return error;
  }

  test('streams each piece as it comes, then says how it ended', async () => {
    await using served = await serve(streamed(format.encode(task, content)));
    const { parts, end } = await ask(served.backend, requestFor(task));
    assert.deepEqual(
      parts,
      content.text.map((piece) => ({ type: 'text-delta', text: piece })),
    );
    assert.equal(end.finish, 'stop');
    assert.ok(end.servedModel);
  });

  test('gives the usage in the canonical split', async () => {
    await using served = await serve(streamed(format.encode(task, content)));
    const { usage } = (await ask(served.backend, requestFor(task))).end;
    assert.equal(usage.uncachedInputTokens, format.usage.input);
    assert.equal(usage.cacheReadTokens, format.usage.cached);
    assert.equal(usage.outputTokens, format.usage.output);
    assert.equal(usage.reportedCostUsd, undefined);
  });

  test('says when the answer was cut at its limit', async () => {
    await using served = await serve(streamed(format.encode(task, { ...content, finish: 'length' })));
    assert.equal((await ask(served.backend, requestFor(task))).end.finish, 'length');
  });

  test('an empty answer is an answer', async () => {
    await using served = await serve(streamed(format.encode(task, { text: [] })));
    const { parts, end } = await ask(served.backend, requestFor(task));
    assert.deepEqual(parts, []);
    assert.equal(end.finish, 'stop');
  });

  test('a huge answer arrives whole', async () => {
    const piece = 'abcdefghij'.repeat(100);
    await using served = await serve(
      text(format.encode(task, { text: Array(5_000).fill(piece) }).join(''), format.contentType),
    );
    assert.equal((await ask(served.backend, requestFor(task))).text.length, 5_000_000);
  });

  test('a line of many megabytes arrives whole', async () => {
    const large = 'x'.repeat(4_000_000);
    await using served = await serve(text(format.encode(task, { text: [large] }).join(''), format.contentType));
    assert.equal((await ask(served.backend, requestFor(task))).text.length, large.length);
  });

  test('characters that are cut between two packets stay whole', async () => {
    const odd = 'é深🦙 end';
    const bytes = new TextEncoder().encode(format.encode(task, { text: [odd, odd] }).join(''));
    const single = Array.from(bytes, (_, index) => bytes.slice(index, index + 1));
    await using served = await serve(streamed(single));
    assert.equal((await ask(served.backend, requestFor(task))).text, odd + odd);
  });

  if (task === 'chat' && format.hasReasoning) {
    test('keeps reasoning apart from the answer', async () => {
      await using served = await serve(
        streamed(format.encode(task, { text: ['Yes.'], reasoning: ['Let me ', 'think.'] })),
      );
      const answered = await ask(served.backend, requestFor(task));
      assert.equal(answered.reasoning, 'Let me think.');
      assert.equal(answered.text, 'Yes.');
    });
  }

  test('what only keeps the connection alive is no part', async () => {
    const [first = '', ...others] = format.encode(task, content);
    const keepAlive = format.keepAlive ?? '';
    await using served = await serve(streamed([keepAlive, first, keepAlive, ...others]));
    assert.equal((await ask(served.backend, requestFor(task))).text, 'Hello, world');
  });

  test('an abort closes the connection and throws its reason', async () => {
    await using served = await serve(stall(format.encodeOpen(task, content), format.contentType));
    const controller = new AbortController();
    const answer = served.backend.stream(admit(requestFor(task), served.backend), controller.signal);
    await answer.next();
    controller.abort(new Error('typed on'));
    await assert.rejects(drain(answer), /typed on/);
    assert.equal(await promptRequest(served.server, path).whenOver, 'closed by the client');
  });

  test('an abort before the first byte closes the connection', async () => {
    await using served = await serve(() => undefined);
    const controller = new AbortController();
    const answer = drain(served.backend.stream(admit(requestFor(task), served.backend), controller.signal));
    answer.catch(() => undefined);
    await untilPrompt(served.server, path);
    controller.abort(new Error('typed on'));
    await assert.rejects(answer, /typed on/);
    assert.equal(await promptRequest(served.server, path).whenOver, 'closed by the client');
  });

  test('leaving the loop closes the connection', async () => {
    await using served = await serve(stall(format.encodeOpen(task, content), format.contentType));
    for await (const part of served.backend.stream(
      admit(requestFor(task), served.backend),
      new AbortController().signal,
    )) {
      assert.equal(part.type, 'text-delta');
      break;
    }
    assert.equal(await promptRequest(served.server, path).whenOver, 'closed by the client');
  });

  test('an aborted signal sends nothing', async () => {
    await using served = await serve(streamed(format.encode(task, content)));
    const answer = served.backend.stream(
      admit(requestFor(task), served.backend),
      AbortSignal.abort(new Error('too late')),
    );
    await assert.rejects(drain(answer), /too late/);
    assert.deepEqual(served.server.requests, []);
  });

  test('a server that closes the stream without its end makes an interrupted answer', async () => {
    await using served = await serve(streamed(format.encodeOpen(task, content)));
    const { text: received, end } = await ask(served.backend, requestFor(task));
    assert.equal(received, 'Hello, world');
    assert.equal(end.finish, 'interrupted');
  });

  test('a connection that breaks in the middle makes an interrupted answer', async () => {
    await using served = await serve(cut(format.encodeOpen(task, content), format.contentType));
    assert.equal((await ask(served.backend, requestFor(task))).end.finish, 'interrupted');
  });

  test('a connection that breaks before the first piece is a fault', async () => {
    await failsWith('unreachable', cut([], format.contentType));
  });

  test('a stream without anything in it is a fault', async () => {
    await failsWith('bad-reply', streamed([]));
  });

  test('nothing listens', async () => {
    await using served = await serve(streamed([]));
    await served.server.stop();
    await assert.rejects(ask(served.backend, requestFor(task)), (error) => isFault(error, 'unreachable'));
  });

  test('a web page answers', async () => {
    await failsWith('bad-reply', text('<html>secret</html>', 'text/html'));
    await failsWith('bad-reply', text('<html>secret</html>', 'text/html', 404));
  });

  test('garbage answers', async () => {
    await failsWith('bad-reply', text('data: {"secret\n\n{"secret\n', format.contentType));
  });

  test('an error inside a stream that began well', async () => {
    await failsWith('server-fault', streamed([format.errorInStream]));
    await failsWith('server-fault', streamed([...format.encodeOpen(task, content), format.errorInStream]));
  });

  test('the server fails', async () => {
    await failsWith('server-fault', json({ error: { message: 'secret' } }, 500));
  });

  test('the key is refused', async () => {
    await failsWith('unauthorized', json({ error: { message: 'secret' } }, 401), { key: 'wrong' });
  });

  test('a key is needed and there is none', async () => {
    await failsWith('key-missing', json({ error: { message: 'secret' } }, 401), { key: undefined });
  });

  test('too many requests', async () => {
    const error = await failsWith('rate-limited', json({ error: { message: 'secret' } }, 429, { 'retry-after': '7' }));
    assert.equal(error.retryAfterMs, 7_000);
  });

  for (const [what, answer, kind] of [
    ['the model is not there', format.modelMissing, 'model-missing'],
    ['the prompt is too long', format.contextTooLong, 'context-too-long'],
    ['the model is still loading', format.loading, 'loading'],
  ] as const) {
    if (answer !== undefined) test(what, async () => void (await failsWith(kind, answer)));
  }

  test('a redirect is refused, and its target gets nothing', async () => {
    await using target = await startScriptedServer({});
    const error = await failsWith('refused', (response) => {
      response.writeHead(308, { location: `${target.url}${path}` }).end();
    });
    assert.match(error.message, /never follows a redirect/);
    assert.deepEqual(target.requests, []);
  });

  test('policy refuses the connection', async () => {
    const refusal = { code: 'mode', text: 'The mode is local-only.' };
    const error = await failsWith('refused', streamed([]), { mayContact: () => refusal });
    assert.equal(error.message, 'The mode is local-only.');
  });

  test('silence before the first byte times out', async () => {
    await timesOut(() => undefined);
  });

  test('silence in the middle times out', async () => {
    await timesOut(stall(format.encodeOpen(task, content), format.contentType));
  });

  async function timesOut(answer: Answer) {
    const clock = new FakeClock();
    await using served = await serve(answer, { clock });
    const answered = ask(served.backend, requestFor(task));
    await assert.rejects(advanceUntilSettled(clock, answered), (error) => isFault(error, 'timed-out'));
    assert.equal(await promptRequest(served.server, path).whenOver, 'closed by the client');
    assert.equal(clock.pendingCount, 0, 'a timer is left');
  }

  test('sends nothing for what is not admitted', async () => {
    await using served = await serve(streamed(format.encode(task, content)));
    const admitted = admit(requestFor(task), served.backend);
    const forged: typeof admitted = JSON.parse(JSON.stringify(admitted));
    await assert.rejects(drain(served.backend.stream(forged, new AbortController().signal)), TypeError);
    assert.deepEqual(served.contacts, []);
  });

  test('sends nothing that was admitted for another backend', async () => {
    await using served = await serve(streamed(format.encode(task, content)));
    using other = makeBackend({ ...format.entry('http://127.0.0.1:9', task) }, { key: format.key });
    const elsewhere = admit(requestFor(task), other.backend);
    await assert.rejects(drain(served.backend.stream(elsewhere, new AbortController().signal)), (error) =>
      isFault(error, 'refused'),
    );
    assert.deepEqual(served.contacts, []);
  });

  test('sends nothing that was admitted for a local model when the model is remote', async () => {
    await using served = await serve(streamed(format.encode(task, content)), { locality: 'remote' });
    using local = makeBackend(format.entry(served.server.url, task), { key: format.key });
    const admitted = admit(requestFor(task), local.backend);
    await assert.rejects(drain(served.backend.stream(admitted, new AbortController().signal)), (error) =>
      isFault(error, 'refused'),
    );
    assert.deepEqual(served.contacts, []);
  });

  test('sends the key to its own origin, and no other header of a program’s own', async () => {
    await using served = await serve(streamed(format.encode(task, content)), { key: 'sk-mine' });
    await ask(served.backend, requestFor(task));
    const { headers } = promptRequest(served.server, path);
    assert.ok(
      [headers.authorization, headers['x-api-key']].some((value) => value === 'Bearer sk-mine' || value === 'sk-mine'),
    );
    const names = Object.keys(headers).filter((header) => header.startsWith('x-stainless') || header === 'traceparent');
    assert.deepEqual(names, []);
    assert.equal(headers['user-agent'], 'watershed');
  });

  test('asks once: nothing is tried again behind the caller’s back', async () => {
    await using served = await serve(json({ error: { message: 'x' } }, 500));
    await ask(served.backend, requestFor(task)).catch(() => undefined);
    assert.equal(served.server.requests.filter((request) => request.path === path).length, 1);
  });

  test('can be disposed twice', async () => {
    await using served = await serve(streamed([]));
    served.catalog.dispose();
    served.catalog.dispose();
  });
}

export function isFault(error: unknown, kind: BackendErrorKind): boolean {
  assert.ok(error instanceof BackendError, String(error));
  assert.equal(error.kind, kind, error.message);
  return true;
}

export async function drain(answer: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of answer);
}

function promptRequest(server: ScriptedServer, path: string) {
  const request = server.requests.find((candidate) => candidate.path === path);
  assert.ok(request, 'no prompt came');
  return request;
}

async function untilPrompt(server: ScriptedServer, path: string): Promise<void> {
  while (!server.requests.some((request) => request.path === path)) await server.nextRequest();
}

/** Moves the clock until the promise settles, however many timers follow one another. */
async function advanceUntilSettled<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  settled.catch(() => undefined);
  while (!isSettled) await clock.advance(1_000);
  return settled;
}
