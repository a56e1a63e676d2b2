import { columnsOf, indentationOf, isBlank } from '../indentation.ts';

/**
 * Drops from the answer's start the indentation that stands left of the cursor already. Models write it once more, all
 * of it or its last space, and their further lines are indented as if they had not: with it the first line would seem to
 * stand in a deeper block, which would be over at the second. A line of a block comment begins with a space on purpose.
 */
export function dropRepeatedIndentation(answer: string, linePrefix: string, tabSize: number): string {
  if (linePrefix === '' || !isBlank(linePrefix)) return answer;
  const [firstLine = ''] = answer.split('\n', 1);
  const indentation = indentationOf(firstLine);
  const isJoinedSpace = /^ [^\s*]/.test(firstLine);
  const isWhole = !isBlank(firstLine) && columnsOf(indentation, tabSize) === columnsOf(linePrefix, tabSize);
  return isJoinedSpace || isWhole ? answer.slice(indentation.length) : answer;
}
