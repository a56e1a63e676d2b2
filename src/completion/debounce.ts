import type { Place, TypingCadence } from './cadence.ts';

/** What is known when a request is about to be made. */
export interface DebounceFacts {
  readonly trigger: 'automatic' | 'manual';
  readonly place: Place;
  /** Whether the person has just deleted something on this line. */
  readonly isAfterDeletion: boolean;
  /** How long an answer has lately taken; undefined before the first one. */
  readonly answerMs: number | undefined;
}

const afterDeletionMs = 300;
const assumedAnswerMs = 150;

/**
 * How long to wait after a key for another one before a model is asked. No time at all where it was asked for by hand.
 * Otherwise as long as pays at such a place for such a server: one that answers at once is asked at each key.
 */
export function debounceMs(facts: DebounceFacts, cadence: TypingCadence): number {
  const { answerMs = assumedAnswerMs } = facts;
  if (facts.trigger === 'manual') return 0;
  if (facts.isAfterDeletion) return afterDeletionMs;
  return cadence.waitMs(facts.place, answerMs);
}
