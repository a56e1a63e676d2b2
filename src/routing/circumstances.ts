import type { Request } from '../contract/request.ts';
import type { BackendFacts, Plan, Reason, Route, RoutingFacts } from '../contract/routing.ts';
import type { PlanKind } from './planKind.ts';
import type { Preference } from './preference.ts';
import { reasonOnFindings } from './redactionReason.ts';
import { type Question, reasonToStay } from './refusals.ts';

/** What was decided of the backends that come earlier in the order, and how the routes are tried. */
export interface Before extends Pick<Plan, 'routes' | 'refused'> {
  readonly kind: PlanKind;
}

/**
 * What speaks for a route besides the question itself, the most telling first: that it takes over from another, that
 * policy, the person or the settings left no other choice, that a better one is out of order.
 */
export function circumstancesOf(
  backend: BackendFacts,
  { request, inspection, facts }: Question,
  preference: Preference,
  before: Before,
): readonly Reason[] {
  const [first] = before.routes;
  return [
    first && partBehind(first, before),
    backend.locality === 'local' ? reasonToStay(facts.mode, inspection) : undefined,
    overrideReason(request),
    reasonOnFindings(backend, inspection.findings, facts),
    ...before.refused.map(({ reason }) => reason).filter(({ code }) => obstacles.has(code)),
    triedAgain(backend),
    onlySide(backend, request, facts, preference),
  ].filter((reason) => reason !== undefined);
}

/** Refusals that moved a request away from a backend which would have been tried earlier. */
const obstacles = new Set([
  'cooling-down',
  'context-too-small',
  'no-images',
  'no-tools',
  'no-requests-left',
  'too-few-tokens-left',
  'budget-spent',
]);

/** What a route does that is not the first one. */
function partBehind(first: Route, { kind, routes }: Before): Reason {
  const { backendId } = first;
  if (kind.strategy === 'race' && routes.length === 1) {
    const text = `Starts beside ${backendId} when that takes longer than usual.`;
    return { layer: 'strategy', code: 'hedge', text };
  }
  if (kind.strategy === 'cascade') {
    return {
      layer: 'strategy',
      code: 'escalation',
      text: `Takes over when the answer of ${backendId} fails its checks.`,
    };
  }
  const doubt = kind.leastConfidence === undefined ? '' : ' or is not sure of its answer';
  return { layer: 'health', code: 'fallback', text: `Takes over when ${backendId} fails${doubt}.` };
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
  { locality, isOwn }: BackendFacts,
  { task, override }: Request,
  { backends }: RoutingFacts,
  { first }: Preference,
): Reason | undefined {
  if (first === undefined || locality === first || override.kind !== 'auto') return undefined;
  if (backends.some((backend) => backend.locality === first && backend.roles.includes(task))) return undefined;
  const text =
    first === 'local'
      ? `No local model is set up, so ${isOwn ? 'one on a host of your own' : 'a cloud one'} answers.`
      : 'No cloud model is set up, so a local one answers.';
  return { layer: 'capability', code: 'only-side', text };
}
