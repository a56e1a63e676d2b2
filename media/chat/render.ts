import type { Token, Tokens } from 'marked';
import { type Block, BlockSplitter } from './blocks.ts';
import { CodeBlock } from './codeBlock.ts';
import { element } from './dom.ts';
import { enliven } from './enliven.ts';
import type { Highlight } from './highlight.ts';
import type { Post } from './host.ts';
import { type createMarkdownRenderer, toLanguage } from './markdown.ts';

/** What drawing the Markdown of an answer needs. */
export interface MarkdownTools {
  readonly post: Post;
  /** Called with code that the person wants at the cursor. */
  readonly onInsert: (code: string) => void;
  readonly highlight: Highlight;
  readonly renderToken: ReturnType<typeof createMarkdownRenderer>;
}

/** Draws a growing Markdown text. A block that has not changed keeps its elements. */
export class MarkdownView {
  readonly element = element('div', { class: 'markdown', 'data-testid': 'answer-text' });
  readonly #tools: MarkdownTools;
  readonly #splitter = new BlockSplitter();
  #drawn: DrawnBlock[] = [];

  constructor(tools: MarkdownTools) {
    this.#tools = tools;
  }

  /** Returns what a screen reader should say of the blocks that are now finished and were not before. */
  draw(text: string, isComplete: boolean): readonly string[] {
    const blocks = isComplete ? this.#splitter.splitComplete(text) : this.#splitter.split(text);
    const before = this.#drawn;
    // What a link refers to may have come after it, so with definitions the end is the time to draw links right.
    const isDrawnAnew = isComplete && blocks.some(({ token }) => token.type === 'def');
    if (isDrawnAnew) this.element.replaceChildren();
    this.#drawn = blocks.map((block, index) => this.#drawBlock(block, isDrawnAnew ? undefined : before[index]));
    for (const surplus of before.slice(blocks.length)) surplus.element.remove();
    const finished = this.#drawn.filter((drawn, index) => drawn.block.isFinished && !before[index]?.block.isFinished);
    return finished.map(toSpoken);
  }

  #drawBlock(block: Block, before: DrawnBlock | undefined): DrawnBlock {
    if (before?.block.raw === block.raw) return { ...before, block };
    const drawn = isCode(block.token) ? this.#drawCode(block, block.token, before) : this.#drawOther(block);
    if (before === undefined) this.element.append(drawn.element);
    else if (before.element !== drawn.element) before.element.replaceWith(drawn.element);
    return drawn;
  }

  /** Code that grows keeps its element, and with it the focus on its buttons and how far it was scrolled. */
  #drawCode(block: Block, token: Tokens.Code, before: DrawnBlock | undefined): DrawnBlock {
    const language = toLanguage(token.lang);
    const kept = before?.codeBlock?.language === language ? before.codeBlock : undefined;
    const codeBlock = kept ?? new CodeBlock(language, this.#tools);
    codeBlock.draw(token.text);
    return { block, element: codeBlock.element, codeBlock };
  }

  #drawOther(block: Block): DrawnBlock {
    const drawn = element('div', { class: 'block' }, this.#tools.renderToken(block.token));
    enliven(drawn, this.#tools);
    return { block, element: drawn, codeBlock: undefined };
  }
}

interface DrawnBlock {
  readonly block: Block;
  readonly element: HTMLElement;
  /** Set for a block of code, which can grow in place. */
  readonly codeBlock: CodeBlock | undefined;
}

/** Code read out character by character helps nobody, so only its size is said. */
function toSpoken({ block, element }: DrawnBlock): string {
  if (!isCode(block.token)) return element.textContent;
  return `Code block of ${block.token.text.split('\n').length} lines.`;
}

function isCode(token: Token): token is Tokens.Code {
  return token.type === 'code';
}
