import { toDocumentEol } from './lineEndings.ts';
import type { Match } from './lookup.ts';
import type { Ghost, GhostSource } from './snapshot.ts';
import type { View } from './view.ts';

/** Writes fitted text as an edit of the cursor's line, or of the range that the suggest widget's item has. */
export function toGhost({ suggestion, fitted }: Match, view: View, source: GhostSource): Ghost {
  const { selected, linePrefix, snapshot } = view;
  const start = selected === undefined ? 0 : linePrefix.length - selected.text.length;
  return {
    source,
    requestId: suggestion.requestId,
    answerLength: suggestion.text.length,
    isUnfinished: suggestion.isUnfinished,
    text: toDocumentEol(linePrefix.slice(start) + fitted.text, snapshot.eol),
    replaceBefore: selected === undefined ? linePrefix.length : selected.replacedText.length,
    replaceAfter: fitted.replaceAfter,
  };
}
