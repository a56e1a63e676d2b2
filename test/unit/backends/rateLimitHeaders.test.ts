import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRateLimit, readRetryAfterMs } from '../../../src/backends/rateLimitHeaders.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');

/** What is left of requests and of tokens, and in how many milliseconds it resets. */
function read(headers: Record<string, string>) {
  const limit = readRateLimit(new Headers(headers), nowMs);
  return limit && [limit.remainingRequests, limit.remainingTokens, limit.resetsAtMs - nowMs];
}

test('reads what is left at every provider, in the words of its documentation', () => {
  const openAI = {
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-remaining-requests': '59',
    'x-ratelimit-reset-requests': '1s',
    'x-ratelimit-remaining-tokens': '149984',
    'x-ratelimit-reset-tokens': '12.5s',
  };
  const azure = {
    'x-ratelimit-remaining-requests': '19',
    'x-ratelimit-remaining-tokens': '0',
    'x-ratelimit-reset-tokens': '7',
  };
  const cerebras = {
    'x-ratelimit-remaining-requests-day': '14399',
    'x-ratelimit-reset-requests-day': '33011.382867',
    'x-ratelimit-remaining-tokens-minute': '0',
    'x-ratelimit-reset-tokens-minute': '11.38',
  };
  const anthropic = {
    'anthropic-ratelimit-requests-remaining': '0',
    'anthropic-ratelimit-requests-reset': '2026-11-21T12:00:20Z',
    'anthropic-ratelimit-tokens-remaining': '96000',
    'anthropic-ratelimit-tokens-reset': '2026-11-21T12:00:59Z',
    'anthropic-ratelimit-output-tokens-remaining': '16000',
  };
  const openRouter = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(nowMs + 9_000) };
  assert.deepEqual(read(openAI), [59, 149_984, 12_500]);
  assert.deepEqual(read(azure), [19, 0, 7_000]);
  assert.deepEqual(read(cerebras), [14_399, 0, 11_380]);
  assert.deepEqual(read(anthropic), [0, 96_000, 20_000]);
  assert.deepEqual(read(openRouter), [0, undefined, 9_000]);
});

test('reads a reset in every form', () => {
  for (const [reset, expectedMs] of [
    ['12ms', 12],
    ['6s', 6_000],
    ['0m7.5s', 7_500],
    ['30', 30_000],
    ['0.25', 250],
    [String(nowMs / 1_000 + 5), 5_000],
    ['2026-11-21T12:00:30Z', 30_000],
    ['2026-11-21T11:00:00Z', 0],
  ] as const) {
    const headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': reset };
    assert.deepEqual(read(headers), [0, undefined, expectedMs], reset);
  }
});

test('believes no reset for longer than a minute, since providers refill steadily', () => {
  for (const reset of ['6m0s', '1h', '86400', '2026-11-22T12:00:00Z', 'soon', '']) {
    const headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': reset };
    assert.deepEqual(read(headers), [0, undefined, 60_000], reset);
  }
});

test('what is used up decides when more is allowed, not what is left', () => {
  const headers = {
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '2s',
    'x-ratelimit-remaining-tokens': '100',
    'x-ratelimit-reset-tokens': '50s',
  };
  assert.deepEqual(read(headers), [0, 100, 2_000]);
});

test('a server that says nothing, or that it does not know, has no limit that is known', () => {
  assert.equal(read({}), undefined);
  assert.equal(read({ 'x-ratelimit-limit-requests': '60' }), undefined);
  assert.equal(read({ 'x-ratelimit-remaining-tokens': '-1', 'x-ratelimit-reset-tokens': '0' }), undefined);
  assert.equal(read({ 'x-ratelimit-remaining-requests': 'many' }), undefined);
});

test('reads how long to wait in every form', () => {
  const wait = (headers: Record<string, string>) => readRetryAfterMs(new Headers(headers), nowMs);
  assert.equal(wait({}), undefined);
  assert.equal(wait({ 'retry-after': '20' }), 20_000);
  assert.equal(wait({ 'retry-after': '0' }), 0);
  assert.equal(wait({ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }), 30_000);
  assert.equal(wait({ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }), 0);
  assert.equal(wait({ 'retry-after': 'soon' }), undefined);
  assert.equal(wait({ 'retry-after': '' }), undefined);
  assert.equal(wait({ 'retry-after': '-5' }), undefined);
  assert.equal(wait({ 'retry-after-ms': '150', 'retry-after': '1' }), 150);
});
