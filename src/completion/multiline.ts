import { isOnlyClosers } from './brackets.ts';
import { columnsOf, isBlank } from './indentation.ts';
import type { View } from './view.ts';

/** How much of an answer is wanted: the rest of the cursor's line, or also the lines that belong to it. */
export type LinesWanted = 'one' | 'several';

const maxLines = 12;
/** Languages in which a colon at a line's end opens a block. */
const colonLanguages: ReadonlySet<string> = new Set(['python', 'yaml', 'nim', 'gdscript']);

/**
 * One line unless more is plainly welcome: in an empty block, on the line that opens one, and after a suggestion was
 * taken. A comment stays on its line, and so does what has text to its right.
 */
export function linesWantedAt(view: View, isAfterAccept: boolean): LinesWanted {
  if (!isBlank(view.lineSuffix) || isCommentLine(view.linePrefix)) return 'one';
  if (isAfterAccept || isBlockOpener(view.linePrefix, view.snapshot.origin.languageId)) return 'several';
  return isBlank(view.linePrefix) && isFirstLineOfEmptyBlock(view) ? 'several' : 'one';
}

/**
 * Where the wanted part of an answer ends, or undefined while more text may belong to it. Cut by indentation; a parser
 * that knows the language takes this function's place where there is a grammar.
 */
export function findEnd(answer: string, wanted: LinesWanted, view: View): number | undefined {
  if (wanted === 'one') return indexOfOrUndefined(answer, '\n');
  return findEndOfBlock(answer, view);
}

/**
 * A block ends before a blank line, before a line that is indented less, and after the brackets that close it, unless
 * an `else` or its like goes on from there. Only finished lines decide.
 */
function findEndOfBlock(answer: string, view: View): number | undefined {
  const { linePrefix, snapshot } = view;
  const { tabSize, origin } = snapshot;
  const lines = (linePrefix + answer).split('\n');
  const firstWithText = lines.findIndex((line) => !isBlank(line));
  if (firstWithText < 0) return undefined;
  const baseColumns = columnsOf(lines[firstWithText] ?? '', tabSize);
  const opensBlock = isBlockOpener(lines[0] ?? '', origin.languageId);
  let isClosed = false;
  let end = -linePrefix.length;
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const lineEnd = index === 0 ? end + line.length : end + 1 + line.length;
    if (index > firstWithText) {
      const columns = columnsOf(line, tabSize);
      if (isBlank(line)) return end;
      if (columns < baseColumns) return isOnlyClosers(line) ? lineEnd : end;
      if (columns === baseColumns && opensBlock) {
        const continues = continuesBlock(line);
        if (!continues && (isClosed || !isOnlyClosers(line))) return end;
        isClosed = !continues;
      }
    }
    end = lineEnd;
    if (index + 1 === maxLines) return end;
  }
  return undefined;
}

function isFirstLineOfEmptyBlock(view: View): boolean {
  const { tabSize, origin } = view.snapshot;
  const opener = lastLineWithText(view.above);
  if (opener === undefined || !isBlockOpener(opener, origin.languageId)) return false;
  const next = view.below.split('\n').find((line) => !isBlank(line));
  return next === undefined || columnsOf(next, tabSize) <= columnsOf(opener, tabSize);
}

/** Whether the line opens a block: by a bracket, by an arrow, or by a colon or word where the language does so. */
function isBlockOpener(line: string, languageId: string): boolean {
  if (isCommentLine(line)) return false;
  if (/([{([]|=>|\b(do|then|else|begin))\s*$/.test(line) || /^\s*(case\b.*|default):\s*$/.test(line)) return true;
  return colonLanguages.has(languageId) && /:\s*$/.test(line);
}

function continuesBlock(line: string): boolean {
  return /^\s*([)\]}]+\s*)?(else|elif|elsif|catch|except|finally|rescue|ensure|while|case|default)\b/.test(line);
}

function isCommentLine(line: string): boolean {
  return /^\s*(\/\/|\/\*|\*|#|--|<!--)/.test(line);
}

function lastLineWithText(text: string): string | undefined {
  return text.split('\n').findLast((line) => !isBlank(line));
}

function indexOfOrUndefined(text: string, part: string): number | undefined {
  const index = text.indexOf(part);
  return index < 0 ? undefined : index;
}
