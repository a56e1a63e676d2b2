import type { CodeLine } from './codeWindow.ts';
import type { LineChange } from './lineEdit.ts';
import { applyAffixChange, type Element, fits } from './pattern.ts';
import type { HunkRule, RepeatRule } from './repeatRule.ts';
import { shapeSimilarity, shareNamePart } from './shape.ts';
import type { Token } from './tokens.ts';

/** A place where a rule can be applied, and how much speaks for it. */
export interface RepeatMatch {
  readonly changes: readonly LineChange[];
  /** Grows with each exact token that agrees, with the likeness of the lines and of the names in the holes. */
  readonly score: number;
}

/** The first place of a line where a rule fits; undefined where it does not, or where the edit has been made already. */
export function matchRule(rule: RepeatRule, line: CodeLine): RepeatMatch | undefined {
  const { tokens } = line;
  for (let at = 0; at <= tokens.length; at++) {
    const starts = matchHunks(rule, tokens, at);
    if (starts === undefined) continue;
    const changes = rule.hunks.map((hunk, index) => toChange(hunk, line, starts[index] ?? 0));
    if (changes.some((change) => change === undefined)) continue;
    return { changes: changes.filter((change) => change !== undefined), score: scoreOf(rule, tokens, starts) };
  }
  return undefined;
}

/** The token at which each hunk begins when the first begins at `start`; undefined when the rule does not fit there. */
function matchHunks({ hunks, between, left, right }: RepeatRule, tokens: readonly Token[], start: number) {
  const needsName = !hunks.some(({ deleted }) => deleted.some(isNamed));
  if (!fitsNeighbours(left, needsName, (distance) => tokens[start - distance])) return undefined;
  const follow = (index: number, at: number): readonly number[] | undefined => {
    const hunk = hunks[index];
    if (hunk === undefined || !hunk.deleted.every((element, offset) => fits(element, tokens[at + offset]))) {
      return undefined;
    }
    if (isMadeAlready(hunk, tokens, at)) return undefined;
    const end = at + hunk.deleted.length;
    if (index === hunks.length - 1) {
      return fitsNeighbours(right, needsName, (distance) => tokens[end + distance - 1]) ? [at] : undefined;
    }
    for (const next of endsOfRun(between[index], tokens, end)) {
      const rest = follow(index + 1, next);
      if (rest !== undefined) return [at, ...rest];
    }
    return undefined;
  };
  return follow(0, start);
}

/**
 * Neighbours must agree as far as the nearest one that the examples share exactly. Where no name is replaced, a shared
 * name at most two tokens away must agree too: an argument of `load(` is no argument of `save(`. Those beyond only add
 * to the score.
 */
function fitsNeighbours(
  elements: readonly Element[],
  needsName: boolean,
  tokenAt: (distance: number) => Token | undefined,
): boolean {
  const nearest = elements.findIndex(({ kind }) => kind !== 'hole');
  const named = needsName ? elements.slice(0, 2).findLastIndex(isNamed) : -1;
  const required = nearest < 0 ? elements : elements.slice(0, Math.max(nearest, named) + 1);
  return required.every((element, index) => fits(element, tokenAt(index + 1)));
}

/** Where what stays between two hunks may end, the shortest run first. */
function endsOfRun(
  run: readonly Element[] | 'anything' | undefined,
  tokens: readonly Token[],
  start: number,
): number[] {
  if (run !== undefined && run !== 'anything') {
    return run.every((element, index) => fits(element, tokens[start + index])) ? [start + run.length] : [];
  }
  const ends: number[] = [];
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const text = tokens[at]?.text ?? '';
    if (['(', '[', '{', '${'].includes(text)) depth++;
    if ([')', ']', '}'].includes(text)) depth--;
    if (depth < 0) break;
    if (depth === 0) ends.push(at + 1);
  }
  return ends;
}

/**
 * Whether the inserted tokens stand at one side of the place. A piece that is taken from the line may be anything, and
 * brackets alone say nothing, since every call has them.
 */
function isMadeAlready({ deleted, inserted }: HunkRule, tokens: readonly Token[], at: number): boolean {
  const saysSomething = inserted.some(({ text, source }) => source === undefined && /[\p{L}\p{N}]/u.test(text));
  if (deleted.length > 0 || !saysSomething) return false;
  const standsAt = (start: number) =>
    inserted.every(({ text, source }, index) => source !== undefined || tokens[start + index]?.text === text);
  return standsAt(at) || standsAt(at - inserted.length);
}

