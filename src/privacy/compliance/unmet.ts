import type { Assurances, Region, Requirements } from '../../contract/compliance.ts';
import { answerOf, type Destination, type Known, knownOf } from './known.ts';
import { duration, listRegions, phraseOf, phrases } from './phrases.ts';

/** A requirement that a destination is not known to meet. */
export interface Unmet {
  /** A stable name for tests and logs. */
  readonly code: string;
  /** The fact that does not suffice. */
  readonly fact: keyof Assurances;
  /** What is required, as the subject of “… is required”. */
  readonly required: string;
  /** What is known instead, as a clause. */
  readonly known: string;
}

/** What is required of a destination and not known to be so. What is the person's own meets everything. */
export function unmetRequirements(destination: Destination, requirements: Requirements): readonly Unmet[] {
  return destination.isOwn ? [] : unmetBy(knownOf(destination), requirements);
}

/** What is required of a cloud and not known to be so. */
export function unmetBy(known: Known, requirements: Requirements): readonly Unmet[] {
  return [
    requirements.noTraining ? training(known) : undefined,
    requirements.noRetention ? retention(known) : undefined,
    requirements.baa ? agreement(known) : undefined,
    requirements.soc2 ? report(known) : undefined,
    requirements.regions === undefined ? undefined : region(known, requirements.regions),
  ].filter((unmet) => unmet !== undefined);
}

function training({ label, provider, facts }: Known): Unmet | undefined {
  const value = answerOf(facts.training);
  if (value === 'no') return undefined;
  const known = {
    'opt-out': `${label} may train on them unless you object there`,
    'by-plan': `whether ${label} trains on them depends on your plan there`,
    yes: `${label} trains on them`,
    unknown: notKnown(provider, `whether ${label} trains on them`),
  };
  return { code: 'requires-no-training', fact: 'training', required: phrases.training, known: known[value] };
}

function retention({ label, provider, facts }: Known): Unmet | undefined {
  const zero = answerOf(facts.zeroRetention);
  const days = answerOf(facts.retentionDays);
  if (zero === 'default' || days === 0) return undefined;
  const kept = days === 'unknown' ? undefined : `${label} may keep them for ${duration(days)}`;
  const arranged = zero === 'on-request' ? `${label} may keep them unless you arrange otherwise` : undefined;
  return {
    code: 'requires-no-retention',
    fact: 'zeroRetention',
    required: phrases.retention,
    known: kept ?? arranged ?? notKnown(provider, `whether ${label} keeps them`),
  };
}

function agreement({ label, provider, facts }: Known): Unmet | undefined {
  const value = answerOf(facts.baa);
  if (value === 'yes') return undefined;
  return {
    code: 'requires-baa',
    fact: 'baa',
    required: phrases.agreement,
    known: value === 'no' ? `${label} offers none` : notKnown(provider, `whether ${label} offers one`),
  };
}

function report({ label, provider, facts }: Known): Unmet | undefined {
  const value = answerOf(facts.soc2);
  if (value === 'yes') return undefined;
  return {
    code: 'requires-soc2',
    fact: 'soc2',
    required: phrases.report,
    known: value === 'no' ? `${label} has none` : notKnown(provider, `whether ${label} has one`),
  };
}

function region({ label, provider, facts }: Known, allowed: readonly Region[]): Unmet | undefined {
  const value = answerOf(facts.regions);
  const isList = value !== 'unknown' && value !== 'anywhere';
  if (isList && value.every((one) => allowed.includes(one))) return undefined;
  const somewhere = isList ? `${label} processes prompts in ${listRegions(value)}` : undefined;
  const anywhere = value === 'anywhere' ? `${label} may process prompts anywhere at this address` : undefined;
  return {
    code: 'requires-region',
    fact: 'regions',
    required: phraseOf(allowed),
    known: somewhere ?? anywhere ?? notKnown(provider, `where ${label} processes prompts at this address`),
  };
}

/** Of an address that is no provider's, nothing at all is known. */
function notKnown(provider: string | undefined, question: string): string {
  return provider === undefined ? 'nothing is known of who runs it' : `it is not known ${question}`;
}
