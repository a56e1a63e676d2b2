import type { Syntax } from '../syntax/syntax.ts';
import { stripControlTokens } from './filters/controlTokens.ts';
import { indentLikeDocument } from './filters/documentIndentation.ts';
import { cutAtHiddenCharacter } from './filters/hiddenCharacters.ts';
import { cutDuplicateClosers, cutRepeatedBlock, dropDuplicateOfNextLine } from './filters/linesBelow.ts';
import { dropRepeatedIndentation } from './filters/repeatedIndentation.ts';
import { findRepetitionLoop } from './filters/repetitionLoop.ts';
import { dropTypedRepetition } from './filters/typedRepetition.ts';
import { withoutExcessClosers } from './fit.ts';
import { toLineFeeds } from './lineEndings.ts';
import { dropBrokenEnd, findEnd, type LinesWanted } from './multiline.ts';
import { withClosers } from './unfinished.ts';
import type { View } from './view.ts';

/** What has been made of an answer so far. */
export interface AnswerReading {
  readonly text: string;
  /** Whether all that is wanted has come, so that reading on would only keep the server busy. */
  readonly isComplete: boolean;
}

/** Reads everything streamed so far anew. It is short, and a piece can change what an earlier one meant. */
export function readAnswer(streamed: string, wanted: LinesWanted, view: View, syntax?: Syntax): AnswerReading {
  const spoken = cutAtHiddenCharacter(stripControlTokens(streamed));
  const { linePrefix, snapshot } = view;
  const unindented = dropRepeatedIndentation(toLineFeeds(spoken.text), linePrefix, snapshot.tabSize);
  const text = dropTypedRepetition(unindented, linePrefix);
  const end = findEnd(text, wanted, view, syntax);
  const wantedText = text.slice(0, end);
  const loop = findRepetitionLoop(wantedText);
  if (loop !== undefined) return { text: withClosers(wantedText.slice(0, loop), view), isComplete: true };
  return { text: wantedText, isComplete: spoken.isOver || end !== undefined };
}

/**
 * The answer as it may be shown; empty when nothing is left. Indentation comes before the comparisons with the lines
 * below, since brackets are told apart by their depth. What the rest of the cursor's line has in common with it is
 * settled only when it is shown (`fitToLine`), because that changes while a person types.
 */
export function polishAnswer(text: string, view: View, syntax?: Syntax): string {
  const { insertSpaces, tabSize } = view.snapshot;
  const place = { linePrefix: view.linePrefix, below: view.below, tabSize };
  const indented = indentLikeDocument(text, view.linePrefix, { insertSpaces, tabSize });
  const unrepeated = cutRepeatedBlock(dropDuplicateOfNextLine(indented, place), place);
  const open = withoutExcessClosers(cutDuplicateClosers(unrepeated.trimEnd(), place), view);
  return dropBrokenEnd(open.trimEnd(), view, syntax);
}
