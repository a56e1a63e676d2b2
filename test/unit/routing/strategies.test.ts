import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Plan, RoutingFacts, Speed, StrategyName } from '../../../src/contract/routing.ts';
import { route } from '../../../src/routing/router.ts';
import { backend, chat, cloud, completion, facts, here, inspection, nowMs } from './support.ts';

const complex = 'Design the architecture of a distributed cache.';
const slow: Speed = { firstTokenP50Ms: 300, firstTokenP95Ms: 1_300, tokensPerSecond: 40 };
const fillsIn = backend('cloud-fim', { locality: 'remote', roles: ['completion'] });

function known(strategy: StrategyName, parts: Partial<RoutingFacts> = {}): RoutingFacts {
  return facts({ strategies: { completion: strategy, chat: strategy }, ...parts });
}

/** The strategy, and each route with its first reason. */
function shown({ strategy, routes }: Plan): string {
  return [strategy, ...routes.map(({ backendId, reasons }) => `${backendId}:${reasons[0].code}`)].join(' ');
}

describe('the strategy fallback', () => {
  it('keeps to the order of the settings, whatever is asked', () => {
    const backends = [cloud, here, backend('second')];
    const plan = route(chat('Explain this.'), inspection(), known('fallback', { backends }), nowMs);
    assert.equal(shown(plan), 'fallback cloud:settings-order here:fallback second:fallback');
    assert.equal(plan.leastConfidence, undefined);
  });

  it('goes on from an unsure answer where the first model tells how sure it is', () => {
    const tells = { ...here, capabilities: { ...here.capabilities, logProbabilities: true } };
    const plan = route(chat(complex), inspection(), known('fallback', { backends: [tells, cloud] }), nowMs);
    assert.equal(plan.leastConfidence, 0.5);
    assert.equal(plan.routes[1]?.reasons[0].text, 'Takes over when here fails or is not sure of its answer.');
    const alone = route(chat(complex), inspection(), known('fallback', { backends: [tells] }), nowMs);
    assert.deepEqual([alone.strategy, alone.leastConfidence], ['single', undefined]);
  });
});

describe('the strategy privacy-split', () => {
  it('asks a cloud first where nothing sensitive was found', () => {
    assert.equal(
      shown(route(chat('Explain this.'), inspection(), known('privacy-split'), nowMs)),
      'fallback cloud:nothing-sensitive here:fallback',
    );
  });

  it('keeps here what is sensitive, in every mode', () => {
    const found = inspection('vendor-secret');
    const open = route(chat(complex), found, known('privacy-split', { mode: 'open' }), nowMs);
    assert.equal(shown(open), 'single here:sensitive-first-local');
    assert.equal(open.refused[0]?.reason.code, 'sensitive-stays-local');
    assert.equal(shown(route(chat(complex), found, known('privacy-split'), nowMs)), 'single here:secret-found');
  });

  it('lets the person decide in the mode open', () => {
    const request = chat(complex, { override: { kind: 'cloud' } });
    const plan = route(request, inspection('vendor-secret'), known('privacy-split', { mode: 'open' }), nowMs);
    assert.equal(shown(plan), 'single cloud:asked-for-cloud');
  });
});

describe('the strategy speculative', () => {
  it('races the local model against a cloud after the local one’s own 95th percentile', () => {
    const backends = [{ ...here, speed: slow }, backend('second'), cloud];
    const plan = route(chat(complex), inspection(), known('speculative', { backends }), nowMs);
    assert.equal(shown(plan), 'race here:local-first cloud:hedge second:fallback');
    assert.equal(plan.hedgeAfterMs, 1_300);
  });

  it('waits for a usual time as long as the local one’s is not known', () => {
    assert.equal(route(chat(complex), inspection(), known('speculative'), nowMs).hedgeAfterMs, 2_000);
  });

  it('never races with something sensitive in the prompt', () => {
    const found = inspection('vendor-secret');
    const open = route(chat(complex), found, known('speculative', { mode: 'open' }), nowMs);
    assert.equal(shown(open), 'fallback here:sensitive-first-local cloud:fallback');
    assert.equal(open.hedgeAfterMs, undefined);
    assert.equal(shown(route(chat(complex), found, known('speculative'), nowMs)), 'single here:secret-found');
  });

  it('does not race two local models, which share a machine', () => {
    const backends = [here, backend('second')];
    const plan = route(chat(complex), inspection(), known('speculative', { backends }), nowMs);
    assert.equal(plan.strategy, 'fallback');
  });

  it('races completions against a cloud that is set up for them', () => {
    const plan = route(completion(), inspection(), known('speculative', { backends: [here, fillsIn, cloud] }), nowMs);
    assert.equal(shown(plan), 'race here:completion-local-first cloud-fim:hedge');
    assert.equal(plan.hedgeAfterMs, 500);
  });

  it('keeps completions here with something sensitive in them, and warm-ups always', () => {
    const backends = [
      { ...here, canWarm: true },
      { ...fillsIn, canWarm: true },
    ];
    const open = known('speculative', { backends, mode: 'open' });
    assert.equal(
      shown(route(completion(), inspection('vendor-secret'), open, nowMs)),
      'single here:completion-local-first',
    );
    const warmUp = completion({ warm: { promptCharacters: 10 } });
    assert.equal(shown(route(warmUp, inspection(), open, nowMs)), 'single here:completion-local-first');
  });
});

describe('the strategy verified-cascade', () => {
  it('asks the local model first and checks it, with the others behind it', () => {
    const plan = route(chat(complex), inspection(), known('verified-cascade'), nowMs);
    assert.equal(shown(plan), 'cascade here:local-first cloud:escalation');
    assert.equal(plan.routes[1]?.reasons[0].text, 'Takes over when the answer of here fails its checks.');
  });

  it('is no cascade with something sensitive in the prompt, or without a local model', () => {
    const open = known('verified-cascade', { mode: 'open' });
    assert.equal(route(chat(complex), inspection('vendor-secret'), open, nowMs).strategy, 'fallback');
    const backends = [cloud, { ...cloud, id: 'cloud-2' }];
    assert.equal(
      shown(route(chat(complex), inspection(), known('verified-cascade', { backends }), nowMs)),
      'fallback cloud:only-side cloud-2:fallback',
    );
  });

  it('leaves completions as they are', () => {
    const plan = route(completion(), inspection(), known('verified-cascade', { backends: [here, fillsIn] }), nowMs);
    assert.equal(shown(plan), 'single here:completion-stays-local');
  });
});
