import { indentationOf, isBlank } from './indentation.ts';
import type { Anchor, View } from './view.ts';

/** An answer of a model, or the beginning of one: what it would write at the place it was asked for. */
export interface Suggestion extends Anchor {
  /** The text after `linePrefix`; empty when the model had nothing to add. */
  readonly text: string;
  readonly requestId: string;
  readonly author: Author;
  /** Whether more of the answer was to come. */
  readonly isUnfinished: boolean;
}

/** The model that gave an answer. */
export interface Author {
  readonly backendId: string;
  readonly model: string;
}

/**
 * What is left of a suggestion at a moment: the text still to be typed, empty once all of it stands in the document.
 * Undefined when what was typed is not what it says, when the cursor went back past the place it was asked for, or
 * when the text around the line has changed.
 */
export function remainderOf(suggestion: Suggestion, view: View): string | undefined {
  const typed = view.typedSince(suggestion);
  if (typed === undefined) return undefined;
  const predicted = suggestion.linePrefix + suggestion.text;
  const isPastAnchor = typed.length >= suggestion.linePrefix.length;
  if (isPastAnchor && predicted.startsWith(typed)) return predicted.slice(typed.length);
  return reindentedRemainder(suggestion, predicted, typed);
}

/**
 * Whether text that is still streaming may yet turn out to be what the person types. It may also when the person is
 * ahead of it.
 */
export function mayBecome(anchor: Anchor, streamed: string, view: View): boolean {
  const typed = view.typedSince(anchor);
  if (typed === undefined) return false;
  if (typed.length < anchor.linePrefix.length && !isBlank(anchor.linePrefix)) return false;
  const predicted = anchor.linePrefix + streamed;
  return agree(predicted, typed) || agree(withoutIndentation(predicted), withoutIndentation(typed));
}

/**
 * The same, when the editor or a formatter indented the cursor's line otherwise than the model did: the document's
 * indentation stands, and the lines that follow move with it.
 */
function reindentedRemainder(anchor: Anchor, predicted: string, typed: string): string | undefined {
  const typedLines = typed.split('\n');
  const predictedLines = predicted.split('\n');
  const cursorLine = typedLines.length - 1;
  if (cursorLine === 0 && !isBlank(anchor.linePrefix)) return undefined;
  const typedLine = typedLines[cursorLine] ?? '';
  const predictedLine = predictedLines[cursorLine];
  if (predictedLine === undefined) return undefined;
  const linesAgree = typedLines.slice(0, cursorLine).every((line, n) => line.trim() === predictedLines[n]?.trim());
  if (!linesAgree || !predictedLine.trimStart().startsWith(typedLine.trimStart())) return undefined;
  const from = indentationOf(predictedLine);
  const to = indentationOf(typedLine);
  const restOfLine = predictedLine.trimStart().slice(typedLine.trimStart().length);
  const linesBelow = predictedLines.slice(cursorLine + 1);
  return [restOfLine, ...linesBelow.map((line) => (line.startsWith(from) ? to + line.slice(from.length) : line))].join(
    '\n',
  );
}

function agree(first: string, second: string): boolean {
  return first.startsWith(second) || second.startsWith(first);
}

function withoutIndentation(text: string): string {
  return text.replace(/^[ \t]+/gm, '');
}
