import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Plan, RateLimit, RoutingFacts, StrategyName } from '../../../src/contract/routing.ts';
import { route } from '../../../src/routing/router.ts';
import { backend, chat, cloud, completion, facts, here, inspection, nowMs } from './support.ts';

const simple = 'Explain this line: `const a = 1`';
const complex = 'Design the architecture of a distributed cache.';

/** The routes, each with its first reason. */
function shown({ routes }: Plan): string {
  return routes.map(({ backendId, reasons }) => `${backendId}:${reasons[0].code}`).join(' ');
}

function refused({ refused: all }: Plan): string {
  return all.map(({ backendId, reason }) => `${backendId}: ${reason.layer}/${reason.code}`).join(', ');
}

function limited(parts: Partial<RateLimit>): RateLimit {
  return { remainingRequests: undefined, remainingTokens: undefined, resetsAtMs: nowMs + 5_000, ...parts };
}

describe('a rate limit', () => {
  it('is kept before it is hit: another route takes over and says why', () => {
    const full = { ...cloud, rateLimit: limited({ remainingRequests: 0 }) };
    const plan = route(chat(complex), inspection(), facts({ backends: [here, full] }), nowMs);
    assert.equal(shown(plan), 'here:no-requests-left');
    assert.equal(refused(plan), 'cloud: limits/no-requests-left');
  });

  it('of tokens is kept where the request needs more', () => {
    const few = { ...cloud, rateLimit: limited({ remainingRequests: 5, remainingTokens: 1_100 }) };
    const known = facts({ backends: [few] });
    assert.equal(route(chat('hi'), inspection(), known, nowMs).strategy, 'single');
    assert.equal(
      refused(route(chat('x'.repeat(800)), inspection(), known, nowMs)),
      'cloud: limits/too-few-tokens-left',
    );
  });

  it('is over at its time, and unknown counts are no limit', () => {
    for (const rateLimit of [limited({ remainingRequests: 0, resetsAtMs: nowMs }), limited({})]) {
      const plan = route(chat(complex), inspection(), facts({ backends: [{ ...cloud, rateLimit }] }), nowMs);
      assert.equal(plan.strategy, 'single');
    }
  });

  it('is told in the same words at each key', () => {
    const texts = [1, 70, 5_000].map((waitMs) => {
      const rateLimit = limited({ remainingRequests: 0, resetsAtMs: nowMs + waitMs });
      return route(completion(), inspection(), facts({ backends: [{ ...here, rateLimit }] }), nowMs).refused[0]?.reason
        .text;
    });
    assert.equal(new Set(texts).size, 1);
    assert.match(texts[0] ?? '', /^here allows no more requests for now\./);
  });

  it('is never broken for a last try', () => {
    const full = { ...cloud, rateLimit: limited({ remainingRequests: 0 }) };
    assert.equal(route(chat(complex), inspection(), facts({ backends: [full] }), nowMs).strategy, 'none');
  });
});

describe('a budget', () => {
  const spent = { limitUsd: 2, spentUsd: 2.01 };

  it('that is spent leaves what is free, and says what to do', () => {
    const plan = route(chat(complex), inspection(), facts({ budget: spent }), nowMs);
    assert.equal(shown(plan), 'here:budget-spent');
    assert.equal(
      plan.refused[0]?.reason.text,
      'The $2 a day that paid models may cost are spent. Raise the setting watershed.budget.dailyUsd, or use a local model until tomorrow.',
    );
  });

  it('holds for what is asked for by name, too', () => {
    const request = chat(simple, { override: { kind: 'backend', backendId: 'cloud' } });
    assert.equal(
      refused(route(request, inspection(), facts({ budget: spent }), nowMs)),
      'here: override/not-asked-for, cloud: budget/budget-spent',
    );
  });

  it('is no matter of free clouds, and not before it is spent', () => {
    const free = backend('free', { locality: 'remote', billing: 'free' });
    assert.equal(
      shown(route(chat(complex), inspection(), facts({ backends: [free], budget: spent }), nowMs)),
      'free:design',
    );
    const left = facts({ budget: { limitUsd: 2, spentUsd: 1.99 } });
    assert.equal(route(chat(complex), inspection(), left, nowMs).routes.length, 2);
  });

  it('of which nobody knows how much is spent counts as spent', () => {
    const unknown = facts({ budget: { limitUsd: 2, spentUsd: Number.NaN } });
    assert.equal(shown(route(chat(complex), inspection(), unknown, nowMs)), 'here:budget-spent');
  });
});

