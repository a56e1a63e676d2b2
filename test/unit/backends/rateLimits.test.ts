import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateLimits } from '../../../src/backends/rateLimits.ts';
import { FakeClock } from '../../support/fakeClock.ts';

function answer(headers: Record<string, string>, status = 200): Promise<Response> {
  return Promise.resolve(new Response(null, { headers, status }));
}

function send(limits: RateLimits, response: Promise<Response>): Promise<Response> {
  limits.take();
  return limits.settle(response);
}

const left = (count: number, reset = '10s') => ({
  'x-ratelimit-remaining-requests': String(count),
  'x-ratelimit-reset-requests': reset,
});

test('tells what the last answer said until that is out of date', async () => {
  const clock = new FakeClock();
  const limits = new RateLimits(clock);
  assert.equal(limits.waitMs, 0);
  await send(limits, answer(left(2)));
  await send(limits, answer({}));
  assert.equal(limits.current?.remainingRequests, 2);
  assert.equal(limits.waitMs, 0);
  await clock.advance(10_000);
  assert.equal(limits.current, undefined);
});

test('requests that are under way count as used, whatever becomes of them', async () => {
  const limits = new RateLimits(new FakeClock());
  await send(limits, answer(left(2)));
  const underWay = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>()];
  const counted = underWay.map(({ promise }) => send(limits, promise));
  assert.equal(limits.current?.remainingRequests, 0);
  assert.equal(limits.waitMs, 10_000);
  underWay[0]?.reject(new Error('broken'));
  underWay[1]?.resolve(new Response(null));
  await Promise.allSettled(counted);
  assert.equal(limits.current?.remainingRequests, 2);
});

test('tokens that are used up have to be waited for too', async () => {
  const limits = new RateLimits(new FakeClock());
  await send(limits, answer({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '4s' }));
  assert.equal(limits.waitMs, 4_000);
});

test('who asks to be left alone has nothing left, within reason', async () => {
  for (const [retryAfter, expectedMs] of [
    ['3', 3_000],
    ['86400', 60_000],
  ] as const) {
    const limits = new RateLimits(new FakeClock());
    await send(limits, answer({ ...left(50), 'retry-after': retryAfter }, 429));
    assert.equal(limits.current?.remainingRequests, 0);
    assert.equal(limits.waitMs, expectedMs);
  }
});

test('a server that is loading says nothing of limits by its Retry-After', async () => {
  const limits = new RateLimits(new FakeClock());
  await send(limits, answer({ 'retry-after': '3' }, 503));
  assert.equal(limits.waitMs, 0);
});
