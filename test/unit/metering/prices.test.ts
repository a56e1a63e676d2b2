import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unknownUsage } from '../../../src/contract/stream.ts';
import { createPrices, maxTokensOf, type PricedModel } from '../../../src/metering/prices.ts';
import { RecordedLog } from './fixtures.ts';

const sonnet: PricedModel = {
  model: 'claude-sonnet-4-5',
  origin: 'https://api.anthropic.com',
  locality: 'remote',
  configuredPrice: undefined,
};
const local: PricedModel = { ...sonnet, model: 'coder', origin: 'http://127.0.0.1:8080', locality: 'local' };
const priceless: PricedModel = { ...sonnet, origin: 'https://models.example' };
const configured: PricedModel = {
  ...priceless,
  configuredPrice: {
    inputUsdPerMillionTokens: 2,
    outputUsdPerMillionTokens: 8,
    cacheReadUsdPerMillionTokens: 0.5,
  },
};
/** 100,000 prompt tokens, 80,000 of them cached, and 2,000 generated ones. */
const usage = { ...unknownUsage, uncachedInputTokens: 20_000, cacheReadTokens: 80_000, outputTokens: 2000 };

function prices() {
  return createPrices({ log: new RecordedLog() });
}

function assertUsd(actual: number | undefined, expected: number) {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

describe('the cost of an answer', () => {
  it('follows the table of prices, cached tokens apart: $0.114 for the checked example', async () => {
    assertUsd(await prices().costUsd(sonnet, usage), 0.114);
  });

  it('counts tokens written to a cache at their own price', async () => {
    const written = { ...usage, uncachedInputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 1000, outputTokens: 0 };
    assertUsd(await prices().costUsd(sonnet, written), 0.00375);
  });

  it('is what the provider says, where it says so', async () => {
    assertUsd(await prices().costUsd(sonnet, { ...usage, reportedCostUsd: 0.5 }), 0.5);
    assertUsd(await prices().costUsd(priceless, { ...unknownUsage, reportedCostUsd: 0.25 }), 0.25);
  });

  it('is a known zero for a local model, whatever it counted', async () => {
    assert.equal(await prices().costUsd(local, unknownUsage), 0);
  });

  it("follows the person's own price before the table's", async () => {
    assertUsd(await prices().costUsd(configured, usage), 0.04 + 0.04 + 0.016);
    const sameOrigin = { ...configured, origin: sonnet.origin };
    assertUsd(await prices().costUsd(sameOrigin, usage), 0.096);
    const { cacheReadUsdPerMillionTokens: _, ...uncachedAlone } = configured.configuredPrice ?? assert.fail();
    assertUsd(await prices().costUsd({ ...configured, configuredPrice: uncachedAlone }, usage), 0.2 + 0.016);
  });

  it('follows the model that answered, else the one that was asked for', async () => {
    const deployment = { ...sonnet, model: 'our-deployment' };
    assert.equal(await prices().costUsd(deployment, usage), undefined);
    assertUsd(await prices().costUsd({ ...deployment, servedModel: 'claude-sonnet-4-5-20250929' }, usage), 0.114);
    assertUsd(await prices().costUsd({ ...sonnet, servedModel: 'nobody knows' }, usage), 0.114);
  });

  it('stays unknown without a price or a count, and is never a zero', async () => {
    assert.equal(await prices().costUsd(priceless, usage), undefined);
    assert.equal(await prices().costUsd(sonnet, unknownUsage), undefined);
    assert.equal(await prices().costUsd(sonnet, { ...usage, outputTokens: undefined }), undefined);
    assert.equal(await prices().costUsd(sonnet, { ...usage, uncachedInputTokens: undefined }), undefined);
  });

  it('takes a server that is silent about its cache as one that billed every token alike', async () => {
    const silent = { ...unknownUsage, uncachedInputTokens: 100_000, outputTokens: 2000 };
    assertUsd(await prices().costUsd(sonnet, silent), 0.33);
  });

  it('stays unknown for counts that cannot be, with a line in the log', async () => {
    const log = new RecordedLog();
    assert.equal(await createPrices({ log }).costUsd(sonnet, { ...usage, outputTokens: -1 }), undefined);
    assert.match(log.lines.join(), /^warn: The price of an answer of claude-sonnet-4-5 stays unknown/);
  });

  it('knows an origin by its newer name', async () => {
    const together = { ...sonnet, model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' };
    const older = await prices().costUsd({ ...together, origin: 'https://api.together.xyz' }, usage);
    assert.ok(older !== undefined && older > 0);
    assertUsd(await prices().costUsd({ ...together, origin: 'https://api.together.ai' }, usage), older);
  });
});

describe('the table of prices', () => {
  it('is loaded once, and only when it is needed', async () => {
    let loads = 0;
    const counted = createPrices({
      log: new RecordedLog(),
      importTable() {
        loads++;
        return import('@pydantic/genai-prices');
      },
    });
    await counted.costUsd(local, usage);
    await counted.costUsd(configured, usage);
    await counted.costUsd(sonnet, unknownUsage);
    assert.equal(loads, 0);
    await Promise.all([counted.costUsd(sonnet, usage), counted.costUsd(sonnet, usage)]);
    assert.equal(loads, 1);
  });

  it('leaves prices unknown when it cannot be loaded, and the log says so once', async () => {
    const log = new RecordedLog();
    const broken = createPrices({ log, importTable: () => Promise.reject(new Error('not there')) });
    assert.equal(await broken.costUsd(sonnet, usage), undefined);
    assert.equal(await broken.costUsd(sonnet, usage), undefined);
    assertUsd(await broken.costUsd(configured, usage), 0.096);
    assert.equal(log.lines.length, 1);
  });
});

describe('the most that an answer can cost', () => {
  it('counts the dearest way of taking the prompt', async () => {
    const tokens = { inputTokens: 1000, outputTokens: 100 };
    // $3.75 for a million tokens written to the cache, $15 for a million generated ones.
    assertUsd(await prices().maxCostUsd(sonnet, tokens), 0.00375 + 0.0015);
    assertUsd(await prices().maxCostUsd(configured, tokens), 0.002 + 0.0008);
    assert.equal(await prices().maxCostUsd(local, tokens), 0);
    assert.equal(await prices().maxCostUsd(priceless, tokens), undefined);
  });

  it('takes every byte of a text for a token, and some for the template', () => {
    assert.equal(maxTokensOf([]), 0);
    assert.equal(maxTokensOf(['abc', 'ü🌊']), 3 + 16 + 6 + 16);
  });
});
