import type { Inspection } from '../contract/inspection.ts';
import type { Request } from '../contract/request.ts';
import type { BackendFacts, Locality, Plan, Reason, RefusedRoute, Route, RoutingFacts } from '../contract/routing.ts';
import { classifyChat } from './complexity.ts';
import { estimateTokens } from './estimateTokens.ts';
import { type Question, reasonToStay, refusalOf } from './refusals.ts';

/**
 * Decides which backends may answer a request, and in which order they are tried. It is a pure function: the same
 * arguments give the same plan. Every route and every refusal carries a reason that the person can read.
 */
export function route(request: Request, inspection: Inspection, facts: RoutingFacts, nowMs: number): Plan {
  const question = { request, inspection, facts, nowMs, neededTokens: estimateTokens(request) };
  const preference = preferenceFor(request);
  const refused: RefusedRoute[] = [];
  const routes: Route[] = [];
  for (const { backend, refusal } of withLastTries(request, judge(question, preference.first))) {
    if (refusal === undefined) {
      const [first, ...others] = circumstancesOf(backend, question, preference.first, { routes, refused });
      const reasons: Route['reasons'] = first ? [first, ...others, preference.reason] : [preference.reason];
      const { id, model, origin, locality } = backend;
      routes.push({ backendId: id, model, origin, locality, reasons });
    } else {
      refused.push({ backendId: backend.id, locality: backend.locality, reason: refusal });
    }
  }
  return { strategy: strategyFor(routes.length), routes, refused };
}

/** A backend, and why it may not or cannot answer; undefined when it may. */
interface Judged {
  readonly backend: BackendFacts;
  readonly refusal: Reason | undefined;
}

function judge(question: Question, first: Locality): readonly Judged[] {
  const backends = inOrderOfPreference(question.facts.backends, first);
  return backends.map((backend) => ({ backend, refusal: refusalOf(backend, question) }));
}

/**
 * Somebody who asks the chat wants to know now, so where nothing else may answer, the backends that only their health
 * forbids are tried before their time. Completions are asked for at every key, and wait.
 */
function withLastTries({ task }: Request, judged: readonly Judged[]): readonly Judged[] {
  if (task !== 'chat' || judged.some(({ refusal }) => refusal === undefined)) return judged;
  // The health speaks last of all layers: whoever is refused by it is refused by nothing else.
  return judged.map((one) => (one.refusal?.layer === 'health' ? { ...one, refusal: undefined } : one));
}

/** Which side is tried first, and why. */
interface Preference {
  readonly first: Locality;
  readonly reason: Reason;
}

function preferenceFor(request: Request): Preference {
  if (request.task === 'completion') {
    const text = 'Completions go to a local model.';
    return { first: 'local', reason: { layer: 'task', code: 'completion-stays-local', text } };
  }
  const { kind, level, description } = classifyChat(request);
  const { first, verdict } = sides[level];
  return { first, reason: { layer: 'complexity', code: kind, text: `${description}: ${verdict}.` } };
}

/** The verdicts say what a question needs, not what happens: policy, health or the settings may lead elsewhere. */
const sides = {
  simple: { first: 'local', verdict: 'a local model is enough' },
  complex: { first: 'remote', verdict: 'better for a cloud model' },
} as const;

/** The preferred side first; on each side the order of the person's settings. An id that comes twice counts once. */
function inOrderOfPreference(backends: readonly BackendFacts[], first: Locality): readonly BackendFacts[] {
  const distinct = backends.filter(({ id }, index) => backends.findIndex((other) => other.id === id) === index);
  const preferred = distinct.filter(({ locality }) => locality === first);
  return [...preferred, ...distinct.filter(({ locality }) => locality !== first)];
}

/**
 * What speaks for a route besides the question itself, the most telling first: that it takes over from another, that
 * policy, the person or the settings left no other choice, that a better one is out of order. `before` is what was decided
 * of the backends that come earlier in the order.
 */
function circumstancesOf(
  backend: BackendFacts,
  { request, inspection, facts }: Question,
  preferred: Locality,
  before: Pick<Plan, 'routes' | 'refused'>,
): readonly Reason[] {
  const [first] = before.routes;
  return [
    first && takesOver(first),
    backend.locality === 'local' ? reasonToStay(facts.mode, inspection) : undefined,
    overrideReason(request),
    ...before.refused.map(({ reason }) => reason).filter(({ code }) => obstacles.has(code)),
    triedAgain(backend),
    onlySide(backend, request, facts, preferred),
  ].filter((reason) => reason !== undefined);
}

/** Refusals that moved a request away from a backend which would have been tried earlier. */
const obstacles = new Set(['cooling-down', 'context-too-small']);

function takesOver(first: Route): Reason {
  return { layer: 'health', code: 'fallback', text: `Takes over when ${first.backendId} fails.` };
}

function overrideReason({ override }: Request): Reason | undefined {
  switch (override.kind) {
    case 'auto':
      return undefined;
    case 'local':
      return { layer: 'override', code: 'asked-for-local', text: 'You asked for a local model.' };
    case 'cloud':
      return { layer: 'override', code: 'asked-for-cloud', text: 'You asked for a cloud model.' };
    case 'backend':
      return { layer: 'override', code: 'asked-for-backend', text: `You asked for ${override.backendId}.` };
  }
}

/** The router was not told to wait any longer, so this is the one try that shows whether the backend is back. */
function triedAgain({ id, health }: BackendFacts): Reason | undefined {
  if (health.state !== 'cooling-down') return undefined;
  return { layer: 'health', code: 'tried-again', text: `${id} failed lately and is tried again.` };
}

/** Nobody chose this side: there is no backend on the preferred one. */
function onlySide(
  { locality }: BackendFacts,
  { task, override }: Request,
  { backends }: RoutingFacts,
  preferred: Locality,
): Reason | undefined {
  const hasChoice = backends.some((backend) => backend.locality === preferred && backend.roles.includes(task));
  if (hasChoice || locality === preferred || override.kind !== 'auto') return undefined;
  const text =
    preferred === 'local'
      ? 'No local model is set up, so a cloud one answers.'
      : 'No cloud model is set up, so a local one answers.';
  return { layer: 'capability', code: 'only-side', text };
}

function strategyFor(routeCount: number): Plan['strategy'] {
  if (routeCount === 0) return 'none';
  return routeCount === 1 ? 'single' : 'fallback';
}
