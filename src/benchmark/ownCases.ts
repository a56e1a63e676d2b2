import type { OriginFile } from '../contract/request.ts';
import type { OwnCodeCase } from './cases.ts';

/** A file of the person's that cases may be cut from. */
export interface SourceFile {
  readonly origin: OriginFile;
  readonly text: string;
}

export interface CutOptions {
  readonly maxCases: number;
  /** The same files and the same seed give the same cases. */
  readonly seed: number;
}

/**
 * Cuts gaps of one line or a small block into the person's files, from as many files as there are. What stays out:
 * imports, comments, closing brackets and other lines that anybody could guess or nobody could.
 */
export function cutCases(files: readonly SourceFile[], { maxCases, seed }: CutOptions): readonly OwnCodeCase[] {
  const random = createRandom(seed);
  const queues = files.filter(isWorthCutting).map((file) => shuffle(casesOf(file), random));
  const picked: OwnCodeCase[] = [];
  for (let turn = 0; picked.length < maxCases && queues.some((queue) => turn < queue.length); turn++) {
    picked.push(...queues.flatMap((queue) => queue.slice(turn, turn + 1)));
  }
  return picked.slice(0, maxCases);
}

/** Larger files are generated or minified. */
const largestFileChars = 300_000;
const proseLanguages = ['plaintext', 'markdown', 'json', 'jsonc', 'jsonl', 'log', 'csv', 'dotenv', 'properties'];

function isWorthCutting({ origin, text }: SourceFile): boolean {
  return text.length <= largestFileChars && !proseLanguages.includes(origin.languageId);
}

function casesOf({ origin, text }: SourceFile): OwnCodeCase[] {
  const lines = text.split(/\r\n?|\n/);
  const blocks = lines.map((_, index) => findBlock(lines, index)).filter((gap) => gap !== undefined);
  const inBlocks = new Set(blocks.flatMap((gap) => range(gap.first, gap.last)));
  const single = range(0, lines.length - 1).filter((index) => !inBlocks.has(index) && isTelling(lines[index]));
  const gaps = [...blocks, ...single.map((index) => ({ first: index, last: index }))];
  return gaps.map((gap) => toCase(origin, lines, gap));
}

/** Indexes of the first and the last hidden line. */
interface Gap {
  readonly first: number;
  readonly last: number;
}

const blockLines = { least: 2, most: 4 };

/** The block that the line opens: the lines below it that are indented deeper, if they are few and telling. */
function findBlock(lines: readonly string[], opener: number): Gap | undefined {
  const depth = depthOf(lines[opener]);
  let last = opener;
  while ((depthOf(lines[last + 1]) ?? -1) > (depth ?? Number.POSITIVE_INFINITY)) last++;
  const first = opener + 1;
  const count = last - opener;
  if (count < blockLines.least || count > blockLines.most) return undefined;
  return range(first, last).every((index) => isTelling(lines[index])) ? { first, last } : undefined;
}

/** Columns of white space before a line's text; undefined for an empty line. */
function depthOf(line = ''): number | undefined {
  const column = line.search(/\S/);
  return column === -1 ? undefined : column;
}

const importLine = /^(?:import|from|export \*|using|package|require|include|use|mod)\b|\brequire\(/;
const commentLine = /^(?:\/\/|\/\*|\*|#|--|<!--|;|%|"""|''')/;

/** Whether a line says something that follows from its surroundings. */
function isTelling(line = ''): boolean {
  const text = line.trim();
  if (text.length < 10 || text.length > 120) return false;
  if (importLine.test(text) || commentLine.test(text)) return false;
  // At least two words, so that `});` and `} else {` stay out.
  return (text.match(/\p{L}{2,}/gu) ?? []).length >= 2;
}

/** As much of the file around the gap as is sent, in lines: enough to go by, and quick on a small machine. */
const linesBefore = 40;
const linesAfter = 15;

function toCase(origin: OriginFile, lines: readonly string[], { first, last }: Gap): OwnCodeCase {
  const indentation = /^\s*/.exec(lines[first] ?? '')?.[0] ?? '';
  const before = lines.slice(Math.max(0, first - linesBefore), first);
  const hidden = lines
    .slice(first, last + 1)
    .join('\n')
    .slice(indentation.length);
  return {
    kind: 'own-code',
    id: `${origin.uri}#${first + 1}`,
    title: `${origin.path}, ${first === last ? `line ${first + 1}` : `lines ${first + 1} to ${last + 1}`}`,
    origin,
    prefix: [...before, indentation].join('\n'),
    suffix: ['', ...lines.slice(last + 1, last + 1 + linesAfter)].join('\n'),
    hidden,
    // Code has about three characters a token; the rest is room for another wording.
    maxOutputTokens: 16 + Math.ceil(hidden.length / 2),
  };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

/** Numbers from 0 to 1 by the seed: the minimal standard generator of Park and Miller, which is plenty for a choice. */
function createRandom(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  // Small seeds lie close together, and so would the first numbers without the factor.
  let state = ((Math.abs(Math.trunc(seed)) * 69_621 + 12_345) % (modulus - 1)) + 1;
  return () => {
    state = (state * 48_271) % modulus;
    return state / modulus;
  };
}
