import { findOpenBrackets, findOpenQuote, findUnmatchedClosers, type UnmatchedCloser } from './brackets.ts';
import { indentationOf } from './indentation.ts';
import type { View } from './view.ts';

/** Text as it fits at the cursor, and how many characters right of the cursor it brings along itself. */
export interface FittedText {
  readonly text: string;
  readonly replaceAfter: number;
}

/**
 * Fits a suggestion to the rest of the cursor's line, anew for each moment, since editors close brackets and quotes by
 * themselves while a person types. Undefined when nothing would be left to see.
 */
export function fitToLine(suggested: string, view: View): FittedText | undefined {
  const rest = view.lineSuffix.trimEnd();
  const fitted = align(withoutExcessClosers(suggested, view), rest, view.linePrefix);
  const isVisible = inkOf(fitted.text) > inkOf(rest.slice(0, fitted.replaceAfter));
  return isVisible ? fitted : undefined;
}

/** Cuts a text where it closes more than is open on the cursor's line: that one is closed further below. */
export function withoutExcessClosers(text: string, view: View): string {
  const { linePrefix } = view;
  const rest = view.lineSuffix.trimEnd();
  if (rest === '') return text;
  const closers = findClosers(text, rest, linePrefix).filter(isBracket);
  const allowed = Math.max(findOpenBrackets(linePrefix).length, findUnmatchedClosers(rest).length);
  const excess = closers[allowed];
  return excess === undefined ? text : text.slice(0, excess.index);
}

/**
 * The text takes the place of the closers that it writes itself, one by one and in order, and then of what its end has
 * in common with what follows them. Where the line has space before a closer and the text has not, the line's stands.
 */
function align(text: string, rest: string, linePrefix: string): FittedText {
  let covered = 0;
  let textEnd = 0;
  for (const closer of findClosers(text, rest, linePrefix)) {
    const space = indentationOf(rest.slice(covered));
    if (rest.charAt(covered + space.length) !== closer.character) break;
    const between = text.slice(textEnd, closer.index);
    if (!between.endsWith(space)) return { text: text.slice(0, closer.index), replaceAfter: covered };
    covered += space.length + 1;
    textEnd = closer.index + 1;
  }
  return { text, replaceAfter: covered + overlapOf(text.slice(textEnd), rest.slice(covered)) };
}

/** The length of the longest end of `text` that `rest` begins with. A bracket is no sign: it may close another one. */
function overlapOf(text: string, rest: string): number {
  if (/^\s*[)\]}"'`]/.test(rest)) return 0;
  const leastLength = /^[\p{L}\p{N}_$]/u.test(rest) ? 3 : 1;
  for (let length = Math.min(text.length, rest.length); length >= leastLength; length--) {
    if (text.endsWith(rest.slice(0, length))) return length;
  }
  return 0;
}

function findClosers(text: string, rest: string, linePrefix: string): UnmatchedCloser[] {
  const quote = findOpenQuote(linePrefix);
  return findUnmatchedClosers(text, quote !== undefined && rest.includes(quote) ? quote : undefined);
}

function isBracket(closer: UnmatchedCloser): boolean {
  return /[)\]}]/.test(closer.character);
}

/** How many characters of a text can be seen. */
function inkOf(text: string): number {
  return text.replace(/\s/g, '').length;
}
