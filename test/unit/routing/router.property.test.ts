import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ChatTurn } from '../../../src/contract/conversation.ts';
import type { Finding, Inspection } from '../../../src/contract/inspection.ts';
import type { Request, RouteOverride } from '../../../src/contract/request.ts';
import type {
  BackendFacts,
  Health,
  Plan,
  PrivacyMode,
  RateLimit,
  RoutingFacts,
  Speed,
  StrategyName,
} from '../../../src/contract/routing.ts';
import { explainNoRoute } from '../../../src/routing/explainNoRoute.ts';
import { route } from '../../../src/routing/router.ts';
import { chat, completion, finding, nowMs } from './support.ts';

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const modes: readonly PrivacyMode[] = ['open', 'guarded', 'local-only'];

const health: fc.Arbitrary<Health> = fc.oneof(
  fc.constant<Health>({ state: 'unknown' }),
  fc.constant<Health>({ state: 'ready' }),
  fc.integer({ min: -60_000, max: 60_000 }).map((waitMs): Health => {
    return { state: 'cooling-down', untilMs: nowMs + waitMs, reason: 'It does not answer.' };
  }),
);

const rateLimit: fc.Arbitrary<RateLimit> = fc.record({
  remainingRequests: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  remainingTokens: fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined }),
  resetsAtMs: fc.integer({ min: -60_000, max: 60_000 }).map((waitMs) => nowMs + waitMs),
});

const speed: fc.Arbitrary<Speed> = fc.record({
  firstTokenP50Ms: fc.integer({ min: 1, max: 1_000 }),
  firstTokenP95Ms: fc.integer({ min: 1_000, max: 9_000 }),
  tokensPerSecond: fc.constant(undefined),
});

const strategyNames: readonly StrategyName[] = [
  'tiered',
  'fallback',
  'privacy-split',
  'speculative',
  'verified-cascade',
];

const backends: fc.Arbitrary<BackendFacts> = fc.record({
  id: ids,
  kind: fc.constantFrom('llama.cpp', 'ollama', 'openai-compatible', 'anthropic'),
  model: fc.constantFrom('m1', 'm2'),
  origin: fc.constantFrom('http://127.0.0.1:1', 'https://api.example.com'),
  locality: fc.constantFrom('local', 'remote'),
  roles: fc.subarray(['completion', 'chat'] as const),
  health,
  contextTokens: fc.option(fc.integer({ min: 1, max: 200_000 }), { nil: undefined }),
  canWarm: fc.boolean(),
  capabilities: fc.record({ tools: fc.boolean(), images: fc.boolean(), logProbabilities: fc.boolean() }),
  billing: fc.constantFrom('free', 'paid'),
  rateLimit: fc.option(rateLimit, { nil: undefined }),
  speed: fc.option(speed, { nil: undefined }),
});

const override: fc.Arbitrary<RouteOverride> = fc.oneof(
  fc.constantFrom<RouteOverride>({ kind: 'auto' }, { kind: 'local' }, { kind: 'cloud' }),
  ids.map((backendId): RouteOverride => ({ kind: 'backend', backendId })),
);

const turns: fc.Arbitrary<readonly ChatTurn[]> = fc.array(
  fc.record({
    backendId: ids,
    locality: fc.constantFrom('local', 'remote'),
    verdict: fc.constantFrom('unknown', 'kept', 'asked-again', 'escalated'),
  }),
  { maxLength: 3 },
);

const tool = { name: 'read', description: 'Reads a file.', parameters: {} };

const requests: fc.Arbitrary<Request> = fc
  .tuple(fc.boolean(), fc.string({ maxLength: 2_000, unit: 'grapheme' }), override, turns, fc.boolean())
  .map(([completes, text, choice, before, hasTools]) =>
    completes
      ? completion({ prefix: text, override: choice, ...(hasTools ? { warm: { promptCharacters: 9 } } : {}) })
      : chat(text, { override: choice, turns: before, ...(hasTools ? { tools: [tool] } : {}) }),
  );

