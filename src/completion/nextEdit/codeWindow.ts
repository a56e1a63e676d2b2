import type { LineEdit } from './lineEdit.ts';
import { createLineTokenizer, type Token } from './tokens.ts';

/** The lines of a document as they stand after the edits. */
export interface Lines {
  readonly languageId: string;
  readonly lineCount: number;
  lineAt(line: number): string;
}

/** A line of the window, tokenised. */
export interface CodeLine {
  readonly number: number;
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The width of the white space at its beginning; undefined for a blank line. */
  readonly indentation: number | undefined;
}

/** The part of a document in which a next place is sought. */
export interface CodeWindow {
  readonly languageId: string;
  /** In the order of the document. */
  readonly lines: readonly CodeLine[];
  /** Every line but for the edit's own, nearest below first and then from the top; the edit's own comes first of all. */
  readonly nearestFirst: readonly CodeLine[];
  lineAt(number: number): CodeLine | undefined;
}

// Far enough for a file that a person reads, and a few milliseconds of work at most, however large the file is.
const linesEitherSide = 300;
const longestWindow = 40_000;
const longestLine = 500;

/** Tokenises the lines round an edit. Lines too long to be written by a person count as empty. */
export function openWindow(document: Lines, edit: LineEdit): CodeWindow {
  const { languageId } = document;
  let first = edit.line;
  let last = edit.line;
  let size = 0;
  for (let distance = 1; distance <= linesEitherSide && size < longestWindow; distance++) {
    if (first > 0) size += sizeOf(document.lineAt(--first));
    if (last < document.lineCount - 1) size += sizeOf(document.lineAt(++last));
  }
  const tokenizer = createLineTokenizer(languageId);
  const lines: CodeLine[] = [];
  for (let number = first; number <= last; number++) {
    const text = document.lineAt(number);
    const tokens = text.length > longestLine ? [] : tokenizer.next(text);
    lines.push({ number, text, tokens, indentation: indentationOf(text) });
  }
  const position = edit.line - first;
  return {
    ...{ languageId, lines },
    nearestFirst: [...lines.slice(position), ...lines.slice(0, position)],
    lineAt: (number) => lines[number - first],
  };
}

/** The tokens of a line by itself, as it was before it was edited. */
export function tokenize(line: string, languageId: string): readonly Token[] {
  return line.length > longestLine ? [] : createLineTokenizer(languageId).next(line);
}

/** A line counts at least a little, so that a million blank lines are no small window. */
function sizeOf(line: string): number {
  return Math.min(line.length, longestLine) + 1;
}

function indentationOf(text: string): number | undefined {
  const width = text.search(/\S/);
  return width < 0 ? undefined : width;
}
