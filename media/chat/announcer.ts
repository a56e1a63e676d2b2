import { element } from './dom.ts';

/** Says things to a screen reader, each once, when it has finished what it is saying. */
export class Announcer {
  readonly element = element('div', { class: 'only-for-screen-readers', role: 'status', 'aria-live': 'polite' });

  say(sentences: readonly string[]): void {
    if (sentences.length === 0) return;
    this.element.append(...sentences.map((sentence) => element('p', {}, sentence)));
    // What was said long ago is dropped, so that the page does not grow with it.
    while (this.element.childElementCount > mostKept) this.element.firstElementChild?.remove();
  }
}

const mostKept = 20;
