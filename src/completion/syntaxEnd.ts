import type { LineFacts } from '../syntax/answerLines.ts';
import type { PlaceSyntax } from '../syntax/place.ts';
import { isOnlyClosers } from './brackets.ts';
import { columnsOf, isBlank } from './indentation.ts';
import { maxLines } from './indentationEnd.ts';
import type { View } from './view.ts';

/**
 * Where the wanted lines of an answer end, by the grammar: with the statement that was begun, with the block that was
 * empty, before a blank line, or where simple statements give way to one with blocks. Only finished lines decide, and
 * the first word of the next one, so it makes no difference in which pieces an answer comes.
 */
export function findEndBySyntax(answer: string, place: PlaceSyntax, view: View): number | undefined {
  const { linePrefix } = view;
  const lines = place.readLines(answer, maxLines);
  const firstWithText = lines.findIndex(({ text }) => !isBlank(text));
  const first = lines[firstWithText];
  if (first === undefined) return undefined;
  const walk = new Walk({ goal: goalAt(place, view, lines), first, place, tabSize: view.snapshot.tabSize });
  let end = -linePrefix.length;
  for (const [index, line] of lines.entries()) {
    const lineEnd = index === 0 ? end + line.text.length : end + 1 + line.text.length;
    if (index > firstWithText) {
      if (walk.endsBefore(line)) return (line.begins === undefined ? undefined : walk.endWithoutComments) ?? end;
      if (walk.endsWithCloser(line)) return lineEnd;
    }
    end = lineEnd;
    // What was typed before the answer is no statement of the answer's.
    if (index > 0 || isBlank(linePrefix)) walk.take(line, end);
    if (index >= firstWithText && end > 0 && walk.endsAfter(line, answer.slice(end + 1))) return end;
  }
  return lines.length === maxLines ? (walk.lastWholeEnd ?? end) : undefined;
}

/** What an answer is wanted for: the rest of a statement, the code of an empty block, or the statements that come next. */
type Goal = 'statement' | 'block' | 'run';

function goalAt(place: PlaceSyntax, { linePrefix }: View, lines: readonly LineFacts[]): Goal {
  if (isBlank(linePrefix)) return place.openerLine === undefined ? 'run' : 'block';
  const [cursorLine, next] = lines;
  const isContinued = cursorLine !== undefined && cursorLine.text.trimEnd() !== linePrefix.trimEnd();
  const isContinuedBelow =
    next !== undefined && !isBlank(next.text) && next.begins === undefined && next.lowestDepth >= 0;
  return place.isOpening || place.isInOpenList || isContinued || isContinuedBelow ? 'statement' : 'run';
}

interface WalkOptions {
  readonly goal: Goal;
  /** The first line that has text. */
  readonly first: LineFacts;
  readonly place: PlaceSyntax;
  readonly tabSize: number;
}

/** Goes down the lines of an answer and knows where one could stop. */
class Walk {
  readonly #options: WalkOptions;
  readonly #baseColumns: number;
  #lastBegun: LineFacts['begins'];
  #isFirstStatement = true;
  /** The last place at which no statement is cut in two. */
  lastWholeEnd: number | undefined;
  /** Where the code before a comment ends, while nothing but that comment has followed. */
  endWithoutComments: number | undefined;
  #lastEnd: number | undefined;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#baseColumns = columnsOf(options.first.text, options.tabSize);
  }

  endsBefore(line: LineFacts): boolean {
    const { goal } = this.#options;
    if (line.beginsInText) return false;
    if (isBlank(line.text)) return this.#isWholeAt(line.startDepth);
    if (line.lowestDepth < 0) return goal === 'statement' || !isOnlyClosers(line.text);
    if (line.startDepth > 0) return false;
    if (this.#isDedented(line)) return true;
    if (line.begins === undefined || this.#isIndented(line.text)) return false;
    if (goal === 'statement') return true;
    const isChange = line.begins === 'compound' || this.#lastBegun === 'compound';
    return goal === 'run' && isChange && !this.#isFirstStatement;
  }

  /** Whether a line closes the block that the cursor is in, and does nothing else. */
  endsWithCloser(line: LineFacts): boolean {
    return !line.beginsInText && line.lowestDepth < 0;
  }

  take(line: LineFacts, end: number): void {
    const isComment = !line.beginsInText && /^\s*(\/\/|\/\*|#(?!\[))/.test(line.text);
    if (!isComment) this.endWithoutComments = undefined;
    else this.endWithoutComments ??= this.#lastEnd;
    this.#lastEnd = end;
    if (line.begins !== undefined && !isComment && line.startDepth === 0 && !this.#isIndented(line.text)) {
      this.#isFirstStatement = false;
      this.#lastBegun = line.begins;
    }
    if (line.isOver !== 'no' && this.#isWholeAt(line.endDepth)) this.lastWholeEnd = end;
  }

  /** Whether a statement is over with a line, as far as that can be told before the next line is finished. */
  endsAfter(line: LineFacts, rest: string): boolean {
    if (this.#options.goal !== 'statement' || line.endDepth !== 0 || line.isOver === 'no') return false;
    const isOver = line.isOver === 'yes' && !this.#isIndented(line.text);
    return isOver || this.#beginsAnew(rest);
  }

  #beginsAnew(rest: string): boolean {
    const [, indentation = '', word = '', after = ''] = /^([ \t]*)([A-Za-z_]*)(.?)/s.exec(rest) ?? [];
    if (word === '' || this.#isIndented(`${indentation}x`)) return false;
    return !continuingWords.some((known) => (after === '' ? known.startsWith(word) : known === word));
  }

  /** A blank line, or the limit, may not cut a block that the answer itself opened within the wanted one. */
  #isWholeAt(depth: number): boolean {
    return depth <= (this.#options.goal === 'statement' ? 1 : 0);
  }

  #isDedented(line: LineFacts): boolean {
    const { place, tabSize } = this.#options;
    const isLess = columnsOf(line.text, tabSize) < this.#baseColumns;
    return isLess && (place.isIndentationBlock || line.begins !== undefined);
  }

  /** Whether a line stands in a block of the cursor's statement, where indentation makes the block. */
  #isIndented(text: string): boolean {
    const { place, tabSize } = this.#options;
    return place.isIndentationBlock && columnsOf(text, tabSize) > this.#baseColumns;
  }
}

/** Words with which a line goes on with the statement of the line before. */
const continuingWords = [
  ...['else', 'elif', 'elseif', 'catch', 'except', 'finally', 'while', 'and', 'or', 'in', 'is', 'if', 'instanceof'],
  ...['as', 'satisfies', 'where', 'throws', 'extends', 'implements', 'not', 'permits', 'when', 'from', 'of'],
];
