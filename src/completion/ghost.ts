import type { FittedText } from './fit.ts';
import { toDocumentEol } from './lineEndings.ts';
import type { Ghost, GhostSource } from './snapshot.ts';
import type { View } from './view.ts';

/** Writes fitted text as an edit of the cursor's line, or of the range that the suggest widget's item has. */
export function toGhost(fitted: FittedText, view: View, origin: { source: GhostSource; requestId: string }): Ghost {
  const { selected, linePrefix, snapshot } = view;
  const start = selected === undefined ? 0 : linePrefix.length - selected.text.length;
  return {
    ...origin,
    text: toDocumentEol(linePrefix.slice(start) + fitted.text, snapshot.eol),
    replaceBefore: selected === undefined ? linePrefix.length : selected.replacedText.length,
    replaceAfter: fitted.replaceAfter,
  };
}
