import type { BackendFacts, Reason, RoutingFacts } from '../contract/routing.ts';
import type { Question } from './refusals.ts';

/** A spent budget holds for every request: not even asking for a paid model by name lifts it, only the setting does. */
export function refusalByBudget(backend: BackendFacts, { budget }: RoutingFacts): Reason | undefined {
  // Asked this way round, a sum that is no number counts as spent.
  if (budget === undefined || !costsMoney(backend) || budget.spentUsd < budget.limitUsd) return undefined;
  const text =
    `The $${budget.limitUsd} a day that paid models may cost are spent. ` +
    'Raise the setting watershed.budget.dailyUsd, or use a local model until tomorrow.';
  return { layer: 'budget', code: 'budget-spent', text };
}

/** The sentence holds no time and no count, so that it is the same one at each key of somebody who types. */
export function refusalByLimits(
  { id, rateLimit }: BackendFacts,
  { nowMs, neededTokens }: Question,
): Reason | undefined {
  if (rateLimit === undefined || rateLimit.resetsAtMs <= nowMs) return undefined;
  const { remainingRequests, remainingTokens } = rateLimit;
  if (remainingRequests !== undefined && remainingRequests <= 0) {
    const text = `${id} allows no more requests for now. It is used again as soon as its limit is renewed.`;
    return { layer: 'limits', code: 'no-requests-left', text };
  }
  if (remainingTokens === undefined || remainingTokens >= neededTokens) return undefined;
  const text = `${id} allows fewer tokens than this needs for now. It is used again as soon as its limit is renewed.`;
  return { layer: 'limits', code: 'too-few-tokens-left', text };
}

/** The sentence holds no time either. */
export function refusalByHealth({ id, health }: BackendFacts, { nowMs }: Question): Reason | undefined {
  if (health.state !== 'cooling-down' || health.untilMs <= nowMs) return undefined;
  return { layer: 'health', code: 'cooling-down', text: `${id} failed lately: ${health.reason}` };
}

/** A model of this machine costs a known zero, whatever the settings say. */
export function costsMoney({ locality, billing }: BackendFacts): boolean {
  return locality === 'remote' && billing === 'paid';
}
