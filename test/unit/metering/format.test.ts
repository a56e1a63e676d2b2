import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  formatCost,
  formatCount,
  formatMs,
  formatRate,
  formatShare,
  formatTokens,
  formatUsd,
} from '../../../src/metering/format.ts';

describe('figures for people', () => {
  it('are costs with as many digits as tell something', () => {
    assert.equal(formatUsd(0), '$0');
    assert.equal(formatUsd(0.000_02), 'under $0.0001');
    assert.equal(formatUsd(0.0042), '$0.0042');
    assert.equal(formatUsd(0.009_999), '$0.01');
    assert.equal(formatUsd(0.114), '$0.11');
    assert.equal(formatUsd(1234.5), '$1,234.50');
    assert.equal(formatUsd(undefined), 'unknown');
  });

  it('are sums that say what they leave out', () => {
    assert.equal(formatCost({ knownUsd: 0, unknownCount: 0 }), '$0');
    assert.equal(formatCost({ knownUsd: 0.02, unknownCount: 0 }), '$0.02');
    assert.equal(formatCost({ knownUsd: 0.02, unknownCount: 3 }), 'at least $0.02');
    assert.equal(formatCost({ knownUsd: 0, unknownCount: 3 }), 'unknown');
  });

  it('are durations in the unit that reads best, without a jump between two', () => {
    assert.equal(formatMs(0), '0 ms');
    assert.equal(formatMs(430.4), '430 ms');
    assert.equal(formatMs(999.6), '1.0 s');
    assert.equal(formatMs(1234), '1.2 s');
    assert.equal(formatMs(9960), '10 s');
    assert.equal(formatMs(59_600), '1 min 0 s');
    assert.equal(formatMs(125_000), '2 min 5 s');
    assert.equal(formatMs(undefined), 'unknown');
  });

  it('are tokens and rates', () => {
    assert.equal(formatTokens(0), '0 tokens');
    assert.equal(formatTokens(1), '1 token');
    assert.equal(formatTokens(12_345), '12,345 tokens');
    assert.equal(formatTokens(undefined), 'unknown');
    assert.equal(formatRate(3.16), '3.2 tokens/s');
    assert.equal(formatRate(41.4), '41 tokens/s');
    assert.equal(formatRate(undefined), 'unknown');
  });

  it('are shares, of which only none reads 0 % and only all reads 100 %', () => {
    assert.deepEqual([0, 0.001, 0.314, 0.999, 1].map(formatShare), ['0 %', '1 %', '31 %', '99 %', '100 %']);
    assert.equal(formatShare(undefined), '–');
    assert.equal(formatCount(12_345), '12,345');
  });
});
