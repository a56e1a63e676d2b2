import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyThrown, isConnectionFault } from '../../../src/backends/networkErrors.ts';
import type { ServerIdentity } from '../../../src/backends/server.ts';
import { BackendError, type BackendErrorKind } from '../../../src/contract/errors.ts';

const openai: ServerIdentity = { id: 'gpt', kind: 'openai-compatible', model: 'large', origin: 'https://api.example' };

test('classifies what the network throws by its codes, deep inside too', () => {
  const coded = (code: string, message = '') => Object.assign(new Error(message), { code });
  const fetchFailed = (cause: unknown) => new TypeError('fetch failed', { cause });
  const cases: readonly (readonly [unknown, BackendErrorKind])[] = [
    [coded('ECONNREFUSED'), 'unreachable'],
    [coded('ECONNRESET'), 'unreachable'],
    [fetchFailed(coded('ENOTFOUND')), 'unreachable'],
    [fetchFailed(new AggregateError([coded('ETIMEDOUT'), coded('ENETUNREACH')])), 'unreachable'],
    [fetchFailed(coded('UND_ERR_CONNECT_TIMEOUT')), 'unreachable'],
    [coded('HPE_INVALID_CONSTANT'), 'bad-reply'],
    [fetchFailed(coded('HPE_INVALID_VERSION')), 'bad-reply'],
    [new SyntaxError('Unexpected token'), 'bad-reply'],
    [new Error('ECONNREFUSED is only a word here'), 'bad-reply'],
    ['a string', 'bad-reply'],
  ];
  for (const [error, kind] of cases) assert.equal(classifyThrown(openai, error, 'bad-reply').kind, kind, String(error));
  assert.equal(classifyThrown(openai, new Error('net::ERR'), 'unreachable').kind, 'unreachable');
});

test('keeps the cause, and an error that is classified already', () => {
  const cause = new Error('x');
  assert.equal(classifyThrown(openai, cause, 'bad-reply').cause, cause);
  const known = new BackendError({ kind: 'refused', backendId: 'x', message: 'x' });
  assert.equal(classifyThrown(openai, known, 'bad-reply'), known);
});

test('a certificate that is not trusted is named', () => {
  const error = Object.assign(new Error(), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const fault = classifyThrown(openai, new TypeError('fetch failed', { cause: error }), 'bad-reply');
  assert.equal(fault.kind, 'unreachable');
  assert.match(fault.message, /The certificate of api\.example is not trusted/);
});

test('a name that nobody has is named', () => {
  const error = Object.assign(new Error(), { code: 'ENOTFOUND' });
  const fault = classifyThrown(openai, new TypeError('fetch failed', { cause: error }), 'bad-reply');
  assert.equal(fault.kind, 'unreachable');
  assert.match(fault.message, /The name api\.example cannot be found/);
});

test('a broken connection is told from one that never was', () => {
  assert.ok(isConnectionFault(Object.assign(new Error(), { code: 'ECONNRESET' })));
  assert.ok(!isConnectionFault(Object.assign(new Error(), { code: 'ECONNREFUSED' })));
  assert.ok(!isConnectionFault(new Error('ECONNRESET')));
});
