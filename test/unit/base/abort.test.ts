import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAbort } from '../../../src/base/abort.ts';

test('the reason of an aborted signal is a cancellation', () => {
  assert.equal(isAbort(AbortSignal.abort().reason), true);
});

test('an ordinary error is no cancellation', () => {
  assert.equal(isAbort(new Error('boom')), false);
  assert.equal(isAbort('AbortError'), false);
});
