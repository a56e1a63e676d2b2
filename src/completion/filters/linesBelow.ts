import { isOnlyClosers } from '../brackets.ts';
import { columnsOf, isBlank } from '../indentation.ts';

/** What the duplicate filters compare an answer with. */
export interface LinesBelow {
  readonly linePrefix: string;
  /** The text from the next line on. */
  readonly below: string;
  readonly tabSize: number;
}

/** Empties an answer that only writes the next line once more. */
export function dropDuplicateOfNextLine(answer: string, place: LinesBelow): string {
  const [next] = linesWithText(place.below);
  const [first = ''] = answer.split('\n');
  return next !== undefined && isSameLine(place.linePrefix + first, next, place.tabSize) ? '' : answer;
}

/** Cuts an answer where it begins to write the lines that follow once more. */
export function cutRepeatedBlock(answer: string, place: LinesBelow): string {
  const below = linesWithText(place.below);
  const lines = answer.split('\n');
  const start = lines.findIndex((_, index) => index > 0 && repeats(lines.slice(index), below, place.tabSize));
  return start < 0 ? answer : lines.slice(0, start).join('\n');
}

/** Cuts a last line of closers with which the next line begins, as `}` before `} else {`. One that is missing stays. */
export function cutDuplicateClosers(answer: string, place: LinesBelow): string {
  const [next] = linesWithText(place.below);
  const lines = answer.split('\n');
  const last = lines.length === 1 ? place.linePrefix + answer : (lines.at(-1) ?? '');
  if (next === undefined || isBlank(last) || !isOnlyClosers(last)) return answer;
  const isSameDepth = columnsOf(last, place.tabSize) === columnsOf(next, place.tabSize);
  return isSameDepth && next.trim().startsWith(last.trim()) ? lines.slice(0, -1).join('\n') : answer;
}

function repeats(lines: readonly string[], below: readonly string[], tabSize: number): boolean {
  const withText = lines.filter((line) => !isBlank(line));
  if (withText.length === 0 || withText.length > below.length) return false;
  return withText.every((line, index) => isSameLine(line, below[index] ?? '', tabSize));
}

/** Brackets are the same line only at the same depth: at another one they close something else. */
function isSameLine(first: string, second: string, tabSize: number): boolean {
  if (first.trim() !== second.trim() || isBlank(first)) return false;
  return !isOnlyClosers(first) || columnsOf(first, tabSize) === columnsOf(second, tabSize);
}

/** The lines of a text in which something can be seen. */
export function linesWithText(text: string): string[] {
  return text.split('\n').filter((line) => !isBlank(line));
}
