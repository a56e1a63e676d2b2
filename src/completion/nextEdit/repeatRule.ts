import { tokenize } from './codeWindow.ts';
import { diffTokens, type Hunk, type LineEdit } from './lineEdit.ts';
import { type AffixChange, type Element, toAffixChange, unify, unifyAll } from './pattern.ts';
import type { Token } from './tokens.ts';

/** What two similar edits have in common: what was replaced by what, and between which neighbours. */
export interface RepeatRule {
  readonly hunks: readonly HunkRule[];
  /** Neighbours to the left of the first hunk, the nearest first. */
  readonly left: readonly Element[];
  /** Neighbours to the right of the last hunk, the nearest first. */
  readonly right: readonly Element[];
  /** What stays between two hunks: these tokens, or anything with balanced brackets when the examples differ. */
  readonly between: readonly (readonly Element[] | 'anything')[];
  /** The lines of the two examples before they were edited. */
  readonly examples: readonly [readonly Token[], readonly Token[]];
  /** Equal for rules that make the same change. */
  readonly key: string;
}

export interface HunkRule {
  readonly deleted: readonly Element[];
  readonly inserted: readonly Piece[];
  /** White space before and after what is inserted; undefined where the example had the edge of the line. */
  readonly gapBefore: string | undefined;
  readonly gapAfter: string | undefined;
}

/** A piece of the inserted text: fixed, or taken from a token of the candidate's own line. */
export interface Piece {
  /** The white space between the piece before and this one. */
  readonly gap: string;
  readonly text: string;
  /** Which token the text is taken from, counted from the hunk's first deleted token; undefined for a fixed text. */
  readonly source: { readonly offset: number; readonly change: AffixChange | undefined } | undefined;
}

const contextTokens = 3;
const longestHunk = 12;
const sourceReach = 6;

/** The rule behind two edits; undefined when they are not alike, or when the inserted text follows from nothing. */
export function learnRule(earlier: LineEdit, later: LineEdit, languageId: string): RepeatRule | undefined {
  const one = analyse(earlier, languageId);
  const other = analyse(later, languageId);
  if (one.hunks.length === 0 || one.hunks.length > 3 || one.hunks.length !== other.hunks.length) return undefined;
  if (one.before.length === 0 || other.before.length === 0) return undefined;
  const hunks: HunkRule[] = [];
  const between: (readonly Element[] | 'anything')[] = [];
  for (const [index, hunk] of one.hunks.entries()) {
    const peer = other.hunks[index];
    const rule = peer && learnHunk(one, hunk, other, peer);
    if (rule === undefined) return undefined;
    hunks.push(rule);
    if (index > 0) between.push(learnBetween(one, other, index));
  }
  const [left, right] = [contextOf(one, other, 'left'), contextOf(one, other, 'right')];
  const key = JSON.stringify(hunks.map(({ deleted, inserted }) => [deleted.map(nameOf), inserted.map(pieceName)]));
  return { hunks, left, right, between, examples: [one.before, other.before], key };
}

interface Analysis {
  readonly edit: LineEdit;
  readonly before: readonly Token[];
  readonly after: readonly Token[];
  readonly hunks: readonly Hunk[];
}

function analyse(edit: LineEdit, languageId: string): Analysis {
  const before = tokenize(edit.before, languageId);
  const after = tokenize(edit.after, languageId);
  return { edit, before, after, hunks: diffTokens(before, after) };
}

