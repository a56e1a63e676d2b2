const longestUnit = 40;
const leastRepeats = 5;
const leastLoopLength = 30;
const leastEqualLines = 3;

/** Where a model that goes round in circles starts to repeat itself; undefined when it does not. */
export function findRepetitionLoop(answer: string): number | undefined {
  return findEqualLines(answer) ?? findRepeatedUnit(answer);
}

/** The end of the first of several equal lines in a row. */
function findEqualLines(answer: string): number | undefined {
  const lines = answer.split('\n');
  let end = -1;
  for (const [index, line] of lines.entries()) {
    end += line.length + 1;
    const next = lines.slice(index, index + leastEqualLines);
    if (next.length === leastEqualLines && next.every((other) => other === line)) return end;
  }
  return undefined;
}

/** The end of the first of the equal pieces that the answer ends with. A ruler of dashes is none: it has no letters. */
function findRepeatedUnit(answer: string): number | undefined {
  const longest = answer.length < leastLoopLength ? 0 : longestUnit;
  for (let length = 1; length <= longest; length++) {
    const unit = answer.slice(-length);
    const repeats = Math.max(leastRepeats, Math.ceil(leastLoopLength / length));
    if (!/[\p{L}\p{N}]/u.test(unit) || !answer.endsWith(unit.repeat(repeats))) continue;
    let start = answer.length - repeats * length;
    while (start >= length && answer.slice(start - length, start) === unit) start -= length;
    return start + length;
  }
  return undefined;
}
