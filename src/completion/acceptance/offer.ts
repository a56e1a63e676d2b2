import type { CompletionSnapshot, Ghost } from '../snapshot.ts';

/** A ghost at the moment at which it is handed to the editor, and where it came from. */
export interface GhostOffer {
  readonly ghost: Ghost;
  readonly snapshot: CompletionSnapshot;
  readonly backendId: string;
  readonly model: string;
}

/** What is left of a suggestion to be added at the cursor, and the edit by which the editor would add it. */
export interface Remainder {
  /** Where it would be inserted, in UTF-16 units from the document's start. */
  readonly offset: number;
  /** What would be inserted, in the document's line endings. It includes the closers on the right that it writes anew. */
  readonly text: string;
  /** What stands left of `offset` and is written once more when the whole is accepted. */
  readonly rewritten: string;
  /** UTF-16 units right of `offset` that `text` takes the place of. */
  readonly replaceAfter: number;
  /** How much of `text`, from its start, the item that is selected in the suggest widget would bring by itself. */
  readonly widgetLength: number;
}

/** Cuts a ghost, which covers its line from the start, down to what it adds. */
export function toRemainder({ ghost, snapshot }: GhostOffer): Remainder {
  const { textBefore, cursorOffset, selectedSuggestion } = snapshot;
  const { replaceBefore, replaceAfter } = ghost;
  const standing = textBefore.slice(textBefore.length - replaceBefore);
  // An item of the suggest widget need not begin with what it replaces; then nothing of the range is kept.
  const rewritten = ghost.text.startsWith(standing) ? standing : '';
  const droppedLength = replaceBefore - rewritten.length;
  return {
    offset: cursorOffset - droppedLength,
    text: ghost.text.slice(rewritten.length),
    rewritten,
    replaceAfter: droppedLength + replaceAfter,
    widgetLength: Math.max(0, (selectedSuggestion?.text.length ?? 0) - rewritten.length),
  };
}
