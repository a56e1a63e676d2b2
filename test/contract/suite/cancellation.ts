import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, drain, startStream } from '../support/requests.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import type { Play } from './play.ts';

/** Whoever gives up is obeyed at once, all the way to the socket. */
export function describeCancellation(play: Play): void {
  const { request, path } = play;

  test('an abort closes the connection and throws its reason', async () => {
    await using served = await play.serve(play.stalled());
    const controller = new AbortController();
    const answer = startStream(served.backend, request, controller.signal);
    await answer.next();
    controller.abort(new Error('typed on'));
    await assert.rejects(drain(answer), /typed on/);
    assert.equal(await play.promptOf(served.server).whenOver, 'closed by the client');
  });

  test('an abort without a reason of its own is an AbortError, not the end of the answer', async () => {
    await using served = await play.serve(play.stalled());
    const controller = new AbortController();
    const answer = startStream(served.backend, request, controller.signal);
    await answer.next();
    controller.abort();
    await assert.rejects(drain(answer), { name: 'AbortError' });
  });

  test('an abort before the first byte closes the connection', async () => {
    await using served = await play.serve(() => undefined);
    const controller = new AbortController();
    const answer = drain(startStream(served.backend, request, controller.signal));
    answer.catch(() => undefined);
    await untilPrompt(served.server, path);
    controller.abort(new Error('typed on'));
    await assert.rejects(answer, /typed on/);
    assert.equal(await play.promptOf(served.server).whenOver, 'closed by the client');
  });

  test('leaving the loop closes the connection', async () => {
    await using served = await play.serve(play.stalled());
    for await (const part of startStream(served.backend, request, new AbortController().signal)) {
      assert.equal(part.type, 'text-delta');
      break;
    }
    assert.equal(await play.promptOf(served.server).whenOver, 'closed by the client');
  });

  test('an abort leaves the way free for the next', async () => {
    let count = 0;
    const stalled = play.stalled();
    const whole = play.streamed(play.whole());
    await using served = await play.serve((response, seen) => (count++ < 3 ? stalled : whole)(response, seen));
    for (let turn = 0; turn < 3; turn++) {
      const controller = new AbortController();
      const answer = startStream(served.backend, request, controller.signal);
      await answer.next();
      controller.abort(new Error('typed on'));
      await assert.rejects(drain(answer), /typed on/);
    }
    assert.equal((await ask(served.backend, request)).text, 'Hello, world');
  });

  test('an aborted signal sends nothing', async () => {
    await using served = await play.serve(play.streamed(play.whole()));
    const answer = startStream(served.backend, request, AbortSignal.abort(new Error('too late')));
    await assert.rejects(drain(answer), /too late/);
    assert.deepEqual(served.server.requests, []);
  });
}

async function untilPrompt(server: ScriptedServer, path: string): Promise<void> {
  while (!server.requests.some((request) => request.path === path)) await server.nextRequest();
}
