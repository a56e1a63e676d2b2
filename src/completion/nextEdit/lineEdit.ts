import type { Token } from './tokens.ts';

/** One settled edit inside one line: what the person made of it, however many keys that took. */
export interface LineEdit {
  /** Where the line stands now, counted from zero. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** One replacement inside a line. Offsets are UTF-16 units of the line as it stands. */
export interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A run of tokens that was replaced; an insertion deletes none. */
export interface Hunk {
  readonly deleted: readonly Token[];
  readonly inserted: readonly Token[];
  /** Index of the first deleted token among the tokens before, or of the token that the insertion precedes. */
  readonly beforeIndex: number;
  /** The same among the tokens after the edit. */
  readonly afterIndex: number;
}

/** What to change to get one list of tokens from the other, keeping as many as possible; left to right. */
export function diffTokens(before: readonly Token[], after: readonly Token[]): readonly Hunk[] {
  const kept = longestCommonRun(before, after);
  const hunks: Hunk[] = [];
  let beforeIndex = 0;
  let afterIndex = 0;
  for (const [nextBefore, nextAfter] of [...kept, [before.length, after.length] as const]) {
    const deleted = before.slice(beforeIndex, nextBefore);
    const inserted = after.slice(afterIndex, nextAfter);
    if (deleted.length + inserted.length > 0) hunks.push({ deleted, inserted, beforeIndex, afterIndex });
    beforeIndex = nextBefore + 1;
    afterIndex = nextAfter + 1;
  }
  return hunks;
}

export function isSameToken(one: Token | undefined, other: Token | undefined): boolean {
  return one !== undefined && other !== undefined && one.kind === other.kind && one.text === other.text;
}

export function applyChanges(line: string, changes: readonly LineChange[]): string {
  return changes.reduceRight((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), line);
}

/** The pairs of indices that stay. The ends are matched first, so that an insertion among equals stays in one piece. */
function longestCommonRun(before: readonly Token[], after: readonly Token[]): readonly (readonly [number, number])[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isSameToken(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isSameToken(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  const rows = before.length - head - tail;
  const columns = after.length - head - tail;
  // lengths[row][column] is how many tokens can stay from there on.
  const lengths = Array.from({ length: rows + 1 }, () => new Array<number>(columns + 1).fill(0));
  const lengthAt = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  const isSameAt = (row: number, column: number) => isSameToken(before[head + row], after[head + column]);
  for (let row = rows - 1; row >= 0; row--) {
    const target = lengths[row] ?? [];
    for (let column = columns - 1; column >= 0; column--) {
      target[column] = isSameAt(row, column)
        ? lengthAt(row + 1, column + 1) + 1
        : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  const middle: [number, number][] = [];
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (isSameAt(row, column)) middle.push([head + row++, head + column++]);
    else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row++;
    else column++;
  }
  const ends = (count: number, offsets: readonly [number, number]) =>
    Array.from({ length: count }, (_, index): [number, number] => [offsets[0] + index, offsets[1] + index]);
  return [...ends(head, [0, 0]), ...middle, ...ends(tail, [before.length - tail, after.length - tail])];
}
