/** A range of a text: `start` is its first character, `end` stands behind its last. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Answers for many ranges where they stand to a set of others, without comparing each with each. */
export interface RangeSet {
  /** Whether one of the set, or several that touch each other, hold the whole range. */
  holds(range: Range): boolean;
  overlaps(range: Range): boolean;
}

export function createRangeSet(ranges: Iterable<Range>): RangeSet {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  /** The last range that begins before a position. */
  const lastBefore = (position: number): Range | undefined => {
    let low = 0;
    let high = joined.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((joined[middle]?.start ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return joined[low - 1];
  };
  return {
    holds({ start, end }) {
      const range = lastBefore(start + 1);
      return range !== undefined && end <= range.end;
    },
    overlaps({ start, end }) {
      const range = lastBefore(end);
      return range !== undefined && range.end > start;
    },
  };
}