describe('a fallback that costs money', () => {
  function plan(question: string, parts: Partial<RoutingFacts> = {}, strategy: StrategyName = 'tiered'): Plan {
    const strategies = { completion: 'fallback', chat: strategy } as const;
    return route(chat(question), inspection(), facts({ strategies, allowsPaidFallback: false, ...parts }), nowMs);
  }

  it('is refused behind a free model, with the setting that allows it', () => {
    const denied = plan(simple);
    assert.equal(shown(denied), 'here:explain');
    assert.equal(
      denied.refused[0]?.reason.text,
      'cloud costs money, and it takes over from a free model only if you allow that in the setting watershed.routing.allowPaidFallback.',
    );
    assert.equal(shown(plan(simple, { allowsPaidFallback: true })), 'here:explain cloud:fallback');
  });

  it('is none where the paid model comes first, and a free one may follow it', () => {
    assert.equal(shown(plan(complex)), 'cloud:design here:fallback');
    assert.equal(shown(plan(simple, { backends: [cloud, here] }, 'fallback')), 'cloud:settings-order here:fallback');
  });

  it('stays refused while the free model is out of order or at its limit', () => {
    const down = { ...here, health: { state: 'cooling-down', untilMs: nowMs + 9, reason: 'Down.' } } as const;
    assert.equal(shown(plan(simple, { backends: [down, cloud] })), 'here:tried-again');
    const full = { ...here, rateLimit: limited({ remainingRequests: 0 }) };
    assert.equal(
      refused(plan(simple, { backends: [full, cloud] })),
      'here: limits/no-requests-left, cloud: budget/paid-fallback-not-allowed',
    );
  });

  it('is allowed by asking for a cloud, and by a strategy that is made for it', () => {
    const asked = chat(simple, { override: { kind: 'cloud' } });
    assert.equal(route(asked, inspection(), facts({ allowsPaidFallback: false }), nowMs).routes.length, 1);
    assert.equal(plan(simple, {}, 'speculative').strategy, 'race');
    assert.equal(plan(simple, {}, 'verified-cascade').strategy, 'cascade');
    assert.equal(shown(plan(simple, {}, 'fallback')), 'here:settings-order');
  });

  it('is not allowed by such a strategy where it may not be carried out', () => {
    const open = facts({
      mode: 'open',
      allowsPaidFallback: false,
      strategies: { completion: 'fallback', chat: 'speculative' },
    });
    const found = route(chat(simple), inspection('vendor-secret'), open, nowMs);
    assert.equal(refused(found), 'cloud: budget/paid-fallback-not-allowed');
  });
});

describe('what a model can do', () => {
  const image = { mediaType: 'image/png', base64: '' } as const;
  const picture = chat('', { messages: [{ role: 'user', text: 'What is this?', images: [image], origins: [] }] });
  const tools = chat(simple, { tools: [{ name: 'read', description: '', parameters: {} }] });
  const sees = { ...cloud, capabilities: { tools: true, images: true, logProbabilities: false } };

  it('decides over pictures and tools', () => {
    const known = facts({ backends: [here, sees] });
    assert.equal(shown(route(picture, inspection(), known, nowMs)), 'cloud:no-images');
    assert.equal(shown(route(tools, inspection(), known, nowMs)), 'cloud:no-tools');
    assert.equal(refused(route(tools, inspection(), facts({ backends: [here] }), nowMs)), 'here: capability/no-tools');
  });

  it('counts pictures and tools as part of the prompt', () => {
    const small = { ...sees, contextTokens: 2_000 };
    assert.equal(
      refused(route(picture, inspection(), facts({ backends: [small] }), nowMs)),
      'cloud: capability/context-too-small',
    );
    const many = chat('hi', { tools: [{ name: 'read', description: 'x'.repeat(8_000), parameters: {} }] });
    assert.equal(
      refused(route(many, inspection(), facts({ backends: [small] }), nowMs)),
      'cloud: capability/context-too-small',
    );
  });
});
