import type { OriginFile } from '../contract/request.ts';
import type { CompletionSwitches } from './switches.ts';

/** What the engine is told of one document at one moment, made anew by the editor for each request. */
export interface CompletionSnapshot {
  readonly origin: OriginFile;
  /** UTF-16 units from the document's start to the cursor. */
  readonly cursorOffset: number;
  /**
   * The text before the cursor from a line's start on, with the document's own line endings: all of it, or far more than
   * any prompt takes. For a notebook cell: the code of the earlier cells, one below the other, and then the cell's own.
   */
  readonly textBefore: string;
  /** The text after the cursor, all of it or far more than any prompt takes, with the document's own line endings. */
  readonly textAfter: string;
  /** The line ending that inserted text gets. */
  readonly eol: '\n' | '\r\n';
  readonly insertSpaces: boolean;
  /** Columns from one tab stop to the next. */
  readonly tabSize: number;
  readonly trigger: 'automatic' | 'manual';
  readonly hasSelection: boolean;
  readonly cursorCount: number;
  /** The item that is selected in the open suggest widget; undefined while that is closed. */
  readonly selectedSuggestion: SelectedSuggestion | undefined;
  /** Whether a rule of the person's keeps this file out of every prompt. */
  readonly isExcluded: boolean;
}

/** What the suggest widget would do to the document if its selected item were taken. */
export interface SelectedSuggestion {
  readonly text: string;
  /** The text, ending at the cursor, that the item would replace. */
  readonly replacedText: string;
}

/**
 * Text to be offered at the cursor, as an edit of the cursor's line.
 *
 * The range begins at the line's start (with the suggest widget open: where its item's range begins), so that
 * accepting it word by word leaves range and text valid and nothing flashes. It ends `replaceAfter` characters right
 * of the cursor, which covers closing brackets and quotes that `text` brings along itself.
 */
export interface Ghost {
  /** The text for the whole range, what stands left of the cursor included, in the document's line endings. */
  readonly text: string;
  /** UTF-16 units left of the cursor that the range covers. */
  readonly replaceBefore: number;
  /** UTF-16 units right of the cursor that the range covers; never beyond the line's end. */
  readonly replaceAfter: number;
  readonly source: GhostSource;
  /** The request whose answer this is; one answer serves many ghosts while it is typed along. */
  readonly requestId: string;
  /** UTF-16 units of the answer that had come, of which `text` says what is left. */
  readonly answerLength: number;
  /** Whether more of the answer was to come. */
  readonly isUnfinished: boolean;
}

/**
 * Where a ghost came from. `typed-through`: it is on the screen already; `cache`: an earlier answer;
 * `joined`: a request that was already on its way; `new`: a request made for this very moment.
 */
export type GhostSource = 'typed-through' | 'cache' | 'joined' | 'new';

/** What the person has set, read anew for each request. */
export interface CompletionSettings {
  /** When ghost text comes by itself; a manual trigger works regardless. */
  readonly switches: CompletionSwitches;
  /** Tokens of prompt and answer together that the completion model takes; undefined while unknown. */
  readonly contextTokens: number | undefined;
}