const inspections: fc.Arbitrary<Inspection> = fc
  .array(
    fc.constantFrom<Finding['kind']>('vendor-secret', 'private-key', 'assigned-secret', 'excluded-file', 'uninspected'),
    {
      maxLength: 3,
    },
  )
  .map((kinds) => ({ findings: kinds.map(finding), lookedFor: [] }));

const facts: fc.Arbitrary<RoutingFacts> = fc.record({
  mode: fc.constantFrom(...modes),
  workspaceTrusted: fc.boolean(),
  backends: fc.array(backends, { maxLength: 6 }),
  strategies: fc.record({
    completion: fc.constantFrom(...strategyNames),
    chat: fc.constantFrom(...strategyNames),
  }),
  allowsPaidFallback: fc.boolean(),
  budget: fc.option(fc.record({ limitUsd: fc.integer({ min: 0, max: 5 }), spentUsd: fc.integer({ min: 0, max: 5 }) }), {
    nil: undefined,
  }),
  calibration: fc.option(
    fc.record({ offsets: fc.constantFrom<Readonly<Record<string, number>>>({}, { lookup: 9 }, { design: -9 }) }),
    { nil: undefined },
  ),
});

function idsOf(plan: Plan): readonly string[] {
  return plan.routes.map(({ backendId }) => backendId);
}

/** An id that comes twice counts once. */
function firstOfEach(known: readonly BackendFacts[]): readonly BackendFacts[] {
  return known.filter(({ id }, index) => known.findIndex((other) => other.id === id) === index);
}

function costsMoney(backendId: string, known: RoutingFacts): boolean {
  const backend = known.backends.find(({ id }) => id === backendId);
  return backend?.locality === 'remote' && backend.billing === 'paid';
}

function isCoolingDown({ health }: BackendFacts): boolean {
  return health.state === 'cooling-down' && health.untilMs > nowMs;
}

/** The same facts with every backend in good health. */
function rested(known: RoutingFacts): RoutingFacts {
  return { ...known, backends: known.backends.map((one) => ({ ...one, health: { state: 'ready' } })) };
}

/** Runs `check` on many plans of arbitrary requests. */
function forEveryPlan(check: (plan: Plan, request: Request, found: Inspection, known: RoutingFacts) => void): void {
  fc.assert(
    fc.property(requests, inspections, facts, (request, found, known) =>
      check(route(request, found, known, nowMs), request, found, known),
    ),
    { numRuns: 1_000 },
  );
}

