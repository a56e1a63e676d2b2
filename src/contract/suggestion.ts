/** What became of a suggestion: the strongest of the things that happened to it, the weakest first. */
export const suggestionOutcomes = ['ignored', 'dismissed', 'typed', 'partly-accepted', 'accepted'] as const;

/**
 * `ignored`: something else was typed, or another suggestion took its place. `dismissed`: with Escape. `typed`: the
 * person typed all of it without the key. `partly-accepted`: by word or by line, which is inferred from the document.
 * `accepted`: the whole of it, by key.
 */
export type SuggestionOutcome = (typeof suggestionOutcomes)[number];

/**
 * One suggestion that was handed to the editor, as it is kept: lengths, times and names, never any text. The editor does
 * not tell whether it drew the suggestion, so this counts what was returned to it.
 */
export interface SuggestionRecord {
  /** The request whose answer it was; one answer is one suggestion, however often it is offered while it is typed along. */
  readonly requestId: string;
  /** Milliseconds since the Unix epoch at which it was offered for the first time. */
  readonly returnedAtMs: number;
  /** Milliseconds since the Unix epoch at which it got its present outcome. */
  readonly decidedAtMs: number;
  readonly languageId: string;
  readonly backendId: string;
  readonly model: string;
  /** Where it came from when it was first offered, for example `new` or `cache`. */
  readonly source: string;
  /** UTF-16 units that it would have added to the document when it was first offered. */
  readonly returnedLength: number;
  readonly outcome: SuggestionOutcome;
  /** UTF-16 units that were added by key; zero where nothing was. */
  readonly acceptedLength: number;
  /** The share of the accepted text, 0 to 1, that stood there after 30 seconds; undefined where nobody could look. */
  readonly keptAfter30s: number | undefined;
  /** The same after 5 minutes. */
  readonly keptAfter5min: number | undefined;
}

/**
 * From this share on a text counts as still there. It is the limit of the persistence rate that Sourcegraph publishes
 * for Cody ("mostly retained (67%+ of inserted text)", sourcegraph/docs pull request 1007, read in November 2026), so
 * that the figures compare. A renamed variable in a line stays above it, a line of which half was rewritten does not.
 */
export const stillThereShare = 0.67;
