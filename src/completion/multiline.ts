import type { PlaceSyntax } from '../syntax/place.ts';
import type { Syntax } from '../syntax/syntax.ts';
import { findOpenerAbove, isBlockOpener, isCommentLine, isEmptyBelow, mayOpenBlock } from './blockOpeners.ts';
import { isBlank } from './indentation.ts';
import { findEndByIndentation } from './indentationEnd.ts';
import { findEndBySyntax } from './syntaxEnd.ts';
import type { View } from './view.ts';

/** How much of an answer is wanted: the rest of the cursor's line, or also the lines that belong to it. */
export type LinesWanted = 'one' | 'several';

/**
 * One line unless more is plainly welcome: in an empty block, on the line that opens one, in a list that is open, and
 * after a suggestion was taken. A comment or string stays on its line, and so does what has text to its right.
 */
export function linesWantedAt(view: View, isAfterAccept: boolean, syntax?: Syntax): LinesWanted {
  if (!isBlank(view.lineSuffix) || isCommentLine(view.linePrefix)) return 'one';
  // A parse takes a millisecond, and in the middle of a line it would say nothing else.
  if (!isAfterAccept && !mayOpenBlock(view.linePrefix)) return 'one';
  const place = syntax?.at(toPlace(view));
  if (place?.isInText === true) return 'one';
  return isAfterAccept || (place === undefined ? isInviting(view) : isInvitingBySyntax(view, place))
    ? 'several'
    : 'one';
}

/** Where the wanted part of an answer ends, or undefined while more text may belong to it. */
export function findEnd(answer: string, wanted: LinesWanted, view: View, syntax?: Syntax): number | undefined {
  if (wanted === 'one') return indexOfOrUndefined(answer, '\n');
  const place = syntax?.at(toPlace(view));
  return place === undefined ? findEndByIndentation(answer, view) : findEndBySyntax(answer, place, view);
}

/**
 * An answer of several lines without the last ones where only they keep the document from parsing. Where it did not
 * parse before, or does not whatever is left out, nothing is learnt from that and the answer stays as it is.
 */
export function dropBrokenEnd(text: string, view: View, syntax?: Syntax): string {
  const place = text.includes('\n') ? syntax?.at(toPlace(view)) : undefined;
  if (place === undefined) return text;
  const lines = text.split('\n');
  for (let count = lines.length; count > 0; count--) {
    const kept = lines.slice(0, count).join('\n');
    const isSound = place.isSoundWith(kept);
    if (isSound === undefined) return text;
    if (isSound && !isBlank(kept)) return kept;
  }
  return text;
}

function isInviting(view: View): boolean {
  if (isBlockOpener(view.linePrefix, view.snapshot.origin.languageId)) return true;
  const opener = isBlank(view.linePrefix) ? findOpenerAbove(view) : undefined;
  return opener !== undefined && isEmptyBelow(opener, view);
}

function isInvitingBySyntax(view: View, place: PlaceSyntax): boolean {
  if (place.isOpening) return true;
  if (place.isInOpenList) return isEmptyBelow(view.linePrefix, view) && !/^\s*[)\]}]/.test(view.below);
  return place.openerLine !== undefined && isEmptyBelow(place.openerLine, view);
}

/** A view as the grammars know it. */
export function toPlace({ above, linePrefix, lineSuffix, below, snapshot }: View) {
  return { languageId: snapshot.origin.languageId, above, linePrefix, lineSuffix, below };
}

function indexOfOrUndefined(text: string, part: string): number | undefined {
  const index = text.indexOf(part);
  return index < 0 ? undefined : index;
}
