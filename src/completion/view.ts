import { fingerprint } from './fingerprint.ts';
import { toLineFeeds } from './lineEndings.ts';
import type { CompletionSnapshot, SelectedSuggestion } from './snapshot.ts';

/** Characters before the cursor that are looked at; far more than any prompt takes, far less than a large file. */
const windowBeforeLength = 16_384;
const windowAfterLength = 4_096;
/** Characters around the cursor's line that have to be unchanged for an answer to stay valid. */
const keyedAboveLength = 2_000;
const keyedBelowLength = 500;
/** How many lines may be typed into an answer of several lines before it is lost sight of. */
const maxLinesTyped = 16;

/** The place that an answer was asked for: a line, known by what surrounds it, and what stood left of the cursor. */
export interface Anchor {
  /** Identifies the document and what stands above the line. */
  readonly lineKey: string;
  /** Identifies what stands below the line. The rest of the line itself may change: brackets close by themselves. */
  readonly belowKey: string;
  readonly linePrefix: string;
}

/**
 * What the engine sees around the cursor: line endings are `\n`, and the item selected in the suggest widget counts as
 * typed. Looking costs the same in a file of any size.
 */
export class View implements Anchor {
  readonly snapshot: CompletionSnapshot;
  /** The suggest widget's item that `linePrefix` ends with in place of what it would replace. */
  readonly selected: SelectedSuggestion | undefined;
  /** The cursor's line up to the cursor. */
  readonly linePrefix: string;
  /** The same without what is only selected in the suggest widget. */
  readonly standing: string;
  /** The cursor's line from the cursor on. */
  readonly lineSuffix: string;
  /** Whether the line begins within the part that is looked at. */
  readonly isLineComplete: boolean;
  /** The nearest text before the cursor's line, ending with its line break. */
  readonly above: string;
  /** The nearest text after the cursor's line. */
  readonly below: string;
  readonly hasLineBelow: boolean;
  readonly belowKey: string;
  /** By how far the line is above the cursor's. */
  readonly #lineKeys: string[];
  readonly #lineStarts: number[];

  /** @param earlier a view of a moment before: as long as a person types on one line, what is known of the other lines stays */
  constructor(snapshot: CompletionSnapshot, earlier?: View) {
    this.snapshot = snapshot;
    const before = toLineFeeds(snapshot.textBefore.slice(-windowBeforeLength));
    const after = toLineFeeds(snapshot.textAfter.slice(0, windowAfterLength));
    const lineStart = before.lastIndexOf('\n') + 1;
    const lineEnd = after.indexOf('\n');
    this.above = before.slice(0, lineStart);
    this.standing = before.slice(lineStart);
    this.selected = this.standing.endsWith(snapshot.selectedSuggestion?.replacedText ?? '')
      ? snapshot.selectedSuggestion
      : undefined;
    this.linePrefix = withSelected(this.standing, this.selected);
    this.isLineComplete = lineStart > 0 || snapshot.textBefore.length <= windowBeforeLength;
    this.hasLineBelow = lineEnd >= 0;
    this.lineSuffix = this.hasLineBelow ? after.slice(0, lineEnd) : after;
    this.below = this.hasLineBelow ? after.slice(lineEnd + 1) : '';
    const isSameBelow = earlier?.below === this.below && earlier.hasLineBelow === this.hasLineBelow;
    this.belowKey = isSameBelow
      ? earlier.belowKey
      : fingerprint(`${this.hasLineBelow}${this.below.slice(0, keyedBelowLength)}`);
    const isSameAbove = earlier?.above === this.above && earlier.snapshot.origin.uri === snapshot.origin.uri;
    this.#lineKeys = isSameAbove ? earlier.#lineKeys : [];
    this.#lineStarts = isSameAbove ? earlier.#lineStarts : [this.above.length];
  }

  get lineKey(): string {
    return this.lineKeyAt(0) ?? '';
  }

  /** The key of the line that is `linesUp` above the cursor's; undefined where there is none or it is too far. */
  lineKeyAt(linesUp: number): string | undefined {
    const start = this.#lineStartAt(linesUp);
    if (start === undefined) return undefined;
    const keyedText = this.above.slice(Math.max(0, start - keyedAboveLength), start);
    this.#lineKeys[linesUp] ??= fingerprint(`${this.snapshot.origin.uri}\n${keyedText}`);
    return this.#lineKeys[linesUp];
  }

  /** The text from the start of the line `linesUp` above up to the cursor. */
  typedFrom(linesUp: number): string {
    return this.above.slice(this.#lineStartAt(linesUp) ?? this.above.length) + this.linePrefix;
  }

  /** What stands between the start of an anchor's line and the cursor; undefined when the cursor is elsewhere. */
  typedSince(anchor: Anchor): string | undefined {
    if (anchor.belowKey !== this.belowKey) return undefined;
    for (let linesUp = 0; ; linesUp++) {
      const lineKey = this.lineKeyAt(linesUp);
      if (lineKey === undefined) return undefined;
      if (lineKey === anchor.lineKey) return this.typedFrom(linesUp);
    }
  }

  #lineStartAt(linesUp: number): number | undefined {
    if (linesUp >= maxLinesTyped) return undefined;
    for (let known = this.#lineStarts.length; known <= linesUp; known++) {
      const start = this.#lineStarts[known - 1] ?? 0;
      if (start === 0) return undefined;
      this.#lineStarts.push(start < 2 ? 0 : this.above.lastIndexOf('\n', start - 2) + 1);
    }
    return this.#lineStarts[linesUp];
  }
}

function withSelected(linePrefix: string, selected: SelectedSuggestion | undefined): string {
  if (selected === undefined) return linePrefix;
  return linePrefix.slice(0, linePrefix.length - selected.replacedText.length) + selected.text;
}
