import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatCost,
  formatDuration,
  formatEstimatedTokens,
  formatHost,
  formatRate,
  formatTokens,
} from '../../../media/chat/format.ts';

test('durations', () => {
  const shown = [0, 84.6, 999.4, 999.5, 1449, 59_949, 59_950, 125_400].map(formatDuration);
  assert.deepEqual(shown, ['0 ms', '85 ms', '999 ms', '1.0 s', '1.4 s', '59.9 s', '1 min 0 s', '2 min 5 s']);
});

test('a local answer costs nothing, a known price is shown, an unknown one is never zero', () => {
  assert.equal(formatCost(0, 'local'), '$0');
  assert.equal(formatCost(undefined, 'local'), '$0');
  assert.equal(formatCost(undefined, 'remote'), 'cost unknown');
  assert.equal(formatCost(0, 'remote'), '$0');
  assert.equal(formatCost(0.00004, 'remote'), 'below $0.0001');
  assert.equal(formatCost(0.0001, 'remote'), '$0.0001');
  assert.equal(formatCost(0.012345, 'remote'), '$0.012');
  assert.equal(formatCost(0.1, 'remote'), '$0.1');
  assert.equal(formatCost(2.5, 'remote'), '$2.50');
});

test('rates', () => {
  assert.deepEqual([3.06, 53.6, 1234.5].map(formatRate), ['3.1 tokens/s', '54 tokens/s', '1,235 tokens/s']);
});

test('tokens, as far as they are known', () => {
  assert.equal(formatTokens(2312, 80), '2,312 tokens in, 80 out');
  assert.equal(formatTokens(12, undefined), '12 tokens in');
  assert.equal(formatTokens(undefined, 80), '80 tokens out');
  assert.equal(formatTokens(undefined, undefined), undefined);
  assert.deepEqual([7, 999, 1049, 12_345].map(formatEstimatedTokens), [
    '~7 tokens',
    '~999 tokens',
    '~1k tokens',
    '~12.3k tokens',
  ]);
});

test('hosts', () => {
  assert.equal(formatHost('https://api.openai.com'), 'api.openai.com');
  assert.equal(formatHost('http://[::1]:8080'), '[::1]:8080');
});
