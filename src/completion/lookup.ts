import type { SuggestionCache } from './cache.ts';
import { type FittedText, fitToLine } from './fit.ts';
import type { Screen } from './screen.ts';
import { remainderOf, type Suggestion } from './suggestion.ts';
import type { View } from './view.ts';

/** A suggestion, and what of it is to be offered at a place. */
export interface Match {
  readonly suggestion: Suggestion;
  readonly fitted: FittedText;
}

/** What is known of a place without asking a model: something to offer, or that there is nothing. */
export type Known = Match | 'nothing';

export function isMatch(known: Known | undefined): known is Match {
  return known !== undefined && known !== 'nothing';
}

/**
 * Looks among what is on the screen and what was answered before; undefined means that only a model can tell. What is
 * on the screen goes first, so that nothing replaces it while it holds. Asking by hand overrides what the person
 * dismissed, and asks again where a model had nothing to say.
 */
export function findKnown(view: View, screen: Screen, cache: SuggestionCache): Known | undefined {
  for (const suggestion of candidates(view, screen, cache)) {
    const known = knownFrom(suggestion, view, screen);
    if (known !== undefined) return known;
  }
  return undefined;
}

/** What the answer to one request says at a place, be it only its beginning. */
export function findFrom(requestId: string, view: View, screen: Screen, cache: SuggestionCache): Known | undefined {
  const { shown } = screen;
  const first = shown === undefined ? [] : [cache.wholeOf(shown) ?? shown];
  for (const suggestion of [...first, ...cache.near(view)]) {
    const known = suggestion.requestId === requestId ? knownFrom(suggestion, view, screen) : undefined;
    if (known !== undefined) return known;
  }
  return undefined;
}

/** What one suggestion says at a place; undefined where it is of no use there. */
export function knownFrom(suggestion: Suggestion, view: View, screen: Screen): Known | undefined {
  const isManual = view.snapshot.trigger === 'manual';
  const remainder = remainderOf(suggestion, view);
  if (remainder === undefined) return undefined;
  if (remainder === '') return suggestion.text === '' && !isManual ? 'nothing' : undefined;
  if (!isManual && screen.isUnwanted(suggestion, view)) return 'nothing';
  const fitted = fitToLine(remainder, view);
  return fitted === undefined ? 'nothing' : { suggestion, fitted };
}

function* candidates(view: View, screen: Screen, cache: SuggestionCache): Generator<Suggestion, void, void> {
  const { shown } = screen;
  const whole = shown && cache.wholeOf(shown);
  if (whole !== undefined) yield whole;
  else if (shown !== undefined && !screen.isAbandoned(shown)) yield shown;
  yield* cache.near(view);
}
