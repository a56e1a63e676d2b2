import type { CursorPlace } from '../../contract/context.ts';
import type { ContextSnippet } from '../../contract/request.ts';
import { isBlank } from '../indentation.ts';
import { knownLinesAround } from './knownLines.ts';

const leastStandingShare = 0.9;

/**
 * Whether a snippet still says what its file holds: its first line, which is a definition's signature, and nearly all of
 * the others.
 */
export function isStillTrue({ text }: ContextSnippet, fileText: string): boolean {
  const lines = text.split('\n').filter((line) => !isBlank(line));
  const inFile = new Set(fileText.split('\n'));
  if (!inFile.has(lines[0] ?? '')) return false;
  return lines.filter((line) => inFile.has(line)).length >= lines.length * leastStandingShare;
}

/** Whether a snippet of the cursor's own file stands in the text around the cursor by now. */
export function isAroundCursor({ origin, text }: ContextSnippet, place: CursorPlace): boolean {
  return origin.uri === place.origin.uri && text.split('\n').some(knownLinesAround(place));
}
