import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../support/fakeClock.ts';
import { ask, isFault } from '../support/requests.ts';
import { type Answer, cut, json, text } from '../support/scriptedServer.ts';
import type { Play } from './play.ts';

/** What breaks, and what the caller learns of it. */
export function describeFaults(play: Play): void {
  describeCuts(play);
  describeErrors(play);
  describeSilence(play);
}

function describeCuts(play: Play): void {
  const { format, request } = play;

  test('a server that closes the stream without its end makes an interrupted answer', async () => {
    await using served = await play.serve(play.streamed(play.open()));
    const { text: received, end } = await ask(served.backend, request);
    assert.equal(received, 'Hello, world');
    assert.equal(end.finish, 'interrupted');
  });

  test('a server that closes the stream in the middle of an event makes an interrupted answer', async () => {
    const whole = play.open().join('');
    const [last = ''] = play.open({ text: ['more'] }).slice(-1);
    await using served = await play.serve(play.streamed([whole, last.slice(0, -20)]));
    const { text: received, end } = await ask(served.backend, request);
    assert.equal(received, 'Hello, world');
    assert.equal(end.finish, 'interrupted');
  });

  test('a connection that breaks in the middle makes an interrupted answer', async () => {
    await using served = await play.serve(cut(play.open(), format.contentType));
    assert.equal((await ask(served.backend, request)).end.finish, 'interrupted');
  });

  test('a connection that breaks before the first piece is a fault', async () => {
    await play.failsWith('unreachable', cut([], format.contentType));
  });

  test('a stream without anything in it is a fault', async () => {
    await play.failsWith('bad-reply', play.streamed([]));
  });
}

function describeErrors(play: Play): void {
  const { format, request } = play;

  test('nothing listens', async () => {
    await using served = await play.serve(play.streamed([]));
    await served.server.stop();
    await assert.rejects(ask(served.backend, request), (error) => isFault(error, 'unreachable'));
  });

  test('a web page, or nothing, answers', async () => {
    await play.failsWith('bad-reply', text('<html>secret</html>', 'text/html'));
    await play.failsWith('bad-reply', text('<html>secret</html>', 'text/html', 404));
    await play.failsWith('bad-reply', text('', format.contentType, 204));
  });

  test('garbage answers, and none of it is written to the console', async (context) => {
    const written: unknown[] = [];
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      context.mock.method(console, method, (...values: unknown[]) => written.push(values));
    }
    await play.failsWith('bad-reply', text('event: message_start\ndata: {"secret\n\n{"secret\n', format.contentType));
    await play.failsWith('server-fault', text('secret', 'text/plain', 500));
    assert.deepEqual(written, []);
  });

  test('an error inside a stream that began well', async () => {
    await play.failsWith('server-fault', play.streamed([format.errorInStream]));
    await play.failsWith('server-fault', play.streamed([...play.open(), format.errorInStream]));
  });

  test('the server fails', async () => {
    await play.failsWith('server-fault', json({ error: { message: 'secret' } }, 500));
  });

  test('the key is refused', async () => {
    await play.failsWith('unauthorized', json({ error: { message: 'secret' } }, 401), { key: 'wrong' });
  });

  test('a key is needed and there is none', async () => {
    await play.failsWith('key-missing', json({ error: { message: 'secret' } }, 401), { key: undefined });
  });

  test('too many requests', async () => {
    const error = await play.failsWith(
      'rate-limited',
      json({ error: { message: 'secret' } }, 429, { 'retry-after': '7' }),
    );
    assert.equal(error.retryAfterMs, 7_000);
  });

  for (const [what, answer, kind] of [
    ['the model is not there', format.modelMissing, 'model-missing'],
    ['the prompt is too long', format.contextTooLong, 'context-too-long'],
    ['the model is still loading', format.loading, 'loading'],
  ] as const) {
    if (answer !== undefined) test(what, async () => void (await play.failsWith(kind, answer)));
  }
}

function describeSilence(play: Play): void {
  async function timesOut(answer: Answer) {
    const clock = new FakeClock();
    await using served = await play.serve(answer, { clock });
    const answered = ask(served.backend, play.request);
    await assert.rejects(advanceUntilSettled(clock, answered), (error) => isFault(error, 'timed-out'));
    assert.equal(await play.promptOf(served.server).whenOver, 'closed by the client');
    assert.equal(clock.pendingCount, 0, 'a timer is left');
  }

  test('silence before the first byte times out', async () => {
    await timesOut(() => undefined);
  });

  test('silence in the middle times out', async () => {
    await timesOut(play.stalled());
  });
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
