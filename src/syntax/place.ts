import type { Node } from 'web-tree-sitter';
import { AnswerLines, type LineFacts } from './answerLines.ts';
import type { Grammar } from './grammars.ts';
import { isOpener, Openings } from './openings.ts';
import type { SourceTree } from './sourceTree.ts';
import { isComment, lastCodeBefore, type Token, tokensIn, unsettledTokensBefore } from './tokens.ts';
import { windowAbove, windowBelow } from './window.ts';

/** Where something may be inserted, with `\n` as the only line break. */
export interface Place {
  readonly languageId: string;
  /** What stands above the cursor's line, ending with its line break. */
  readonly above: string;
  /** The cursor's line up to the cursor, and from there on. */
  readonly linePrefix: string;
  readonly lineSuffix: string;
  /** What stands below the cursor's line. */
  readonly below: string;
}

export interface PlaceOptions {
  readonly grammar: Grammar;
  readonly tree: SourceTree;
  readonly checkTree: SourceTree;
  /** The window of the place that was looked at before; empty for none. */
  readonly lastWindow: string;
}

/** What the grammar says of the text around a cursor, and of an answer that is to stand there. */
export class PlaceSyntax {
  /** Whether indentation, and not a bracket, tells where the cursor's block ends: after a colon. */
  readonly isIndentationBlock: boolean;
  /** Whether the cursor is in a comment or a string. */
  readonly isInText: boolean;
  /** Whether the cursor's line ends with what opens a block or a list. */
  readonly isOpening: boolean;
  /** Whether the cursor's line ends with a comma in a list that it opened. */
  readonly isInOpenList: boolean;
  /** The line that opens the block which has no code yet before the cursor's blank line; undefined elsewhere. */
  readonly openerLine: string | undefined;
  /** The part of the text above the cursor's line that is looked at. */
  readonly window: string;
  readonly #place: Place;
  readonly #options: PlaceOptions;
  readonly #lines: AnswerLines;
  #closersBelow: string | undefined;

  constructor(place: Place, options: PlaceOptions) {
    this.#place = place;
    this.#options = options;
    const { grammar, tree } = options;
    this.window = windowAbove(place.above, options.lastWindow);
    const head = this.#head;
    const text = head + place.linePrefix;
    const root = tree.parse(text);
    const lineTokens = root === undefined ? [] : [...tokensIn(root, head.length, text.length)];
    const openings = openingsBefore(root, head.length);
    const atLineStart = openings.copy();
    let base = openings.depth;
    for (const token of lineTokens) {
      openings.take(token);
      base = Math.min(base, openings.depth);
    }
    const last = root === undefined ? undefined : lastCodeBefore(root, text.length);
    const isOnLine = last !== undefined && last.end > head.length;
    const first = lineTokens[0];
    this.isInText =
      openings.isInString || lineTokens.some((token) => holdsEnd(token, text)) || isInOpenComment(text, options);
    this.isOpening = isOnLine && opensBlock(last, first, grammar);
    this.isInOpenList = isOnLine && last.type === ',' && openings.depth > base;
    this.isIndentationBlock = grammar.blocks === 'indentation' || (this.isOpening && last?.type === ':');
    this.openerLine = undefined;
    if (last !== undefined && place.linePrefix.trim() === '') {
      const lineStart = text.lastIndexOf('\n', last.start) + 1;
      const [firstThere] = root === undefined ? [] : tokensIn(root, lineStart, last.end);
      if (opensBlock(last, firstThere, grammar)) this.openerLine = text.slice(lineStart, last.end);
    }
    this.#lines = new AnswerLines({ tree, head, linePrefix: place.linePrefix, openings: atLineStart, base });
  }

  isAt({ languageId, above, linePrefix, lineSuffix, below }: Place): boolean {
    const own = this.#place;
    const isSameLine = linePrefix === own.linePrefix && lineSuffix === own.lineSuffix;
    return isSameLine && languageId === own.languageId && above === own.above && below === own.below;
  }

  /** What is known of the finished lines of an answer, the cursor's own line first, at most `count` of them. */
  readLines(answer: string, count: number): readonly LineFacts[] {
    return this.#lines.read(answer, count);
  }

  /**
   * Whether the text around the cursor parses with an inserted text as well as it does without. Undefined where it had
   * mistakes before: then a further one proves nothing.
   */
  isSoundWith(inserted: string): boolean | undefined {
    const { checkTree } = this.#options;
    this.#closersBelow ??= this.#findClosersBelow();
    const isSound = (text: string) => checkTree.parse(this.#textWith(text) + this.#closersBelow)?.hasError === false;
    return isSound('') ? isSound(inserted) : undefined;
  }

  /** The text above the cursor's line as the grammar wants it. */
  get #head(): string {
    const { prelude } = this.#options.grammar;
    return this.window.includes(prelude.trim()) ? this.window : prelude + this.window;
  }

  /** What closes the blocks that the window cuts off, or that the document leaves open. */
  #findClosersBelow(): string {
    const text = this.#textWith('');
    return openingsBefore(this.#options.checkTree.parse(text), text.length).closers;
  }

  #textWith(inserted: string): string {
    const { linePrefix, lineSuffix, below } = this.#place;
    return `${this.#head}${linePrefix}${inserted}${lineSuffix}\n${windowBelow(below)}`;
  }
}

function openingsBefore(root: Node | undefined, end: number): Openings {
  const openings = new Openings();
  if (root === undefined) return openings;
  for (const token of unsettledTokensBefore(root, end)) if (token.start < end) openings.take(token);
  return openings;
}

/** Whether a text ends within a string or a comment. A comment that ends with its line is left only by a new line. */
function holdsEnd(token: Token, text: string): boolean {
  if (!token.isText) return false;
  if (token.end > text.length) return true;
  return token.end === text.length && token.type.includes('comment') && !/(\*\/|-->)$/.test(text);
}

/** A comment that is closed only below is none to the parser, which does not see that. */
function isInOpenComment(text: string, { tree, grammar }: PlaceOptions): boolean {
  const start = text.lastIndexOf('/*');
  if (grammar.blocks === 'indentation' || start < 0 || start < text.lastIndexOf('*/')) return false;
  const node = tree.parse(`${text}*/`)?.descendantForIndex(start, start + 1);
  return node !== undefined && node !== null && isComment(node) && node.startIndex === start;
}

function opensBlock(last: Token, first: Token | undefined, grammar: Grammar): boolean {
  if (isOpener(last) || last.type === '=>') return true;
  if (last.type !== ':' || first === undefined) return false;
  if (grammar.blocks === 'brackets') return first.type === 'case' || first.type === 'default';
  const parentType = last.node.parent?.type ?? '';
  return pythonBlockWords.has(first.type) || /_(definition|statement|clause)$/.test(parentType);
}

const pythonBlockWords: ReadonlySet<string> = new Set([
  ...['if', 'elif', 'else', 'for', 'while', 'def', 'class', 'with', 'try', 'except', 'finally', 'async', 'case'],
]);
