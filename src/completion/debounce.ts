import { isBlank } from './indentation.ts';
import type { View } from './view.ts';

/** What is known when a request is about to be made. */
export interface DebounceFacts {
  readonly view: View;
  readonly isAfterAccept: boolean;
  /** Whether the person has just deleted something on this line. */
  readonly isAfterDeletion: boolean;
  /** How long the server has lately taken to its first token; undefined before the first answer. */
  readonly firstTokenMs: number | undefined;
}

const longestMs = 250;
const usualLongestMs = 150;
const unmeasuredMs = 75;
const slowServerMs = 1_000;

/**
 * How long to wait for another key before a model is asked, on top of the 50 ms that VS Code itself waits.
 * No time at all where a person pauses to think: on a new line, after an operator or an opening bracket, after an
 * accept. Otherwise a quarter of what the server takes, since that is what a request in vain would cost.
 */
export function debounceMs(facts: DebounceFacts): number {
  const { view } = facts;
  if (view.snapshot.trigger === 'manual') return 0;
  if (facts.isAfterDeletion) return longestMs;
  if (facts.isAfterAccept || isBlank(view.linePrefix) || invitesMore(view.linePrefix)) return 0;
  if (facts.firstTokenMs === undefined) return unmeasuredMs;
  const ceilingMs = facts.firstTokenMs > slowServerMs ? longestMs : usualLongestMs;
  return Math.min(facts.firstTokenMs / 4, ceilingMs);
}

/** Whether a line ends with an operator or an opening bracket. */
function invitesMore(linePrefix: string): boolean {
  return /[([{=+\-*/%<>!&|^?:,.]$/.test(linePrefix.trimEnd());
}
