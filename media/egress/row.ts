import type { KeptText } from '../../src/metering/egressView/messages.ts';
import type { DetailView, RowView } from '../../src/metering/egressView/report.ts';
import { element } from '../chat/dom.ts';
import { icon } from '../chat/icons.ts';
import { toVisibleText } from '../chat/visibleText.ts';
import { type ColumnName, columns } from './columns.ts';
import { Detail } from './detail.ts';
import type { Host } from './host.ts';

/** One request of the list. Its toggle is made once, so that the keyboard stays on it whatever is drawn. */
export class Row {
  readonly element = element('tr', { class: 'exit', role: 'row', 'data-testid': 'exit' });
  readonly toggle: HTMLButtonElement;
  readonly #post: Host['post'];
  readonly #time = element('span');
  readonly #cells: ReadonlyMap<ColumnName, HTMLElement>;
  #detail: Detail | undefined;
  #shownKey = '';

  constructor(sequence: number, post: Host['post']) {
    this.#post = post;
    this.toggle = element('button', { type: 'button', class: 'toggle', 'data-testid': 'toggle', tabindex: '-1' });
    this.toggle.append(icon('chevronDown'), this.#time);
    this.#cells = new Map(
      columns.map(({ name, label }) => [name, element('td', { role: 'cell', class: name, 'data-column': label })]),
    );
    this.#cells.get('time')?.append(this.toggle);
    this.element.append(...this.#cells.values());
    // A click on the button bubbles up to here too.
    this.element.addEventListener('click', (event) => {
      const isOnCopy = event.target instanceof Element && event.target.closest('.copy-hash') !== null;
      const isSelecting = document.getSelection()?.isCollapsed === false;
      if (!isOnCopy && !isSelecting) post({ type: 'open-row', sequence, isOpen: this.#detail === undefined });
    });
  }

  /** Gives the elements that stand for it: the row, and what it opens to. */
  draw(view: RowView, detail: DetailView | undefined): readonly HTMLElement[] {
    const key = JSON.stringify(view);
    if (key !== this.#shownKey) this.#fill(view);
    this.#shownKey = key;
    this.toggle.ariaExpanded = String(detail !== undefined);
    if (detail === undefined) this.#detail = undefined;
    else this.#detail ??= new Detail(this.#post);
    if (detail !== undefined) this.#detail?.draw(detail);
    return this.#detail === undefined ? [this.element] : [this.element, this.#detail.element];
  }

  showText(kept: KeptText): void {
    this.#detail?.showText(kept);
  }

  #fill(view: RowView): void {
    const { sequence, time, host, model, task, end, marks } = view;
    this.element.dataset['sequence'] = String(sequence);
    this.element.className = ['exit', ...marks].join(' ');
    this.#time.textContent = time;
    this.toggle.ariaLabel = [time, host, model, task, end].filter(Boolean).join(', ');
    this.#set('destination', main(breakable(host)), small(view.provider));
    this.#set('model', main(breakable(toVisibleText(model === '' ? task : model))), small(model === '' ? '' : task));
    this.#set('why', main(toVisibleText(view.why)));
    this.#set('bytes', main(view.bytes), small(view.tokens));
    this.#set('cost', main(view.cost));
    this.#set('found', main(view.found), small(view.redacted));
    this.#set('end', main(end), small(marks.includes('broken') ? 'marked' : ''));
    this.#set('hash', this.#drawHash(view.sha256));
  }

  #set(name: ColumnName, ...children: readonly Node[]): void {
    this.#cells.get(name)?.replaceChildren(...children);
  }

  /** The keyboard finds the whole hash, and its copying, in what the row opens to. */
  #drawHash(sha256: string): HTMLElement {
    const label = `Copy the hash ${sha256}`;
    const made = element(
      'button',
      { type: 'button', class: 'copy-hash', tabindex: '-1', title: label, 'aria-label': label, 'data-testid': 'hash' },
      sha256.slice(0, 8),
    );
    made.addEventListener('click', () => this.#post({ type: 'copy', text: sha256 }));
    return made;
  }
}

function main(...children: readonly (Node | string)[]): HTMLElement {
  return element('span', { class: 'main' }, ...children);
}

/** Lets a long name wrap behind its dots, colons and slashes. */
function breakable(name: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const part of name.split(/(?<=[.:/])/)) fragment.append(part, element('wbr'));
  return fragment;
}

function small(text: string): HTMLElement {
  return element('small', text === '' ? { hidden: '' } : {}, text);
}
