import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BackendFacts, Speed } from '../../../src/contract/routing.ts';
import { createEstimator, type EstimateBasis, predict } from '../../../src/metering/estimate.ts';
import { createPrices } from '../../../src/metering/prices.ts';
import { RecordedLog } from './fixtures.ts';

const speed: Speed = { firstTokenP50Ms: 200, firstTokenP95Ms: 500, tokensPerSecond: 50 };
const sizes = { output: { p50: 100, p90: 400 }, promptP90: 1_000 };
const basis: EstimateBasis = {
  shape: { task: 'chat', promptTokens: 800, maxOutputTokens: undefined },
  backend: { id: 'cloud', model: 'large', billing: 'paid' },
  speed,
  sizes,
  costUsd: { usual: 0.004, long: 0.012 },
};

describe('an estimate', () => {
  it('is the first token as it came lately, and then a usual answer at the usual rate', () => {
    assert.deepEqual(predict(basis), {
      firstToken: { usual: 200, rarelyAbove: 500 },
      total: { usual: 2_200, rarelyAbove: 8_500 },
      cost: { usual: 0.004, rarelyAbove: 0.012 },
      isUnusuallyLong: false,
    });
  });

  it('is cut at the tokens that the request allows', () => {
    const shape = { ...basis.shape, maxOutputTokens: 50 };
    assert.deepEqual(predict({ ...basis, shape }).total, { usual: 1_200, rarelyAbove: 1_500 });
  });

  it('fills in nothing that is unknown, and says what is missing', () => {
    const unknown = predict({ ...basis, speed: undefined, sizes: undefined, costUsd: undefined });
    assert.deepEqual(unknown, {
      firstToken: { missing: 'cloud has given fewer than 5 chat answers lately.' },
      total: { missing: 'cloud has given fewer than 5 chat answers lately.' },
      cost: { missing: 'How long an answer will be is not known yet.' },
      isUnusuallyLong: false,
    });
    assert.deepEqual(predict({ ...basis, costUsd: undefined }).cost, { missing: 'No price is known for large.' });
    const uncounted = predict({ ...basis, speed: { ...speed, tokensPerSecond: undefined } });
    assert.deepEqual(uncounted.total, { missing: 'cloud does not count its tokens.' });
    assert.deepEqual(predict({ ...basis, sizes: undefined }).total, {
      missing: 'How long an answer will be is not known yet.',
    });
  });

  it('knows that what is free costs nothing, however little else is known', () => {
    const free = { ...basis.backend, billing: 'free' } as const;
    const { cost } = predict({ ...basis, backend: free, sizes: undefined, costUsd: undefined });
    assert.deepEqual(cost, { usual: 0, rarelyAbove: 0 });
  });

  it('warns of a prompt that is much longer than those that were timed', () => {
    const shape = { ...basis.shape, promptTokens: 5_000 };
    assert.equal(predict({ ...basis, shape }).isUnusuallyLong, true);
  });
});

describe('the estimator', () => {
  const backend: BackendFacts = {
    ...{ id: 'cloud', kind: 'openai-compatible', model: 'large', origin: 'https://cloud.example.com' },
    ...{ locality: 'remote', roles: ['chat'], health: { state: 'ready' }, contextTokens: undefined, canWarm: false },
    capabilities: { tools: false, images: false, logProbabilities: false },
    ...{ billing: 'paid', rateLimit: undefined, speed: undefined },
  };
  const prices = createPrices({ log: new RecordedLog(), importTable: async () => ({ calcPrice: () => null }) });
  const speeds = { of: () => speed, usualSizes: () => sizes };

  it('prices the prompt with a usual and with a long answer', async () => {
    const priceOf = () => ({ inputUsdPerMillionTokens: 1, outputUsdPerMillionTokens: 10 });
    const { cost } = await createEstimator({ speeds, prices, priceOf })(basis.shape, backend);
    assert.deepEqual(cost, { usual: 0.0018, rarelyAbove: 0.0048 });
  });

  it('leaves the cost unknown where there is no price', async () => {
    const { cost } = await createEstimator({ speeds, prices, priceOf: () => undefined })(basis.shape, backend);
    assert.deepEqual(cost, { missing: 'No price is known for large.' });
  });
});