function toChange(hunk: HunkRule, { text, tokens }: CodeLine, at: number): LineChange | undefined {
  const previous = tokens[at - 1];
  const firstDeleted = tokens[at];
  const lastDeleted = tokens[at + hunk.deleted.length - 1];
  const next = tokens[at + hunk.deleted.length];
  const start = previous === undefined ? (firstDeleted?.start ?? 0) : endOf(previous);
  const end = next?.start ?? (hunk.deleted.length > 0 && lastDeleted ? endOf(lastDeleted) : start);
  const pieces: string[] = [];
  for (const { gap, text: fixed, source } of hunk.inserted) {
    const own = source && tokens[at + source.offset]?.text;
    const piece = source === undefined ? fixed : own && changed(own, source.change);
    if (piece === undefined) return undefined;
    pieces.push(gap + piece);
  }
  const ownGapBefore = previous && firstDeleted ? text.slice(start, firstDeleted.start) : '';
  const gapBefore = previous === undefined ? '' : (hunk.gapBefore ?? ownGapBefore);
  const gapAfter = next === undefined || pieces.length === 0 ? '' : (hunk.gapAfter ?? '');
  return trimmed(text, { start, end, newText: gapBefore + pieces.join('') + gapAfter });
}

function changed(own: string, change: Parameters<typeof applyAffixChange>[1] | undefined): string | undefined {
  return change === undefined ? own : applyAffixChange(own, change);
}

/** Leaves out the white space that both texts begin or end with; undefined when nothing is left to change. */
function trimmed(line: string, { start, end, newText }: LineChange): LineChange | undefined {
  const old = line.slice(start, end);
  const shorter = Math.min(old.length, newText.length);
  let head = 0;
  while (head < shorter && old[head] === newText[head] && /\s/.test(old[head] ?? '')) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === newText.at(-1 - tail) && /\s/.test(old.at(-1 - tail) ?? ''))
    tail++;
  const change = { start: start + head, end: end - tail, newText: newText.slice(head, newText.length - tail) };
  return change.start === change.end && change.newText === '' ? undefined : change;
}

const wordWeights = [0.6, 0.4, 0.2];
const markWeights = [0.2, 0.1, 0.1];
const unlikeName = 0.6;

function scoreOf(rule: RepeatRule, tokens: readonly Token[], starts: readonly number[]): number {
  const first = starts[0] ?? 0;
  const end = (starts.at(-1) ?? 0) + (rule.hunks.at(-1)?.deleted.length ?? 0);
  const deleted = rule.hunks.flatMap((hunk) => hunk.deleted);
  const evidence = [
    ...deleted.map((element) => (isNamed(element) ? 1 : element.kind === 'exact' ? 0.25 : 0)),
    ...rule.left.map((element, index) => neighbourScore(element, tokens[first - index - 1], index)),
    ...rule.right.map((element, index) => neighbourScore(element, tokens[end + index], index)),
    0.8 * Math.max(...rule.examples.map((example) => shapeSimilarity(example, tokens))),
  ];
  return evidence.reduce((sum, value) => sum + value, 0);
}

/**
 * A neighbour counts by how near it is and how much it says. A name in a hole speaks for the place when it is like the
 * names of the examples, and against it when those are like each other and it is not.
 */
function neighbourScore(element: Element, token: Token | undefined, index: number): number {
  if (token !== undefined && element.kind === 'hole') {
    const [one, other] = element.examples;
    if (!shareNamePart(one, other)) return 0;
    const isAlike = fits(element, token) && shareNamePart(one, token.text) && shareNamePart(other, token.text);
    return isAlike ? 0.6 * (wordWeights[index] ?? 0) : -unlikeName;
  }
  if (!fits(element, token)) return 0;
  return (isNamed(element) ? wordWeights : markWeights)[index] ?? 0;
}

function isNamed(element: Element): boolean {
  return element.kind === 'exact' && element.token.kind !== 'punctuation' && element.token.kind !== 'quote';
}

function endOf(token: Token): number {
  return token.start + token.text.length;
}
