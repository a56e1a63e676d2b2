import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeTurn } from '../../../src/backends/queue.ts';
import type { ServerIdentity } from '../../../src/backends/server.ts';
import { mostWaitingChats, Slots, type Urgency } from '../../../src/backends/slots.ts';
import { BackendError } from '../../../src/contract/errors.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';

const server: ServerIdentity = { id: 'gpt', kind: 'openai-compatible', model: 'large', origin: 'https://api.example' };

function play() {
  const clock = new FakeClock();
  const slots = new Slots();
  const take = (urgency: Urgency = 'chat', signal = new AbortController().signal) =>
    takeTurn(slots, { server, urgency, clock }, signal);
  return { clock, slots, take };
}

function isBusy(error: unknown, sentence: RegExp): true {
  assert.ok(error instanceof BackendError, String(error));
  assert.deepEqual([error.kind, error.retryAfterMs], ['rate-limited', 0]);
  assert.match(error.message, sentence);
  return true;
}

test('a chat behind a crowd is refused at once, and nobody who waits loses its place', async () => {
  const { clock, take } = play();
  const first = await take();
  const waiting = Array.from({ length: mostWaitingChats }, () => take());
  await assert.rejects(take(), (error) => isBusy(error, /^Too many requests wait for api\.example already\./));
  let turn = first;
  for (const next of waiting) {
    turn.dispose();
    turn = await next;
  }
  turn.dispose();
  assert.equal(clock.pendingCount, 0, 'a timer is left');
});

test('who gives up makes room at once', async () => {
  const { take } = play();
  const turn = await take();
  const leaving = new AbortController();
  const left = take('chat', leaving.signal);
  const waiting = Array.from({ length: mostWaitingChats - 1 }, () => take());
  leaving.abort(new Error('left'));
  await assert.rejects(left, /left/);
  waiting.push(take());
  turn.dispose();
  for (const next of waiting) (await next).dispose();
});

test('a crowd of chats keeps no key press out', async () => {
  const { take } = play();
  const turn = await take();
  const waiting = Array.from({ length: mostWaitingChats }, () => take());
  const key = take('completion');
  turn.dispose();
  (await key).dispose();
  for (const next of waiting) (await next).dispose();
});

for (const [urgency, longestMs] of [
  ['completion', 20_000],
  ['chat', 180_000],
  ['warm', 20_000],
] as const) {
  test(`a request for ${urgency} waits ${longestMs} ms at most, and leaves nothing behind`, async () => {
    const { clock, take } = play();
    const turn = await take();
    let fault: unknown;
    take(urgency).catch((error: unknown) => {
      fault = error;
    });
    await clock.advance(longestMs - 1);
    assert.equal(fault, undefined);
    await clock.advance(1);
    assert.ok(isBusy(fault, /was busy with other requests for too long/));
    turn.dispose();
    await settle();
    (await take()).dispose();
    assert.equal(clock.pendingCount, 0, 'a timer is left');
  });
}
