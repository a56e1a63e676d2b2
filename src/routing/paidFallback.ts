import type { BackendFacts, Reason } from '../contract/routing.ts';
import { costsMoney } from './limits.ts';
import { holdsFindings, type Question } from './refusals.ts';

/** A backend, and why it may not or cannot answer; undefined when it may. */
export interface Judged {
  readonly backend: BackendFacts;
  readonly refusal: Reason | undefined;
}

/**
 * Refuses what costs money behind something free, unless the person allowed that. A free backend that is only out of
 * order, or at its limit, still counts as the first choice: else its failure would lead to the paid one a moment later.
 *
 * `judged` is in the order in which the backends are preferred. For the strategy `fallback` it is the order of the
 * settings that says what is first, not where a conversation has moved to.
 */
export function withoutPaidFallbacks(question: Question, judged: readonly Judged[]): readonly Judged[] {
  if (isAllowed(question)) return judged;
  const order =
    question.strategy === 'fallback'
      ? question.facts.backends.map(({ id }) => id)
      : judged.map(({ backend }) => backend.id);
  const firstFree = order.findIndex((id) =>
    judged.some(({ backend, refusal }) => backend.id === id && !costsMoney(backend) && isCandidate(refusal)),
  );
  if (firstFree === -1) return judged;
  return judged.map(({ backend, refusal }) => {
    const isBehind = isCandidate(refusal) && costsMoney(backend) && order.indexOf(backend.id) > firstFree;
    return { backend, refusal: isBehind ? notAllowed(backend) : refusal };
  });
}

/** By the setting, by asking for it, or by choosing a strategy whose whole purpose it is. */
function isAllowed(question: Question): boolean {
  const { facts, request, strategy } = question;
  if (facts.allowsPaidFallback || request.override.kind !== 'auto') return true;
  return (strategy === 'speculative' || strategy === 'verified-cascade') && !holdsFindings(question);
}

function isCandidate(refusal: Reason | undefined): boolean {
  return refusal === undefined || refusal.layer === 'health' || refusal.layer === 'limits';
}

function notAllowed({ id }: BackendFacts): Reason {
  const text =
    `${id} costs money, and it takes over from a free model only if you allow that ` +
    'in the setting watershed.routing.allowPaidFallback.';
  return { layer: 'budget', code: 'paid-fallback-not-allowed', text };
}
