import type { CursorPlace } from '../../contract/context.ts';
import type { ContextSnippet } from '../../contract/request.ts';
import { cutAfterStart, cutToMostUseful, trimBlankLines } from './cut.ts';
import { knownLinesAround, knownLinesOf, longestUnknownRun } from './knownLines.ts';
import type { RankedRegion } from './rank.ts';
import type { Surroundings } from './surroundings.ts';

export interface ChosenSnippet extends ContextSnippet {
  readonly score: number;
}

export interface Choice {
  readonly place: CursorPlace;
  readonly surroundings: Surroundings;
  readonly budgetCharacters: number;
}

/** A piece shorter than this says too little for the file's name that comes with it. */
const leastLength = 24;
/** Nothing is cut to less than this: a few words without their end are of little use. */
const leastCutLength = 160;
/** What stands in so many characters is worth as much as the whole. */
const wholeWorthLength = 400;
/** Characters that the marks around a snippet take. */
const marksLength = 16;

/** What a snippet takes of the budget: its text, its file's path and the marks around both. */
export function costOf({ origin, text }: ContextSnippet): number {
  return text.length + origin.path.length + marksLength;
}

/**
 * Fills the room that `taken` leaves with pieces of the best regions, the best first. No piece repeats lines of its file
 * that are taken already or stand around the cursor.
 */
export function chooseSnippets(
  ranked: readonly RankedRegion[],
  taken: readonly ChosenSnippet[],
  { place, surroundings, budgetCharacters }: Choice,
): readonly ChosenSnippet[] {
  let room = budgetCharacters - taken.reduce((sum, snippet) => sum + costOf(snippet), 0);
  const isAround = knownLinesAround(place);
  const chosen: ChosenSnippet[] = [];
  for (const { origin, text, kind, score } of ranked) {
    const maxLength = Math.min(shareOf(budgetCharacters), room) - origin.path.length - marksLength;
    if (maxLength < leastLength || (maxLength < leastCutLength && text.length > maxLength * 4)) continue;
    const ofSameFile = [...taken, ...chosen].filter((snippet) => snippet.origin.uri === origin.uri);
    const isTaken = knownLinesOf(ofSameFile.map((snippet) => snippet.text));
    const isOwnFile = origin.uri === place.origin.uri;
    const fresh = trimBlankLines(longestUnknownRun(text, (line) => isTaken(line) || (isOwnFile && isAround(line))));
    const cut =
      kind === 'definition' ? cutAfterStart(fresh, maxLength) : cutToMostUseful(fresh, surroundings, maxLength);
    const piece = trimBlankLines(cut);
    if (piece.trim().length < leastLength || (piece.length < fresh.length && maxLength < leastCutLength)) continue;
    const snippet = { origin, text: piece, score: score * shareOfWorth(piece, fresh) };
    chosen.push(snippet);
    room -= costOf(snippet);
  }
  return chosen;
}

/** How much of a region's worth a piece of it has. */
export function shareOfWorth(piece: string, whole: string): number {
  return Math.min(1, piece.length / Math.max(1, Math.min(whole.length, wholeWorthLength)));
}

/** What one piece may take: a third, so that one long file does not push all others out. */
function shareOf(budgetCharacters: number): number {
  return Math.max(Math.min(800, budgetCharacters), Math.floor(budgetCharacters / 3));
}
