import type { Refusal } from '../../contract/admission.ts';
import type { Requirements } from '../../contract/compliance.ts';
import { type Destination, knownOf } from './known.ts';
import { unmetRequirements } from './unmet.ts';

/**
 * Whether a destination meets what the person and a repository's policy require of every cloud. Undefined means that it
 * does. What is not known never suffices.
 */
export function judge(destination: Destination, requirements: Requirements): Refusal | undefined {
  const [unmet] = unmetRequirements(destination, requirements);
  if (unmet === undefined) return undefined;
  const { label } = knownOf(destination);
  // Who requires it stays open on purpose: it may be the person's setting or a repository's policy.
  return { code: unmet.code, text: `${label} may not be asked: ${unmet.required} is required, and ${unmet.known}.` };
}
