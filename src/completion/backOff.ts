/** What a person made of a ghost, and when by the monotonic clock. Typing something else over it is neither of these. */
export interface GhostOutcome {
  readonly kind: 'accepted' | 'dismissed';
  readonly atMs: number;
}

/** Two wrong guesses in a row are bad luck; from the third on they say something. */
const toleratedCount = 2;
const stepMs = 150;
/** Longer would look like an engine that has died: with the longest debounce a ghost still comes in a pause of a second. */
const longestMs = 450;
/** What somebody dismissed before this says nothing of what they are writing now. */
const memoryMs = 5 * 60_000;

/**
 * How much longer to wait before a model is asked by itself, after several suggestions in a row were dismissed with
 * Escape. One accept, or five minutes, and nothing is left of it. Never to be applied to what is known already, whose
 * display costs nothing, or to a manual trigger.
 *
 * @param outcomes The last outcomes, the newest last.
 */
export function backOffMs(outcomes: readonly GhostOutcome[], nowMs: number): number {
  const lastAccepted = outcomes.findLastIndex(({ kind }) => kind === 'accepted');
  const sinceAccepted = outcomes.slice(lastAccepted + 1);
  const dismissedCount = sinceAccepted.filter(({ atMs }) => nowMs - atMs < memoryMs).length;
  return Math.min(Math.max(0, dismissedCount - toleratedCount) * stepMs, longestMs);
}
