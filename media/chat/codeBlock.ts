import { element, iconButton } from './dom.ts';
import type { Highlight } from './highlight.ts';
import { icon } from './icons.ts';
import type { MarkdownTools } from './render.ts';

/** A block of code with its language, and buttons to copy it and to insert it at the cursor. */
export class CodeBlock {
  readonly element: HTMLElement;
  readonly language: string;
  readonly #code = element('code', { 'data-testid': 'code' });
  readonly #highlight: Highlight;
  #text = '';

  constructor(language: string, tools: Pick<MarkdownTools, 'post' | 'highlight' | 'onInsert'>) {
    this.language = language;
    this.#highlight = tools.highlight;
    const copy = iconButton('copy', {
      label: 'Copy code',
      testId: 'copy-code',
      onPress: () => {
        tools.post({ type: 'copy', text: this.#text });
        confirmCopy(copy);
      },
    });
    const insert = iconButton('insert', {
      label: 'Insert at cursor',
      testId: 'insert-code',
      onPress: () => tools.onInsert(this.#text),
    });
    const label = element('span', { class: 'language', 'data-testid': 'code-language' }, language || 'text');
    // The code scrolls sideways, so the keyboard must be able to reach it.
    const name = `Code, ${language || 'text'}`;
    const scrolling = element('pre', { tabindex: '0', role: 'group', 'aria-label': name }, this.#code);
    this.element = element(
      'div',
      { class: 'code-block' },
      element('div', { class: 'code-bar' }, label, copy, insert),
      scrolling,
    );
  }

  draw(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#code.replaceChildren(this.#highlight(text, this.language.toLowerCase()));
  }
}

const confirmationMs = 1500;

/** Shows a check mark in the place of the icon for a moment. */
function confirmCopy(button: HTMLButtonElement): void {
  button.replaceChildren(icon('check'));
  setTimeout(() => button.replaceChildren(icon('copy')), confirmationMs);
}
