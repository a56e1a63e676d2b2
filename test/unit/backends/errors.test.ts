import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyReply, classifyStreamError, toFault } from '../../../src/backends/errors.ts';
import type { ServerIdentity } from '../../../src/backends/server.ts';
import type { BackendError, BackendErrorKind } from '../../../src/contract/errors.ts';

const llamaCpp: ServerIdentity = { id: 'local', kind: 'llama.cpp', model: '', origin: 'http://127.0.0.1:8080' };
const ollama: ServerIdentity = {
  id: 'oll',
  kind: 'ollama',
  model: 'qwen2.5-coder:1.5b',
  origin: 'http://127.0.0.1:11434',
};
const openai: ServerIdentity = { id: 'gpt', kind: 'openai-compatible', model: 'large', origin: 'https://api.example' };
const anthropic: ServerIdentity = {
  id: 'claude',
  kind: 'anthropic',
  model: 'claude',
  origin: 'https://api.anthropic.com',
};

function reply(server: ServerIdentity, status: number | undefined, body?: unknown, hadKey = true): BackendError {
  return classifyReply(server, { status, body, hadKey });
}

test('classifies answers by status and code', () => {
  const cases: readonly (readonly [ServerIdentity, number | undefined, unknown, BackendErrorKind])[] = [
    [llamaCpp, 503, { error: { code: 503, message: 'x', type: 'unavailable_error' } }, 'loading'],
    [openai, 503, { error: { code: 503, type: 'unavailable_error' } }, 'loading'],
    [openai, 503, undefined, 'server-fault'],
    [llamaCpp, 400, { error: { code: 400, type: 'exceed_context_size_error' } }, 'context-too-long'],
    [openai, 400, { error: { code: 'context_length_exceeded', type: 'invalid_request_error' } }, 'context-too-long'],
    [openai, 413, undefined, 'context-too-long'],
    [anthropic, 413, { type: 'error', error: { type: 'request_too_large' } }, 'context-too-long'],
    [llamaCpp, 404, { error: { code: 404, type: 'not_found_error' } }, 'bad-reply'],
    [ollama, 404, { error: 'model not found' }, 'model-missing'],
    [ollama, 404, { error: { code: 404, type: 'not_found_error' } }, 'bad-reply'],
    [ollama, 404, undefined, 'bad-reply'],
    [openai, 404, { error: { code: 'model_not_found', type: 'invalid_request_error' } }, 'model-missing'],
    [openai, 404, { error: { code: 404, type: 'NotFoundError' } }, 'model-missing'],
    [openai, 400, { error: { code: '400', type: 'invalid_request_error', param: 'model' } }, 'model-missing'],
    [openai, 404, { detail: 'Not Found' }, 'bad-reply'],
    [anthropic, 404, { type: 'error', error: { type: 'not_found_error' } }, 'model-missing'],
    [openai, 405, undefined, 'bad-reply'],
    [openai, 400, { error: { type: 'invalid_request_error' } }, 'bad-request'],
    [openai, 422, undefined, 'bad-request'],
    [openai, 401, undefined, 'unauthorized'],
    [anthropic, 403, { type: 'error', error: { type: 'permission_error' } }, 'unauthorized'],
    [openai, 408, undefined, 'timed-out'],
    [anthropic, 504, { type: 'error', error: { type: 'timeout_error' } }, 'timed-out'],
    [openai, 402, undefined, 'rate-limited'],
    [openai, 429, undefined, 'rate-limited'],
    [openai, 429, { error: { code: 'insufficient_quota' } }, 'rate-limited'],
    [anthropic, 529, { type: 'error', error: { type: 'overloaded_error' } }, 'server-fault'],
    [openai, 500, '<html>', 'server-fault'],
    [openai, 501, null, 'server-fault'],
    [openai, undefined, undefined, 'server-fault'],
  ];
  for (const [server, status, body, kind] of cases) {
    assert.equal(reply(server, status, body).kind, kind, JSON.stringify([server.id, status, body]));
  }
});

test('a refusal without a key asks for one', () => {
  assert.equal(reply(openai, 401, undefined, false).kind, 'key-missing');
  assert.match(
    reply(openai, 401, undefined, false).message,
    /no key for https:\/\/api\.example\. Enter one with “Watershed: Set API Key”/,
  );
  assert.match(reply(openai, 401).message, /api\.example refused the key \(status 401\)/);
});

test('an account without credit is told from a rate that is too high', () => {
  assert.match(
    reply(openai, 429, { error: { code: 'insufficient_quota' } }).message,
    /account at api\.example has no credit left/,
  );
  const spent = {
    type: 'error',
    error: { type: 'rate_limit_error', details: { error_code: 'enforced_spend_limit_reached' } },
  };
  assert.match(reply(anthropic, 429, spent).message, /no credit left/);
  const limited = classifyReply(openai, { status: 429, body: undefined, retryAfterMs: 20_400, hadKey: true });
  assert.equal(limited.message, 'api.example has had too many requests. It asks to wait 21 s.');
  assert.equal(limited.retryAfterMs, 20_400);
});

test('errors inside a stream are classified by their code, a number being a status', () => {
  assert.equal(classifyStreamError(llamaCpp, { code: 500, type: 'server_error' }).kind, 'server-fault');
  assert.equal(classifyStreamError(openai, { code: 429 }).kind, 'rate-limited');
  assert.equal(classifyStreamError(openai, { code: '502' }).kind, 'server-fault');
  assert.equal(classifyStreamError(anthropic, { type: 'overloaded_error' }).kind, 'server-fault');
  assert.equal(classifyStreamError(ollama, 'an error was encountered').kind, 'server-fault');
  assert.equal(classifyStreamError(openai, { code: null, type: 7 }).kind, 'server-fault');
});

test('each sentence says what happened and what to do', () => {
  const down = (server: ServerIdentity) => toFault('unreachable', server).message;
  assert.equal(
    down(llamaCpp),
    'llama.cpp is not running at 127.0.0.1:8080. Start llama-server, or choose another server with “Watershed: Set Up”.',
  );
  assert.match(down(ollama), /^Ollama is not running at 127\.0\.0\.1:11434\. Start it with “ollama serve”/);
  assert.match(down(openai), /^api\.example cannot be reached\. Check the network and the address of “gpt”/);
  assert.match(reply(ollama, 404, { error: 'x' }).message, /“ollama pull qwen2\.5-coder:1\.5b”/);
  assert.match(reply(llamaCpp, 503, { error: { type: 'unavailable_error' } }).message, /still loading its model/);
});

test('no sentence repeats what the server wrote', () => {
  const secret = 'sk-live-1234 def secret(): pass';
  for (const status of [400, 401, 404, 413, 429, 500, 503]) {
    for (const body of [{ error: { message: secret, type: secret, code: secret } }, { error: secret }, secret]) {
      assert.ok(!reply(ollama, status, body).message.includes('secret'));
    }
  }
});
