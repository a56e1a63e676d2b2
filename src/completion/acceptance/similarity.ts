/** More than this many comparisons would hold up the editor for longer than a frame or two. */
const maxComparisons = 2_000_000;

/**
 * The share of `accepted`, 0 to 1, that is found again in `standing`: one minus the least number of characters that have
 * to be edited to make it a part of `standing`, by its own length. White space is left out, since formatters change it,
 * and what was written around it costs nothing. Undefined where there is nothing to compare, or too much.
 */
export function shareKept(accepted: string, standing: string): number | undefined {
  const wanted = withoutSpace(accepted);
  const found = withoutSpace(standing);
  if (wanted === '') return undefined;
  if (found.includes(wanted)) return 1;
  if (found === '') return 0;
  if (wanted.length * found.length > maxComparisons) return undefined;
  return (wanted.length - distanceToPart(wanted, found)) / wanted.length;
}

/**
 * The edit distance of `wanted` to that part of `text` which is nearest to it (Sellers, "The theory and computation of
 * evolutionary distances", 1980): Levenshtein's table, but beginning and ending anywhere in `text` costs nothing.
 */
function distanceToPart(wanted: string, text: string): number {
  let above = new Uint16Array(text.length + 1);
  let current = new Uint16Array(text.length + 1);
  for (let row = 1; row <= wanted.length; row++) {
    const character = wanted.charCodeAt(row - 1);
    let left = row;
    current[0] = row;
    for (let column = 1; column <= text.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (character === text.charCodeAt(column - 1) ? 0 : 1);
      left = Math.min(replaced, left + 1, (above[column] ?? 0) + 1);
      current[column] = left;
    }
    [above, current] = [current, above];
  }
  return above.reduce((least, distance) => Math.min(least, distance), wanted.length);
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}