describe('every plan', () => {
  it('keeps to the policy', () => {
    forEveryPlan((plan, _request, { findings }, { mode, workspaceTrusted }) => {
      const leaves = plan.routes.some(({ locality }) => locality === 'remote');
      if (!workspaceTrusted) assert.deepEqual(plan.routes, []);
      if (mode === 'local-only') assert.equal(leaves, false);
      if (mode === 'guarded' && findings.length > 0) assert.equal(leaves, false);
      if (findings.some(({ kind }) => kind === 'excluded-file')) assert.equal(leaves, false);
    });
  });

  it('keeps to what the person chose', () => {
    forEveryPlan((plan, { override: choice, task }, { findings }, { strategies }) => {
      for (const { backendId, locality } of plan.routes) {
        if (choice.kind === 'local') assert.equal(locality, 'local');
        if (choice.kind === 'cloud') assert.equal(locality, 'remote');
        if (choice.kind === 'backend') assert.equal(backendId, choice.backendId);
        if (task !== 'completion' || locality === 'local' || choice.kind === 'backend') continue;
        assert.deepEqual([strategies.completion, findings], ['speculative', []]);
      }
    });
  });

  it('uses only backends that are there and meant for the task', () => {
    forEveryPlan((plan, { task }, _found, { backends: known }) => {
      for (const { backendId, model, origin, locality } of plan.routes) {
        const backend = known.find(({ id }) => id === backendId);
        assert.ok(backend !== undefined);
        assert.deepEqual([model, origin, locality], [backend.model, backend.origin, backend.locality]);
        assert.ok(backend.roles.includes(task));
      }
    });
  });

  it('uses a backend that cools down for a chat only, and only when nothing else is left', () => {
    forEveryPlan((plan, request, found, known) => {
      const cooling = firstOfEach(known.backends)
        .filter(isCoolingDown)
        .map(({ id }) => id);
      const tried = plan.routes.filter(({ backendId }) => cooling.includes(backendId));
      if (tried.length === 0) return;
      assert.equal(request.task, 'chat');
      assert.equal(tried.length, plan.routes.length);
      for (const { reasons } of tried) assert.ok(reasons.some(({ code }) => code === 'tried-again'));
      assert.deepEqual(
        idsOf(plan),
        idsOf(route(request, found, rested(known), nowMs)).filter((id) => cooling.includes(id)),
      );
    });
  });

  it('lets no chat wait for a cool-down', () => {
    forEveryPlan((plan, request, found, known) => {
      if (request.task !== 'chat' || plan.strategy !== 'none') return;
      assert.equal(route(request, found, rested(known), nowMs).strategy, 'none');
    });
  });

  it('ends: it names each configured backend exactly once, as a route or as refused', () => {
    forEveryPlan((plan, _request, _found, { backends: known }) => {
      const named = [...idsOf(plan), ...plan.refused.map(({ backendId }) => backendId)];
      assert.deepEqual([...named].sort(), [...new Set(known.map(({ id }) => id))].sort());
    });
  });

  it('has the strategy that fits its routes, and a sentence for everything', () => {
    forEveryPlan((plan, { task }, _found, { strategies }) => {
      const count = plan.routes.length;
      if (count < 2) assert.equal(plan.strategy, count === 0 ? 'none' : 'single');
      else assert.ok(['fallback', 'race', 'cascade'].includes(plan.strategy));
      assert.equal(plan.strategy === 'race', plan.hedgeAfterMs !== undefined);
      if (plan.strategy === 'race') assert.equal(strategies[task], 'speculative');
      if (plan.strategy === 'cascade') assert.equal(strategies[task], 'verified-cascade');
      if (plan.leastConfidence !== undefined) assert.equal(strategies[task], 'fallback');
      const reasons = [...plan.routes.flatMap((one) => one.reasons), ...plan.refused.map(({ reason }) => reason)];
      for (const { code, text } of reasons) {
        assert.match(code, /^[a-z-]+$/);
        assert.match(text, /^\S.*[.!]$/s);
      }
    });
  });

  it('is the same for the same facts, and leaves them as they were', () => {
    forEveryPlan((plan, request, found, known) => {
      const before = JSON.stringify([request, found, known]);
      assert.deepEqual(route(request, found, known, nowMs), plan);
      assert.equal(JSON.stringify([request, found, known]), before);
    });
  });

  it('races and checks only what holds nothing that was found, the local model first', () => {
    forEveryPlan((plan, _request, { findings }) => {
      if (plan.strategy !== 'race' && plan.strategy !== 'cascade') return;
      assert.deepEqual(findings, []);
      assert.equal(plan.routes[0]?.locality, 'local');
      if (plan.strategy === 'race') assert.equal(plan.routes[1]?.locality, 'remote');
    });
  });

  it('keeps here what the strategy privacy-split is there for, unless somebody asks for a cloud', () => {
    forEveryPlan((plan, { task, override: choice }, { findings }, { strategies }) => {
      if (strategies[task] !== 'privacy-split' || findings.length === 0 || choice.kind !== 'auto') return;
      assert.ok(plan.routes.every(({ locality }) => locality === 'local'));
    });
  });

  it('leads from something free to something paid only where that is allowed', () => {
    forEveryPlan((plan, { override: choice }, _found, known) => {
      const isChosen = choice.kind !== 'auto' || plan.strategy === 'race' || plan.strategy === 'cascade';
      const [first] = plan.routes;
      if (first === undefined || known.allowsPaidFallback || isChosen || costsMoney(first.backendId, known)) return;
      // Choosing one of these is the permission, also where there is nothing to race or to check.
      const chat = known.strategies.chat;
      if (chat === 'speculative' || chat === 'verified-cascade' || known.strategies.completion === 'speculative')
        return;
      assert.ok(plan.routes.every(({ backendId }) => !costsMoney(backendId, known)));
    });
  });

  it('spends nothing beyond the budget, and nothing beyond a rate limit', () => {
    forEveryPlan((plan, _request, _found, known) => {
      const { budget } = known;
      for (const { backendId } of plan.routes) {
        if (budget !== undefined && budget.spentUsd >= budget.limitUsd) assert.ok(!costsMoney(backendId, known));
        const limit = known.backends.find(({ id }) => id === backendId)?.rateLimit;
        if (limit !== undefined && limit.resetsAtMs > nowMs) assert.notEqual(limit.remainingRequests, 0);
      }
    });
  });

  it('without a route can be explained', () => {
    forEveryPlan((plan, request) => {
      if (plan.strategy !== 'none') return;
      assert.match(explainNoRoute(request, plan).message, /^\S.*\.$/s);
    });
  });
});