function learnHunk(one: Analysis, hunk: Hunk, other: Analysis, peer: Hunk): HunkRule | undefined {
  const deleted = unifyAll(hunk.deleted, peer.deleted);
  if (deleted === undefined || hunk.inserted.length !== peer.inserted.length) return undefined;
  if (hunk.deleted.length > longestHunk || hunk.inserted.length > longestHunk) return undefined;
  const inserted: Piece[] = [];
  for (const [index, token] of hunk.inserted.entries()) {
    const twin = peer.inserted[index];
    const element = twin && unify(token, twin);
    if (twin === undefined || element === undefined) return undefined;
    const previous = peer.inserted[index - 1];
    const gap = previous === undefined ? '' : other.edit.after.slice(endOf(previous), twin.start);
    const source = element.kind === 'exact' ? undefined : findSource(one, hunk, token, other, peer, twin);
    if (element.kind !== 'exact' && source === undefined) return undefined;
    inserted.push({ gap, text: twin.text, source });
  }
  const previous = other.after[peer.afterIndex - 1];
  const next = other.after[peer.afterIndex + peer.inserted.length];
  const first = peer.inserted[0] ?? next;
  const last = peer.inserted.at(-1);
  return {
    ...{ deleted, inserted },
    gapBefore: previous && first && other.edit.after.slice(endOf(previous), first.start),
    gapAfter: last && next && other.edit.after.slice(endOf(last), next.start),
  };
}

/** The token of the same line that gave the inserted one in both examples, as it stands or with one part replaced. */
function findSource(
  one: Analysis,
  hunk: Hunk,
  token: Token,
  other: Analysis,
  peer: Hunk,
  twin: Token,
): Piece['source'] {
  const offsets = Array.from({ length: 2 * sourceReach + hunk.deleted.length }, (_, index) => index - sourceReach);
  // The nearest first: what was replaced itself, then the neighbours.
  offsets.sort((a, b) => Math.abs(a) - Math.abs(b));
  const pairs = offsets.flatMap((offset) => {
    const left = one.before[hunk.beforeIndex + offset];
    const right = other.before[peer.beforeIndex + offset];
    return left?.kind === token.kind && right?.kind === token.kind ? [{ offset, left, right }] : [];
  });
  const equal = pairs.find(({ left, right }) => left.text === token.text && right.text === twin.text);
  if (equal !== undefined) return { offset: equal.offset, change: undefined };
  if (token.kind !== 'word') return undefined;
  for (const { offset, left, right } of pairs) {
    const change = toAffixChange(left.text, token.text);
    const second = toAffixChange(right.text, twin.text);
    if (change === undefined || second === undefined || change.from === '') continue;
    if (change.end === second.end && change.from === second.from && change.to === second.to) return { offset, change };
  }
  return undefined;
}

function learnBetween(one: Analysis, other: Analysis, index: number): readonly Element[] | 'anything' {
  const run = ({ before, hunks }: Analysis) => {
    const previous = hunks[index - 1];
    const start = previous === undefined ? 0 : previous.beforeIndex + previous.deleted.length;
    return before.slice(start, hunks[index]?.beforeIndex);
  };
  const elements = unifyAll(run(one), run(other));
  return elements?.every(({ kind }) => kind === 'exact') ? elements : 'anything';
}

function contextOf(one: Analysis, other: Analysis, side: 'left' | 'right'): readonly Element[] {
  const neighbour = ({ before, hunks }: Analysis, distance: number) => {
    const last = hunks.at(-1);
    if (side === 'left') return before[(hunks[0]?.beforeIndex ?? 0) - distance];
    return before[(last?.beforeIndex ?? 0) + (last?.deleted.length ?? 0) + distance - 1];
  };
  const elements: Element[] = [];
  for (let distance = 1; distance <= contextTokens; distance++) {
    const element = unify(neighbour(one, distance), neighbour(other, distance));
    if (element === undefined) break;
    elements.push(element);
    if (element.kind === 'edge') break;
  }
  return elements;
}

function endOf(token: Token): number {
  return token.start + token.text.length;
}

function nameOf(element: Element): string {
  return element.kind === 'exact' ? element.token.text : element.kind;
}

function pieceName({ text, source }: Piece): string {
  return source === undefined ? text : `${source.offset}${source.change?.from ?? ''}${source.change?.to ?? ''}`;
}
