import type { Inspection } from '../contract/inspection.ts';
import type { Request } from '../contract/request.ts';
import type { Plan, RefusedRoute, Route, RoutingFacts } from '../contract/routing.ts';
import { circumstancesOf } from './circumstances.ts';
import { estimateTokens } from './estimateTokens.ts';
import { type Judged, withoutPaidFallbacks } from './paidFallback.ts';
import { inTryingOrder, planKindOf } from './planKind.ts';
import { inOrder, type Preference, preferenceFor } from './preference.ts';
import { type Question, refusalOf } from './refusals.ts';

/**
 * Decides which backends may answer a request, in which order and in which way they are tried. It is a pure function:
 * the same arguments give the same plan. Every route and every refusal carries a reason that the person can read.
 */
export function route(request: Request, inspection: Inspection, facts: RoutingFacts, nowMs: number): Plan {
  const strategy = facts.strategies[request.task];
  const question = { request, inspection, facts, strategy, nowMs, neededTokens: estimateTokens(request) };
  const preference = preferenceFor(question);
  const judged = withLastTries(request, withoutPaidFallbacks(question, judge(question, preference)));
  return toPlan(question, preference, judged);
}

function judge(question: Question, preference: Preference): readonly Judged[] {
  const backends = inOrder(question.facts.backends, preference);
  return backends.map((backend) => ({ backend, refusal: refusalOf(backend, question) }));
}

/**
 * Somebody who asks the chat wants to know now, so where nothing else may answer, the backends that only their health
 * forbids are tried before their time. Completions are asked for at every key, and wait.
 */
function withLastTries({ task }: Request, judged: readonly Judged[]): readonly Judged[] {
  if (task !== 'chat' || judged.some(({ refusal }) => refusal === undefined)) return judged;
  return judged.map((one) => (one.refusal?.layer === 'health' ? { ...one, refusal: undefined } : one));
}

function toPlan(question: Question, preference: Preference, judged: readonly Judged[]): Plan {
  const admissible = judged.filter(({ refusal }) => refusal === undefined).map(({ backend }) => backend);
  const kind = planKindOf(admissible, question);
  const routes: Route[] = [];
  for (const backend of inTryingOrder(admissible, kind)) {
    const place = judged.findIndex((one) => one.backend === backend);
    const before = { kind, routes, refused: refusedOf(judged.slice(0, place)) };
    const [first, ...others] = circumstancesOf(backend, question, preference, before);
    const reasons: Route['reasons'] = first ? [first, ...others, preference.reason] : [preference.reason];
    const { id, kind: provider, model, origin, locality, isOwn } = backend;
    routes.push({ backendId: id, kind: provider, model, origin, locality, ...(isOwn && { isOwn }), reasons });
  }
  return { ...kind, routes, refused: refusedOf(judged) };
}

function refusedOf(judged: readonly Judged[]): readonly RefusedRoute[] {
  return judged.flatMap(({ backend: { id, locality }, refusal }) =>
    refusal === undefined ? [] : [{ backendId: id, locality, reason: refusal }],
  );
}
