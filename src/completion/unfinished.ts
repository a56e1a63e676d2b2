import type { OriginFile } from '../contract/request.ts';
import { closersOf, findOpenQuote } from './brackets.ts';
import { linesWithText } from './filters/linesBelow.ts';
import { isBlank } from './indentation.ts';
import type { View } from './view.ts';

/**
 * Where a word ends, since something follows it that is no part of it; brackets that close behind it belong to it. Not
 * inside a number or before the brace of an interpolation.
 */
const wordEnd =
  /[\p{L}\p{M}\p{N}_$\u200c\u200d](?:[)\]}]+|(?=[^\p{L}\p{M}\p{N}_$\u200c\u200d])(?!(?<=\p{N})\.|(?<=\$)\{))/gu;
/** The beginning of a control token that is not over. */
const unfinishedToken = /<[|｜][^>]*$/u;

/**
 * What of an unfinished line may be shown already: up to its last whole word. Empty as long as the line may turn out to
 * repeat what stands left of the cursor, or to be the next one once more: neither is ever shown.
 */
export function wholeWordsOf(text: string, { linePrefix, below }: Pick<View, 'linePrefix' | 'below'>): string {
  const whole = withoutOpenString(cutToWords(text.replace(unfinishedToken, '')), text, linePrefix);
  const word = /[\p{L}\p{N}_$]*$/u.exec(linePrefix)?.[0] ?? '';
  if ([linePrefix.trimStart(), word].some((typed) => typed.startsWith(whole))) return '';
  const line = (linePrefix + whole).split('\n').at(-1) ?? '';
  return linesWithText(below)[0]?.trimStart().startsWith(line.trim()) === true ? '' : whole;
}

/**
 * An answer that ran out of tokens, without what it was in the middle of: the last of several lines, or the last word of
 * a single one. That line brings its closers along: an editor closes what is typed by itself, and hides a suggestion that
 * has no such closer.
 */
export function withoutTorso(text: string, place: LinePlace): string {
  if (text.includes('\n')) return wholeLinesOf(text, place);
  const words = text.replace(/[\w$]+$/, '').trimEnd();
  const isInString = findOpenQuote(place.linePrefix + words) !== undefined;
  const whole = isInString ? words : words.replace(dangling, '');
  return whole === '' ? text.trimEnd() : withClosers(whole, place);
}

/**
 * The lines of a text that are over, without those at their end that only open what does not come any more. The first one
 * stays in any case; where it opens something, all that is open in the end is closed below, as where an answer ran out of
 * tokens.
 */
export function wholeLinesOf(text: string, place: LinePlace): string {
  const lines = text.split('\n').slice(0, -1);
  const first = lines.findIndex((line) => !isBlank(line));
  while (lines.length > first + 1 && openEnd.test(lines.at(-1) ?? '')) lines.pop();
  const opensMore = lines.length > first + 1 && closersOf(lines.slice(0, first + 1).join('\n')) !== '';
  const closing = opensMore && areClosersClear(text, place) ? closingLinesOf(lines, place.linePrefix) : [];
  return [...lines, ...closing].join('\n');
}

/** Lines that close what others leave open, each as deep as the line that opens it; none where that is in doubt. */
function closingLinesOf(lines: readonly string[], linePrefix: string): string[] {
  const closers = lines.map((_, index) => closersOf(lines.slice(0, index + 1).join('\n')));
  if (closers.some((some) => some === undefined || /["'`]/.test(some))) return [];
  const depths = closers.map((some) => some?.length ?? 0);
  const closing = new Map<number, string>();
  for (const [index, closer] of [...(closers.at(-1) ?? '')].entries()) {
    const depth = (depths.at(-1) ?? 0) - index;
    const opener = depths.findLastIndex((before) => before < depth) + 1;
    closing.set(opener, (closing.get(opener) ?? '') + closer);
  }
  const indentOf = (index: number) => /^\s*/.exec((index === 0 ? linePrefix : '') + lines[index])?.[0] ?? '';
  return [...closing].map(([opener, some]) => indentOf(opener) + some);
}

/** One line with the closers of what it opens, where they are certain; several stay as they are. */
export function withClosers(text: string, place: LinePlace): string {
  const closers = !text.includes('\n') && areClosersClear(text, place) ? closersOf(text) : undefined;
  return closers === undefined || closers === '' ? text : text.trimEnd() + closers;
}

/** Nothing, or what opens a block or a list. */
const openEnd = /(?:^|[([{:])\s*$/;

interface LinePlace extends Pick<View, 'linePrefix' | 'lineSuffix'> {
  readonly snapshot: { readonly origin: Pick<OriginFile, 'languageId'> };
}

/** A comma, a dot, a colon or an operator that nothing follows. */
const dangling = /\s*(?:[,.:]|\s[-+*/=&|<>?!%^]+)$/;

/** Whether nothing but what a text opens is to be closed behind it: what stands there closes what stands before it. */
function areClosersClear(text: string, { linePrefix, lineSuffix, snapshot }: LinePlace): boolean {
  if (text.includes("'") && (snapshot.origin.languageId === 'rust' || /[\p{L}\p{N}_]$/u.test(linePrefix))) return false;
  const awaited = closersOf(linePrefix);
  const isInString = awaited === undefined || /["'`]/.test(awaited);
  return !isInString && awaited.startsWith(lineSuffix.replace(/[;,\s]+$/, ''));
}

function cutToWords(text: string): string {
  const last = [...text.matchAll(wordEnd)].at(-1);
  return last === undefined ? '' : text.slice(0, last.index + last[0].length);
}

/**
 * The same with the end of its string where that has come, and else without what looks like code in it: a bracket in an
 * open string would take the place of one that stands right of the cursor.
 */
function withoutOpenString(whole: string, text: string, linePrefix: string): string {
  const quote = findOpenQuote(linePrefix) === undefined ? findOpenQuote(whole) : undefined;
  if (quote === undefined) return whole;
  if (text.charAt(whole.length) === quote) return whole + quote;
  const opened = whole.lastIndexOf(quote);
  const bracket = whole.slice(opened).search(/[)\]}]/);
  return bracket < 0 ? whole : whole.slice(0, opened + bracket).trimEnd();
}
