import { remainderOf, type Suggestion } from './suggestion.ts';
import type { View } from './view.ts';

const maxRemembered = 16;

/** What has been offered, and what the person made of it. */
export class Screen {
  /** The newest first; the first one is what may be on the screen now. */
  #shown: readonly Suggestion[] = [];
  /** Suggestions that were dismissed, or accepted and so need no second offer after an undo. The newest first. */
  #settled: readonly Suggestion[] = [];
  /** How much of its line stood there at least when the one on the screen was shown; what was only selected did not. */
  #shownFrom = 0;
  /** The request that was given up last. */
  #abandonedId: string | undefined;

  get shown(): Suggestion | undefined {
    return this.#shown[0];
  }

  noteAbandoned(requestId: string): void {
    this.#abandonedId = requestId;
  }

  /** Whether a suggestion is a beginning whose rest nobody waits for any more. */
  isAbandoned({ isUnfinished, requestId }: Suggestion): boolean {
    return isUnfinished && requestId === this.#abandonedId;
  }

  /**
   * What is shown although it was settled was asked for by hand: it is wanted again. What the document holds already is
   * the beginning of what is shown now, and stays settled.
   */
  show(suggestion: Suggestion, view: View): void {
    this.#settled = this.#settled.filter((settled) => !isToldBy(suggestion, settled, view));
    const isNew = this.shown?.requestId !== suggestion.requestId;
    const standing = view.lineKey === suggestion.lineKey ? view.standing.length : Number.POSITIVE_INFINITY;
    this.#shownFrom = Math.min(isNew ? suggestion.linePrefix.length : this.#shownFrom, standing);
    this.#shown = remember(suggestion, this.#shown);
  }

  findShown(requestId: string): Suggestion | undefined {
    return this.#shown.find((suggestion) => suggestion.requestId === requestId);
  }

  /** Never offers a suggestion by itself again, as long as the text around its line stays as it is. */
  settle(suggestion: Suggestion): void {
    this.#settled = remember(suggestion, this.#settled);
  }

  /**
   * Whether a suggestion says once more what was settled, or what the person has just deleted the beginning of. What goes
   * on where all of a settled one stands in the document says something new.
   */
  isUnwanted(suggestion: Suggestion, view: View): boolean {
    if (this.#settled.some((settled) => isToldBy(suggestion, settled, view))) return true;
    const { shown } = this;
    if (shown === undefined || !saysAgain(suggestion, shown)) return false;
    return view.linePrefix.length < this.#shownFrom && remainderOf(shown, view) === undefined;
  }
}

function remember(suggestion: Suggestion, known: readonly Suggestion[]): readonly Suggestion[] {
  const others = known.filter((other) => other.requestId !== suggestion.requestId);
  return [suggestion, ...others].slice(0, maxRemembered);
}

/** Whether a suggestion says what a settled one says too, and that does not stand in the document. */
function isToldBy(suggestion: Suggestion, settled: Suggestion, view: View): boolean {
  if (!saysAgain(suggestion, settled)) return false;
  const stands = view.typedSince(settled)?.startsWith(settled.linePrefix + settled.text);
  return stands !== true && remainderOf(settled, view) !== '';
}

/**
 * Whether a suggestion would make of a line what an earlier one would have made of it and the person has not. Of two
 * that begin with the same line but go on otherwise, one says the other again: that line is what a person looks at.
 */
function saysAgain(suggestion: Suggestion, earlier: Suggestion): boolean {
  if (suggestion.lineKey !== earlier.lineKey || suggestion.belowKey !== earlier.belowKey) return false;
  const predicted = suggestion.linePrefix + suggestion.text;
  const earlierPredicted = earlier.linePrefix + earlier.text;
  const isTypedAlready = suggestion.linePrefix.length >= earlierPredicted.length;
  if (isTypedAlready) return false;
  if (predicted.startsWith(earlierPredicted) || earlierPredicted.startsWith(predicted)) return true;
  return withFirstLine(suggestion) === withFirstLine(earlier);
}

/** What a suggestion would make of the line up to the end of the first line in which something can be seen. */
function withFirstLine({ linePrefix, text }: Suggestion): string {
  return linePrefix + (/^\s*[^\n]*/.exec(text)?.[0] ?? '');
}
