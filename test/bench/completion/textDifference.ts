/**
 * Where a text leaves what was meant: the first line that differs, counted from the beginning, and the first counted from
 * the end where that is another one. Undefined where nothing differs.
 */
export function describeDifference(meant: string, held: string): string | undefined {
  if (meant === held) return undefined;
  const [meantLines, heldLines] = [meant.split('\n'), held.split('\n')];
  const [meantBack, heldBack] = [meantLines.toReversed(), heldLines.toReversed()];
  const [first, fromEnd] = [commonLength(meantLines, heldLines), commonLength(meantBack, heldBack)];
  const isOneLine = meantLines.length === heldLines.length && first + fromEnd === meantLines.length - 1;
  const forward = `line ${first + 1}: meant ${quote(meantLines[first])}, held ${quote(heldLines[first])}`;
  if (isOneLine) return forward;
  const backward = `meant ${quote(meantBack[fromEnd])}, held ${quote(heldBack[fromEnd])}`;
  return `${forward}; from the end, line ${fromEnd + 1}: ${backward}`;
}

/** How many lines are the same from the beginning on. */
function commonLength(left: readonly string[], right: readonly string[]): number {
  const length = left.findIndex((line, index) => line !== right[index]);
  return length < 0 ? left.length : length;
}

function quote(line: string | undefined): string {
  return line === undefined ? 'no line' : JSON.stringify(line);
}
