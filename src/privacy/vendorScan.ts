import { crc32 } from 'node:zlib';
import type { Detection, Detector } from './detection.ts';
import { createPrefixIndex } from './keywords.ts';
import { isExampleToken, isPlaceholderKey, isSpelledOut } from './placeholders.ts';
import { vendorFormats } from './vendorFormats/all.ts';
import { alphabets, type VendorFormat } from './vendorFormats/vendorFormat.ts';

/**
 * Finds the keys and tokens of a table of formats. The text is read once, whatever the size of the table: only where the
 * first characters of a keyword stand, and a key may start, is anything compared.
 */
export function createVendorScan(formats: readonly VendorFormat[] = vendorFormats): Detector {
  const matchers = formats.flatMap((format) => format.keywords.map((keyword) => toMatcher(format, keyword)));
  const index = createPrefixIndex(matchers, ({ keyword }) => keyword);
  return function* find(text) {
    for (let position = 0; position < text.length - 1; position++) {
      const candidates = index.candidatesAt(text, position);
      if (candidates === undefined || candidates.length === 0) continue;
      for (const matcher of candidates) {
        if (!text.startsWith(matcher.keyword, position)) continue;
        if (matcher.startsKey && !mayStartAt(text, position)) continue;
        const found = matchAt(matcher, text, position);
        if (found !== undefined) yield found;
      }
    }
  };
}

interface Matcher {
  readonly format: VendorFormat;
  readonly keyword: string;
  /** Whether the keyword is the beginning of the key and starts with a letter or a digit. */
  readonly startsKey: boolean;
  /** Sticky: it is tried only where the keyword stands. */
  readonly pattern: RegExp;
}

/**
 * A key does not start in the middle of a word or of a run of base64, but may follow an escape such as `\n` or `%3D`,
 * which ends in a letter or a digit.
 */
function mayStartAt(text: string, position: number): boolean {
  const before = text.charCodeAt(position - 1);
  const isLetter = (before | 32) >= 97 && (before | 32) <= 122;
  if (!isLetter && !(before >= 48 && before <= 57) && before !== plusSign) return true;
  // Only few letters have a backslash or a percent sign before them: the costly look is for those.
  const isAfterEscape = text.charCodeAt(position - 2) === backslash || text.charCodeAt(position - 3) === percentSign;
  return isAfterEscape && /\\[nrt]$|%[0-9A-F]{2}$/.test(text.slice(Math.max(0, position - 3), position));
}

const plusSign = 43;
const backslash = 92;
const percentSign = 37;

function matchAt({ format, pattern }: Matcher, text: string, position: number): Detection | undefined {
  pattern.lastIndex = position;
  const [found = '', before = '', body = ''] = pattern.exec(text) ?? [];
  if (found === '' || !isPlausible(format, before + body)) return undefined;
  const { rule, what, generic } = format;
  if (generic === true && isExampleToken(found)) return undefined;
  const kind = generic === true ? 'assigned-secret' : 'vendor-secret';
  return { kind, rule, what, start: position - before.length, end: position + found.length };
}

/** `random` is the key without its keyword. */
function isPlausible({ checksum, needsDigit }: VendorFormat, random: string): boolean {
  // A checksum that fits cannot be chance. One that does not fit proves little: the key may be cut or mistyped.
  if (checksum === 'crc32-base62' && hasValidChecksum(random)) return true;
  return !isPlaceholderKey(random) && !isSpelledOut(random) && (needsDigit === undefined || /\d/.test(random));
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
  // What stands before starts no more in the middle of a word than a keyword does.
  const start = before === undefined ? '()' : `(?<=${startOfKey}(${toPattern(before)}))`;
  const pattern = new RegExp(`${start}${escapePattern(keyword)}(${toPattern(body)})${endFor(body)}`, 'y');
  return { format, keyword, startsKey: before === undefined && /^\w/.test(keyword), pattern };
}

/** The same as mayStartAt, for what stands before a keyword. */
const startOfKey = String.raw`(?:(?<![A-Za-z0-9+])|(?<=\\[nrt]|%[0-9A-F]{2}))`;

/** A key does not end within a longer run of its own characters. */
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
