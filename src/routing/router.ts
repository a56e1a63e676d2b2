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
  for (const backend of inOrderOfPreference(facts.backends, preference.first)) {
    const refusal = refusalOf(backend, question);
    if (refusal === undefined) {
      const [first, ...others] = circumstancesOf(backend, question, { routes, refused });
      const reasons: Route['reasons'] = first ? [first, ...others, preference.reason] : [preference.reason];
      const { id, model, origin, locality } = backend;
      routes.push({ backendId: id, model, origin, locality, reasons });
    } else {
      refused.push({ backendId: backend.id, locality: backend.locality, reason: refusal });
    }
  }
  return { strategy: strategyFor(routes.length), routes, refused };
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
  const { kind, level, reason } = classifyChat(request);
  return { first: level === 'simple' ? 'local' : 'remote', reason: { layer: 'complexity', code: kind, text: reason } };
}

/** The preferred side first; on each side the order of the person's settings. An id that comes twice counts once. */
function inOrderOfPreference(backends: readonly BackendFacts[], first: Locality): readonly BackendFacts[] {
  const distinct = backends.filter(({ id }, index) => backends.findIndex((other) => other.id === id) === index);
  const preferred = distinct.filter(({ locality }) => locality === first);
  return [...preferred, ...distinct.filter(({ locality }) => locality !== first)];
}

/**
 * What speaks for a route besides the question itself, the most telling first: that it takes over from another, that
 * policy or the person left no other choice, that a better one is out of order. `before` is what was decided of the
 * backends that come earlier in the order.
 */
function circumstancesOf(
  backend: BackendFacts,
  { request, inspection, facts }: Question,
  before: Pick<Plan, 'routes' | 'refused'>,
): readonly Reason[] {
  const [first] = before.routes;
  return [
    first && takesOver(first),
    backend.locality === 'local' ? reasonToStay(facts.mode, inspection) : undefined,
    overrideReason(request),
    ...before.refused.map(({ reason }) => reason).filter(({ code }) => obstacles.has(code)),
    triedAgain(backend),
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

function strategyFor(routeCount: number): Plan['strategy'] {
  if (routeCount === 0) return 'none';
  return routeCount === 1 ? 'single' : 'fallback';
}
