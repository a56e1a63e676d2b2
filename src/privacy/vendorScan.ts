import { crc32 } from 'node:zlib';
import type { Detection, Detector } from './detection.ts';
import { isPlaceholderKey } from './placeholders.ts';
import { vendorFormats } from './vendorFormats/all.ts';
import { alphabets, type VendorFormat } from './vendorFormats/vendorFormat.ts';

/**
 * Finds the keys and tokens of a table of formats. The text is read once, whatever the size of the table: only where the
 * first two characters of a keyword stand is anything compared.
 */
export function createVendorScan(formats: readonly VendorFormat[] = vendorFormats): Detector {
  const matchers = formats.flatMap((format) => format.keywords.map((keyword) => toMatcher(format, keyword)));
  const beginnings = Map.groupBy(matchers, ({ keyword }) => pairAt(keyword, 0));
  const isBeginning = new Uint8Array(pairCount);
  for (const pair of beginnings.keys()) isBeginning[pair] = 1;

  return function* find(text) {
    for (let position = 0; position < text.length - 1; position++) {
      const pair = pairAt(text, position);
      if (isBeginning[pair] !== 1) continue;
      for (const matcher of beginnings.get(pair) ?? []) yield* matchAt(matcher, text, position);
    }
  };
}

interface Matcher {
  readonly format: VendorFormat;
  readonly keyword: string;
  /** Sticky: it is tried only where the keyword stands. */
  readonly pattern: RegExp;
}

/** Two neighbouring characters as one number below `pairCount`. Others than ASCII share numbers, and match no keyword. */
function pairAt(text: string, position: number): number {
  return ((text.charCodeAt(position) & 127) << 7) | (text.charCodeAt(position + 1) & 127);
}

const pairCount = 1 << 14;

function* matchAt({ format, keyword, pattern }: Matcher, text: string, position: number): Iterable<Detection> {
  if (!text.startsWith(keyword, position)) return;
  pattern.lastIndex = position;
  const [found = '', before = '', body = ''] = pattern.exec(text) ?? [];
  if (found === '' || !isPlausible(format, before + body)) return;
  const { rule, what } = format;
  yield { kind: 'vendor-secret', rule, what, start: position - before.length, end: position + found.length };
}

/** `random` is the key without its keyword. */
function isPlausible({ checksum, needsDigit }: VendorFormat, random: string): boolean {
  // A checksum that fits cannot be chance. One that does not fit proves little: the key may be cut or mistyped.
  if (checksum === 'crc32-base62' && hasValidChecksum(random)) return true;
  return !isPlaceholderKey(random) && (needsDigit === undefined || /\d/.test(random));
}

/**
 * The last six characters are the CRC-32 of those before, in base 62 (GitHub's blog, "Behind GitHub's new
 * authentication token formats", 2021-04-05).
 */
function hasValidChecksum(random: string): boolean {
  let rest = crc32(random.slice(0, -6));
  let expected = '';
  for (let place = 0; place < 6; place++) {
    expected = base62.charAt(rest % 62) + expected;
    rest = Math.floor(rest / 62);
  }
  return random.endsWith(expected);
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The first group of a pattern is what stands before the keyword, the second what follows it. */
function toMatcher(format: VendorFormat, keyword: string): Matcher {
  const { before, body } = format;
  const start = before === undefined ? `()${startFor(keyword)}` : `(?<=${startFor('a')}(${toPattern(before)}))`;
  const pattern = new RegExp(`${start}${escapePattern(keyword)}(${toPattern(body)})${endFor(body)}`, 'y');
  return { format, keyword, pattern };
}

/** A key does not start in the middle of a word or of a run of base64. */
function startFor(keyword: string): string {
  return /^\w/.test(keyword) ? '(?<![A-Za-z0-9+])' : '';
}

/** Nor does it end within a longer run of its own characters. */
function endFor(body: string): string {
  const lastRun = /<(\w+):[\d-]+>$/.exec(body)?.[1];
  return lastRun === undefined ? '' : `(?![${alphabetOf(lastRun)}])`;
}

function toPattern(shape: string): string {
  const runs = /<(\w+):(\d+)(?:-(\d+)|(\+))?>/g;
  let pattern = '';
  let end = 0;
  for (const match of shape.matchAll(runs)) {
    const [run, alphabet = '', least, most, open] = match;
    const length = open !== undefined ? `${least},${longestRun}` : most === undefined ? least : `${least},${most}`;
    pattern += `${escapePattern(shape.slice(end, match.index))}[${alphabetOf(alphabet)}]{${length}}`;
    end = match.index + run.length;
  }
  return pattern + escapePattern(shape.slice(end));
}

/** Keeps a text that is made to be slow from being so. */
const longestRun = 1_000;

function alphabetOf(name: string): string {
  const alphabet = new Map<string, string>(Object.entries(alphabets)).get(name);
  if (alphabet === undefined) throw new Error(`The table of vendor formats names an unknown alphabet: ${name}.`);
  return alphabet;
}

function escapePattern(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
