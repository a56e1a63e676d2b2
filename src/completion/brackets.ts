/** A closing bracket or quote that closes something opened before the text it stands in. */
export interface UnmatchedCloser {
  readonly index: number;
  readonly character: string;
}

const openerOf: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);
const openers: ReadonlySet<string> = new Set(openerOf.values());
const quotes: ReadonlySet<string> = new Set(['"', "'", '`']);
const closerOf: ReadonlyMap<string, string> = new Map([
  ...[...openerOf].map(([closer, opener]): [string, string] => [opener, closer]),
  ...[...quotes].map((quote): [string, string] => [quote, quote]),
]);

/**
 * Finds the closers in `text` whose openers stand before it. `openQuote` is the quote of a string that is open where
 * the text begins. A quote without its partner on the same line is an apostrophe and counts as a letter.
 */
export function findUnmatchedClosers(text: string, openQuote?: string): UnmatchedCloser[] {
  const codeStart = openQuote === undefined ? 0 : endOfString(text, 0, openQuote);
  if (openQuote === undefined) return walk(text, 0).unmatchedClosers;
  if (codeStart === 0) return [];
  return [{ index: codeStart - 1, character: openQuote }, ...walk(text, codeStart).unmatchedClosers];
}

/** The brackets that a piece of code opens and does not close, the outermost first. */
export function findOpenBrackets(text: string): string[] {
  return walk(text, 0).open;
}

/** The quote of the string that is still open where a line's beginning ends, if any. */
export function findOpenQuote(linePrefix: string): string | undefined {
  let open: string | undefined;
  for (let index = 0; index < linePrefix.length; index++) {
    const character = linePrefix.charAt(index);
    if (character === '\\') index++;
    else if (open === undefined && quotes.has(character)) open = character;
    else if (character === open) open = undefined;
  }
  return open;
}

/**
 * What closes the brackets and strings that one line of code opens and leaves open, the innermost first. Undefined where
 * that is in doubt without the language's grammar: with comments, regular expressions, interpolation other than that of
 * JavaScript's templates, and quotes that may be apostrophes, prefixed, or one of three.
 */
export function closersOf(text: string): string | undefined {
  if (/"""|'''/.test(text)) return undefined;
  const awaited: string[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const innermost = awaited.at(-1) ?? '';
    if (character === '\\') index++;
    else if (character === innermost) awaited.pop();
    else if (innermost === '`') {
      if (!text.startsWith('${', index)) continue;
      awaited.push('}');
      index++;
    } else if (quotes.has(innermost)) {
      if (/[{$#]/.test(character)) return undefined;
    } else {
      if (character === '#' || (character === '/' && isNoDivision(text, index))) return undefined;
      if (character === "'" && /[\p{L}\p{N}_&<+-]/u.test(text.charAt(index - 1))) return undefined;
      const closer = closerOf.get(character);
      if (closer !== undefined) awaited.push(closer);
    }
  }
  return awaited.includes("'") ? undefined : awaited.reverse().join('');
}

/** Whether a slash begins a comment or a regular expression. */
function isNoDivision(text: string, index: number): boolean {
  return /^\/[/*]/.test(text.slice(index)) || /(?:^|[(,=:!&|?{};[]|\b(?:return|case))\s*$/.test(text.slice(0, index));
}

/** Whether a text is nothing but closing brackets, quotes and the punctuation that ends a line. */
export function isOnlyClosers(text: string): boolean {
  return /^[\s)\]}>'"`;,:]*\{?\s*$/.test(text);
}

function walk(text: string, from: number): { unmatchedClosers: UnmatchedCloser[]; open: string[] } {
  const unmatchedClosers: UnmatchedCloser[] = [];
  const open: string[] = [];
  let index = from;
  while (index < text.length) {
    const character = text.charAt(index);
    const opener = openerOf.get(character);
    if (openers.has(character)) open.push(character);
    if (opener !== undefined) {
      if (open.at(-1) === opener) open.pop();
      else unmatchedClosers.push({ index, character });
    }
    index = quotes.has(character) ? endOfString(text, index + 1, character) || index + 1 : index + 1;
  }
  return { unmatchedClosers, open };
}

/** The index just after the quote that ends a string; 0 when the string does not end on its line. */
function endOfString(text: string, from: number, quote: string): number {
  for (let index = from; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\') index++;
    else if (character === quote) return index + 1;
    else if (character === '\n' && quote !== '`') return 0;
  }
  return 0;
}
