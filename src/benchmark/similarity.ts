import { nonEmptyLines } from './checks.ts';

/** A text without what formatting changes: no empty lines, and one space for every run of white space. */
export function normalizeWhitespace(text: string): string {
  return nonEmptyLines(text)
    .map((line) => line.replaceAll(/\s+/g, ' '))
    .join('\n');
}

/** 1 for equal texts, 0 for texts that share nothing: one minus the share of characters that must be edited. */
export function editSimilarity(left: string, right: string): number {
  const longest = Math.max(left.length, right.length);
  return longest === 0 ? 1 : 1 - editDistance(left, right) / longest;
}

/** Levenshtein's distance, row by row: twenty lines, so no library is worth its place in the bundle. */
function editDistance(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const inserted = (current[column - 1] ?? 0) + 1;
      const removed = (above[column] ?? 0) + 1;
      current.push(Math.min(replaced, inserted, removed));
    }
    above = current;
  }
  return above[right.length] ?? 0;
}
