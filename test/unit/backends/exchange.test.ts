import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openaiFormat } from '../../contract/formats/openai.ts';
import { makeBackend } from '../../contract/support/backends.ts';
import { ask, chat, completion, isFault } from '../../contract/support/requests.ts';
import { type Answer, json, startScriptedServer, stream } from '../../contract/support/scriptedServer.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';

const answered = stream(openaiFormat.encode('chat', { text: ['x'] }));

/** A service whose answers to chats come in this order, the last one again and again. */
async function play(...answers: readonly [Answer, ...Answer[]]) {
  const clock = new FakeClock();
  let count = 0;
  const answer: Answer = (response, request) => answers[Math.min(count++, answers.length - 1)]?.(response, request);
  const server = await startScriptedServer({ '/v1/chat/completions': answer, '/v1/completions': answer });
  const entry = { kind: 'openai-compatible', url: `${server.url}/v1`, model: 'large', roles: ['chat', 'completion'] };
  const made = makeBackend(entry, { key: 'sk', locality: 'remote', clock });
  return {
    ...{ clock, backend: made.backend, requests: server.requests },
    async [Symbol.asyncDispose]() {
      made[Symbol.dispose]();
      await server.stop();
    },
  };
}

/** Lets `byMs` pass in small steps, and says whether the promise has settled by then. */
async function hasSettled(clock: FakeClock, promise: Promise<unknown>, byMs: number): Promise<boolean> {
  let isOver = false;
  const note = () => {
    isOver = true;
  };
  promise.then(note, note);
  for (let turn = 0; turn < 40; turn++) await settle();
  await clock.advance(byMs);
  for (let turn = 0; turn < 40; turn++) await settle();
  return isOver;
}

test('a gateway that fails for a moment is asked once more, after 200 ms', async () => {
  await using scene = await play(json({}, 502), answered);
  const asked = ask(scene.backend, chat('Hi'));
  assert.equal(await hasSettled(scene.clock, asked, 199), false);
  assert.equal(scene.requests.length, 1);
  assert.equal(await hasSettled(scene.clock, asked, 1), true);
  assert.equal((await asked).text, 'x');
  assert.equal(scene.clock.pendingCount, 0, 'a timer is left');
});

test('who leaves before the second try is not answered, and nobody is asked again', async () => {
  await using scene = await play(json({}, 502), answered);
  const leaving = new AbortController();
  const asked = ask(scene.backend, chat('Hi'), leaving.signal);
  await hasSettled(scene.clock, asked, 100);
  leaving.abort(new Error('left'));
  await assert.rejects(asked, /left/);
  await scene.clock.advance(1_000);
  assert.equal(scene.requests.length, 1);
  assert.equal(scene.clock.pendingCount, 0, 'a timer is left');
});

for (const [what, status, headers] of [
  ['that says how long to wait', 503, { 'retry-after': '1' }],
  ['that refuses the key', 401, {}],
  ['that has had too much', 429, {}],
  ['that is broken', 500, {}],
] as const) {
  test(`a server ${what} is asked once`, async () => {
    await using scene = await play(json({}, status, headers), answered);
    await assert.rejects(ask(scene.backend, chat('Hi')));
    assert.equal(scene.requests.length, 1);
  });
}

test('a completion is asked once, whatever the fault', async () => {
  await using scene = await play(json({}, 502), answered);
  await assert.rejects(ask(scene.backend, completion('a')), (error) => isFault(error, 'server-fault'));
  assert.equal(scene.requests.length, 1);
});

test('a chat waits for a limit that resets soon, and is refused unsent where that takes long', async () => {
  const usedUp = (reset: string): Answer => {
    return (response, request) => {
      response.setHeader('x-ratelimit-remaining-requests', '0');
      response.setHeader('x-ratelimit-reset-requests', reset);
      return answered(response, request);
    };
  };
  await using scene = await play(usedUp('5s'), usedUp('5.001s'));
  await ask(scene.backend, chat('one'));
  const second = ask(scene.backend, chat('two'));
  assert.equal(await hasSettled(scene.clock, second, 4_999), false);
  assert.equal(scene.requests.length, 1);
  assert.equal(await hasSettled(scene.clock, second, 1), true);
  await assert.rejects(ask(scene.backend, chat('three')), (error) => isFault(error, 'rate-limited'));
  await assert.rejects(ask(scene.backend, completion('a')), (error) => isFault(error, 'rate-limited'));
  assert.equal(scene.requests.length, 2);
});

test('what the server says is left can be asked of the backend', async () => {
  await using scene = await play((response, request) => {
    response.setHeader('x-ratelimit-remaining-requests', '7');
    response.setHeader('x-ratelimit-reset-requests', '1s');
    return answered(response, request);
  });
  assert.equal(scene.backend.rateLimit(), undefined);
  await ask(scene.backend, chat('Hi'));
  assert.equal(scene.backend.rateLimit()?.remainingRequests, 7);
});
