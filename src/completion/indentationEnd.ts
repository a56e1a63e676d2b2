import { isBlockOpener } from './blockOpeners.ts';
import { isOnlyClosers } from './brackets.ts';
import { columnsOf, isBlank } from './indentation.ts';
import type { View } from './view.ts';

/** More lines than this are not wanted at one go. */
export const maxLines = 12;

/**
 * Where the wanted lines of an answer end by their indentation alone: before a blank line, before a line that is
 * indented less, and after the brackets that close the block, unless an `else` or its like goes on from there. Only
 * finished lines decide.
 */
export function findEndByIndentation(answer: string, view: View): number | undefined {
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

function continuesBlock(line: string): boolean {
  return /^\s*([)\]}]+\s*)?(else|elif|elsif|catch|except|finally|rescue|ensure|while|case|default)\b/.test(line);
}
