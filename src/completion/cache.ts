import type { Suggestion } from './suggestion.ts';
import type { View } from './view.ts';

const maxLines = 200;
const maxSuggestionsOfLine = 16;

/**
 * The answers of the last while, empty ones too, found again by the line they were asked for. In memory only.
 * It holds no text of the document besides what stood left of the cursor on that line.
 */
export class SuggestionCache {
  /** By the key of the line; the line that was answered last stands last. */
  readonly #lines = new Map<string, Suggestion[]>();

  add(suggestion: Suggestion): void {
    const known = this.#lines.get(suggestion.lineKey) ?? [];
    const others = known.filter((other) => !isSamePlace(other, suggestion));
    this.#lines.delete(suggestion.lineKey);
    this.#lines.set(suggestion.lineKey, [suggestion, ...others].slice(0, maxSuggestionsOfLine));
    for (const oldest of this.#lines.keys()) {
      if (this.#lines.size <= maxLines) break;
      this.#lines.delete(oldest);
    }
  }

  /** The whole of an answer whose beginning was shown before it was over; undefined while it is not, or went on otherwise. */
  wholeOf({ lineKey, requestId, text }: Suggestion): Suggestion | undefined {
    const suggestions = this.#lines.get(lineKey) ?? [];
    return suggestions.find((whole) => whole.requestId === requestId && whole.text.startsWith(text));
  }

  /** What was suggested on the cursor's line or for the lines just above it, the nearest line and the newest first. */
  *near(view: View): Generator<Suggestion, void, void> {
    for (let linesUp = 0; ; linesUp++) {
      const lineKey = view.lineKeyAt(linesUp);
      if (lineKey === undefined) return;
      yield* this.#lines.get(lineKey) ?? [];
    }
  }
}

function isSamePlace(first: Suggestion, second: Suggestion): boolean {
  return first.linePrefix === second.linePrefix && first.belowKey === second.belowKey;
}
