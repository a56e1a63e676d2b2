import type { Openings } from './openings.ts';
import type { SourceTree } from './sourceTree.ts';
import { beginsStatement, isCompound, mayGoOn, statementOf } from './statements.ts';
import { isComment, type Token, tokensIn } from './tokens.ts';

/**
 * What is known of a line of an answer from the text up to that line's end, so that it is the same whether the rest has
 * come or not. Depths count the open brackets beyond those that were open where the cursor's statement stands.
 */
export interface LineFacts {
  readonly text: string;
  /** Whether the line begins within a string or a comment. */
  readonly beginsInText: boolean;
  readonly startDepth: number;
  readonly lowestDepth: number;
  readonly endDepth: number;
  /** What begins with the line's first token; undefined where a statement goes on. */
  readonly begins: 'simple' | 'compound' | undefined;
  /** Whether the statement that the line ends in is over: `maybe` where the next line can still go on with it. */
  readonly isOver: 'yes' | 'maybe' | 'no';
}

export interface AnswerLinesOptions {
  readonly tree: SourceTree;
  /** What stands above the cursor's line. */
  readonly head: string;
  readonly linePrefix: string;
  /** What is open where the cursor's line begins. */
  readonly openings: Openings;
  /** The depth of the cursor's statement. */
  readonly base: number;
}

/** Reads the lines of an answer one by one, each of them once, while it is streamed. */
export class AnswerLines {
  readonly #options: AnswerLinesOptions;
  #facts: LineFacts[] = [];
  /** The finished lines that were read. */
  #read = '';
  /** What would close all that is open after them. */
  #closers: string;

  constructor(options: AnswerLinesOptions) {
    this.#options = options;
    this.#closers = options.openings.closers;
  }

  read(answer: string, count: number): readonly LineFacts[] {
    if (!answer.startsWith(this.#read)) {
      this.#facts = [];
      this.#read = '';
      this.#closers = this.#options.openings.closers;
    }
    while (this.#facts.length < count) {
      const end = answer.indexOf('\n', this.#read.length);
      if (end < 0) break;
      this.#readLine(answer.slice(0, end + 1));
    }
    return this.#facts.slice(0, count);
  }

  #readLine(finished: string): void {
    const { head, linePrefix, base } = this.#options;
    const text = head + linePrefix + finished;
    const start = head.length + (this.#facts.length === 0 ? 0 : linePrefix.length + this.#read.length);
    const walk = this.#parse(text, start);
    const first = walk.tokens[0];
    const begins = walk.beginsInText || first === undefined || !beginsStatement(first) ? undefined : kindOf(first);
    this.#facts.push({
      text: text.slice(start, -1),
      beginsInText: walk.beginsInText,
      startDepth: walk.startDepth - base,
      lowestDepth: walk.lowestDepth - base,
      endDepth: walk.end.depth - base,
      begins,
      isOver: walk.end.isInString ? 'no' : isOver(walk.tokens.findLast(({ node }) => !isComment(node))),
    });
    this.#read = finished;
  }

  /**
   * Parses up to a line's end with everything closed that is open there, since a parser says little about statements
   * in blocks that never end. What the line opens is known only from its tokens, hence a second time.
   */
  #parse(text: string, lineStart: number): LineWalk {
    for (let attempt = 1; ; attempt++) {
      const root = this.#options.tree.parse(text + this.#closers);
      const tokens = root === undefined ? [] : tokensIn(root, this.#options.head.length, text.length);
      const walk = walkLine(tokens, this.#options.openings.copy(), lineStart);
      if (walk.end.closers === this.#closers || attempt === 2) return walk;
      this.#closers = walk.end.closers;
    }
  }
}

interface LineWalk {
  readonly tokens: readonly Token[];
  readonly beginsInText: boolean;
  readonly startDepth: number;
  readonly lowestDepth: number;
  readonly end: Openings;
}

/**
 * Goes over all tokens from the cursor's line on, and keeps those of the last line. The earlier ones are asked anew each
 * time: what looked like an open string may have been closed since.
 */
function walkLine(tokens: Iterable<Token>, openings: Openings, lineStart: number): LineWalk {
  const ofLine: Token[] = [];
  let beginsInText = false;
  let startDepth: number | undefined;
  let lowestDepth = openings.depth;
  for (const token of tokens) {
    if (token.end > lineStart && startDepth === undefined) {
      beginsInText = openings.isInString || (token.isText && token.start < lineStart);
      startDepth = openings.depth;
      lowestDepth = startDepth;
    }
    openings.take(token);
    if (startDepth === undefined) continue;
    lowestDepth = Math.min(lowestDepth, openings.depth);
    ofLine.push(token);
  }
  const endDepth = openings.depth;
  if (startDepth === undefined) beginsInText = openings.isInString;
  return {
    tokens: ofLine,
    beginsInText,
    startDepth: startDepth ?? endDepth,
    lowestDepth: Math.min(lowestDepth, endDepth),
    end: openings,
  };
}

function kindOf(first: Token): 'simple' | 'compound' {
  return isCompound(statementOf(first)) ? 'compound' : 'simple';
}

function isOver(last: Token | undefined): LineFacts['isOver'] {
  if (last === undefined || [':', ',', '=>'].includes(last.type)) return 'no';
  const statement = statementOf(last);
  if (statement.hasError || statement.endIndex > last.end) return 'no';
  const endsForSure = last.type === ';' || (last.type === '}' && isCompound(statement));
  return endsForSure && !mayGoOn(statement) ? 'yes' : 'maybe';
}
