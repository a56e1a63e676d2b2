import { lexer, type Token } from 'marked';
import { toVisibleText } from './visibleText.ts';

/** One block of Markdown: a paragraph, a list, a fenced block of code. */
export interface Block {
  readonly raw: string;
  readonly token: Token;
  /** Whether more text can no longer change it. */
  readonly isFinished: boolean;
}

/**
 * Splits a growing Markdown text into blocks. Blocks that more text can no longer change are kept, and only what
 * follows them is parsed again, so that the work of a frame does not grow with the answer.
 */
export class BlockSplitter {
  #finished: Block[] = [];
  #finishedText = '';

  /** Returns all blocks of the text so far. Finished ones are the same objects as before. */
  split(text: string): readonly Block[] {
    const source = toSource(text);
    if (!source.startsWith(this.#finishedText)) this.#forget();
    const tokens = lexer(source.slice(this.#finishedText.length));
    const openCount = countOpen(tokens);
    const open: Block[] = [];
    for (const [index, token] of tokens.entries()) {
      const isFinished = index < tokens.length - openCount;
      if (isFinished) this.#finishedText += token.raw;
      if (token.type === 'space') continue;
      (isFinished ? this.#finished : open).push({ raw: token.raw, token, isFinished });
    }
    return [...this.#finished, ...open];
  }

  /** Parses a complete text as a whole, where links may refer to definitions further down. */
  splitComplete(text: string): readonly Block[] {
    this.#forget();
    return lexer(toSource(text))
      .filter((token) => token.type !== 'space')
      .map((token) => ({ raw: token.raw, token, isFinished: true }));
  }

  #forget(): void {
    this.#finished = [];
    this.#finishedText = '';
  }
}

/**
 * How many tokens at the end more text can still change. The last block can grow, and the one before it too: in
 * `- a`, an empty line, `-` the dash is a paragraph until a space makes it the next item of the same list.
 */
function countOpen(tokens: readonly Token[]): number {
  const blocks = tokens.flatMap((token, index) => (token.type === 'space' ? [] : [index]));
  return tokens.length - (blocks.at(-2) ?? 0);
}

/** The parser counts `\r\n` as one character, so line ends are made equal before it sees them. */
function toSource(text: string): string {
  return toVisibleText(text).replace(/\r\n?/g, '\n');
}
