/** Lines that are looked at above the cursor, and characters, since a line may be very long. */
const maxLinesAbove = 200;
const maxCharactersAbove = 12_000;
const maxLinesBelow = 60;
/** Characters at a window's beginning by which it is found again. */
const anchorLength = 200;

/**
 * The nearest lines above a place. They begin with the least indented one, so that no block is entered half way where
 * it can be helped. While the last window's beginning is near enough it stays, and so do the parts of the tree.
 */
export function windowAbove(above: string, lastWindow: string): string {
  const anchor = lastWindow.slice(0, anchorLength);
  const kept = anchor === '' ? -1 : above.lastIndexOf(anchor);
  if (kept >= 0 && (kept === 0 || above[kept - 1] === '\n') && fits(above.slice(kept))) return above.slice(kept);
  const lines = above.slice(-maxCharactersAbove).split('\n');
  const near = lines.slice(Math.max(above.length > maxCharactersAbove ? 1 : 0, lines.length - 1 - maxLinesAbove));
  const widths = near.map((line) => (/^\s*[\w@#<"'`/*]/.test(line) ? line.length - line.trimStart().length : Infinity));
  const start = widths.indexOf(Math.min(...widths));
  return near.slice(Math.max(0, start)).join('\n');
}

/** The nearest whole lines below a place. */
export function windowBelow(below: string): string {
  return below
    .split('\n')
    .slice(0, -1)
    .slice(0, maxLinesBelow)
    .map((line) => `${line}\n`)
    .join('');
}

function fits(text: string): boolean {
  return text.length <= 1.5 * maxCharactersAbove && (text.match(/\n/g)?.length ?? 0) <= 1.5 * maxLinesAbove;
}
