import type { Token } from './tokens.ts';

interface Opening {
  readonly type: string;
  readonly row: number;
}

const closerOf: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['${', '}'],
  ['#[', ']'],
]);
const closers: ReadonlySet<string> = new Set(closerOf.values());

/** The brackets and quotes that are open at a place, told by the tokens before it. */
export class Openings {
  readonly #open: Opening[];
  /** Closers whose openers stand before the text that is looked at. */
  #unmatched: number;

  constructor(open: readonly Opening[] = [], unmatched = 0) {
    this.#open = [...open];
    this.#unmatched = unmatched;
  }

  /** How many brackets are open; negative where more were closed than opened. */
  get depth(): number {
    return this.#open.filter(({ type }) => closerOf.has(type)).length - this.#unmatched;
  }

  get isInString(): boolean {
    const last = this.#open.at(-1);
    return last !== undefined && isQuote(last.type);
  }

  /** What would close everything that is open; empty within a string, which might take it for its own text. */
  get closers(): string {
    if (this.isInString) return '';
    return this.#open.map(({ type }) => closerOf.get(type) ?? '').reduceRight((text, closer) => text + closer, '');
  }

  copy(): Openings {
    return new Openings(this.#open, this.#unmatched);
  }

  take(token: Token): void {
    const last = this.#open.at(-1);
    // A string that nothing closed on its line is a mistake of that line only.
    if (last !== undefined && /^\w{0,2}["']$/.test(last.type) && last.row < token.row) this.#open.pop();
    if (token.isText) return;
    if (isQuote(token.type)) this.#takeQuote(token);
    else if (!this.isInString || token.type === '${') this.#takeBracket(token);
  }

  #takeQuote({ type, row, node }: Token): void {
    const last = this.#open.at(-1);
    // The quote before the name of a lifetime in Rust opens nothing.
    if (node.parent?.type === 'lifetime') return;
    if (last !== undefined && isQuote(last.type)) {
      if (type === 'string_end' || last.type.endsWith(type)) this.#open.pop();
    } else if (type !== 'string_end') this.#open.push({ type, row });
  }

  #takeBracket({ type, row }: Token): void {
    if (closerOf.has(type)) this.#open.push({ type, row });
    if (!closers.has(type)) return;
    const index = this.#open.findLastIndex((opening) => closerOf.get(opening.type) === type);
    if (index >= 0) this.#open.length = index;
    else if (this.#open.length === 0) this.#unmatched++;
  }
}

export function isOpener({ type }: Pick<Token, 'type'>): boolean {
  return closerOf.has(type);
}

export function isCloser({ type }: Pick<Token, 'type'>): boolean {
  return closers.has(type);
}

/** Quotes with what may stand before them (`R"`, `b'`), the three of a text block, and Python's own two tokens. */
function isQuote(type: string): boolean {
  return /^\w{0,2}(["'`]|""")$|^string_(start|end)$/.test(type);
}
