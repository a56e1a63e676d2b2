import { columnsOf, isBlank } from './indentation.ts';
import type { View } from './view.ts';

/** Languages in which a colon at a line's end opens a block. */
const colonLanguages: ReadonlySet<string> = new Set(['python', 'yaml', 'nim', 'gdscript']);

/** A bracket, an arrow, or a word that opens a block in some language. */
const opener = String.raw`[{([]|=>|\b(?:do|then|else|begin)`;
const endsWithOpener = new RegExp(String.raw`(?:${opener})\s*$`);
const endsLikeOpener = new RegExp(String.raw`(?:^|${opener}|[:,]|\*/)\s*$`);

/** Whether the line opens a block: by a bracket, by an arrow, or by a colon or word where the language does so. */
export function isBlockOpener(line: string, languageId: string): boolean {
  if (isCommentLine(line)) return false;
  if (endsWithOpener.test(line) || /^\s*(case\b.*|default):\s*$/.test(line)) return true;
  return colonLanguages.has(languageId) && /:\s*$/.test(line);
}

/**
 * Whether a line might open a block or go on with a list in any language: it has no text, or ends with an opener, a
 * colon, a comma, or a comment behind one. Quick, and wrong only by saying yes.
 */
export function mayOpenBlock(line: string): boolean {
  return endsLikeOpener.test(line);
}

export function isCommentLine(line: string): boolean {
  return /^\s*(\/\/|\/\*|\*|#|--|<!--)/.test(line);
}

/** The line above the cursor's that opens a block; undefined where the nearest line with text opens none. */
export function findOpenerAbove(view: View): string | undefined {
  const nearest = view.above.split('\n').findLast((line) => !isBlank(line));
  return nearest !== undefined && isBlockOpener(nearest, view.snapshot.origin.languageId) ? nearest : undefined;
}

/** Whether nothing below the cursor stands in the block that a line opens. */
export function isEmptyBelow(opener: string, view: View): boolean {
  const { tabSize } = view.snapshot;
  const next = view.below.split('\n').find((line) => !isBlank(line));
  return next === undefined || columnsOf(next, tabSize) <= columnsOf(opener, tabSize);
}