describe('more restriction never adds a route', () => {
  /**
   * Checks that every route of the stricter plan is one of the looser plan too, or the last try of a backend that the
   * looser plan left alone for its health only: `rested` is that plan for backends in good health.
   */
  function assertWithin(stricter: Plan, looser: Plan, rested: Plan): void {
    for (const { backendId, reasons } of stricter.routes) {
      const isLastTry = reasons.some(({ code }) => code === 'tried-again') && idsOf(rested).includes(backendId);
      assert.ok(idsOf(looser).includes(backendId) || isLastTry);
    }
  }

  it('by a stricter mode', () => {
    forEveryPlan((plan, request, found, known) => {
      const stricterModes = modes.slice(modes.indexOf(known.mode));
      const healthy = route(request, found, rested(known), nowMs);
      for (const mode of stricterModes) assertWithin(route(request, found, { ...known, mode }, nowMs), plan, healthy);
    });
  });

  it('by taking the trust away', () => {
    forEveryPlan((_plan, request, found, known) => {
      assert.deepEqual(route(request, found, { ...known, workspaceTrusted: false }, nowMs).routes, []);
    });
  });

  it('by finding more', () => {
    fc.assert(
      fc.property(requests, inspections, inspections, facts, (request, found, more, known) => {
        const all = { ...found, findings: [...found.findings, ...more.findings] };
        const healthy = route(request, found, rested(known), nowMs);
        assertWithin(route(request, all, known, nowMs), route(request, found, known, nowMs), healthy);
      }),
    );
  });

  it('by a smaller budget, or by taking back the permission to pay', () => {
    forEveryPlan((plan, request, found, known) => {
      const healthy = route(request, found, rested(known), nowMs);
      const { budget } = known;
      const smaller = { limitUsd: Math.min(1, budget?.limitUsd ?? 1), spentUsd: Math.max(1, budget?.spentUsd ?? 1) };
      assertWithin(route(request, found, { ...known, budget: smaller }, nowMs), plan, healthy);
      assertWithin(route(request, found, { ...known, allowsPaidFallback: false }, nowMs), plan, healthy);
    });
  });

  it('by an explicit choice of a side', () => {
    forEveryPlan((_plan, request, found, known) => {
      const free: Request = { ...request, override: { kind: 'auto' } };
      for (const kind of ['local', 'cloud'] as const) {
        const chosen: Request = { ...request, override: { kind } };
        // Asking for a cloud allows to pay for it and to send it what was found where the mode is open.
        const strategies = { completion: 'fallback', chat: 'tiered' } as const;
        const generous = { ...known, allowsPaidFallback: true, strategies };
        const healthy = route(free, found, rested(generous), nowMs);
        assertWithin(route(chosen, found, generous, nowMs), route(free, found, generous, nowMs), healthy);
      }
    });
  });

  it('by a backend that fails', () => {
    forEveryPlan((plan, request, found, known) => {
      const down: Health = { state: 'cooling-down', untilMs: nowMs + 1, reason: 'It does not answer.' };
      const [first, ...rest] = known.backends;
      if (first === undefined) return;
      const failed = { ...known, backends: [{ ...first, health: down }, ...rest] };
      assertWithin(route(request, found, failed, nowMs), plan, route(request, found, rested(known), nowMs));
    });
  });
});
