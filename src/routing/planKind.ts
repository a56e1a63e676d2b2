import type { BackendFacts, Plan } from '../contract/routing.ts';
import { isWarmUp } from './capability.ts';
import { holdsFindings, type Question } from './refusals.ts';

/** How the routes of a plan are tried; the routes come from `inTryingOrder`. */
export type PlanKind = Omit<Plan, 'routes' | 'refused'>;

/**
 * How to try what may answer, given in the order of preference. A race and a cascade begin here, and are never run with
 * something in the prompt that was found: then the routes follow one another like any others.
 */
export function planKindOf(admissible: readonly BackendFacts[], question: Question): PlanKind {
  const [first] = admissible;
  if (first === undefined) return { strategy: 'none' };
  if (admissible.length === 1) return { strategy: 'single' };
  if (mayContest(first, question)) {
    if (question.strategy === 'speculative' && admissible.some(({ locality }) => locality === 'remote')) {
      return { strategy: 'race', hedgeAfterMs: hedgeAfterMs(first, question) };
    }
    if (question.strategy === 'verified-cascade' && question.request.task === 'chat') return { strategy: 'cascade' };
  }
  const tellsConfidence = question.request.task === 'chat' && first.capabilities.logProbabilities;
  if (question.strategy === 'fallback' && tellsConfidence) return { strategy: 'fallback', leastConfidence };
  return { strategy: 'fallback' };
}

/** The order in which they are tried: the second of a race is the first one elsewhere, since two here only share a GPU. */
export function inTryingOrder(
  admissible: readonly BackendFacts[],
  { strategy }: Pick<PlanKind, 'strategy'>,
): readonly BackendFacts[] {
  const rival = admissible.find(({ locality }) => locality === 'remote');
  const [first, ...others] = admissible;
  if (strategy !== 'race' || first === undefined || rival === undefined) return admissible;
  return [first, rival, ...others.filter((backend) => backend !== rival)];
}

function mayContest({ locality }: BackendFacts, question: Question): boolean {
  return locality === 'local' && !holdsFindings(question) && !isWarmUp(question.request);
}

/** Its own 95th percentile: nineteen of twenty answers begin before, so a rival is started for the slow ones only. */
function hedgeAfterMs({ speed }: BackendFacts, { request }: Question): number {
  return speed?.firstTokenP95Ms ?? usualHedgeMs[request.task];
}

/** Until it is known how quick a server is. A ghost that comes later than this is seldom still wanted. */
const usualHedgeMs = { completion: 500, chat: 2_000 } as const;

/** Not measured: below it, a model has on average more doubt than certainty about its words. */
const leastConfidence = 0.5;
