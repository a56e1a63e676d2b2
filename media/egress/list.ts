import type { KeptText } from '../../src/metering/egressView/messages.ts';
import type { EgressViewState } from '../../src/metering/egressView/report.ts';
import { element, Slot, textButton } from '../chat/dom.ts';
import { columns } from './columns.ts';
import type { Host } from './host.ts';
import { Row } from './row.ts';

/** What left, the newest first, day by day. A row opens to all that is known of it. */
export class ExitList {
  readonly element = element('section', { class: 'list', 'aria-label': 'What left' });
  readonly #post: Host['post'];
  readonly #rows = new Map<number, Row>();
  readonly #days = new Map<string, HTMLElement>();
  readonly #body = element('tbody', { role: 'rowgroup' });
  readonly #table: HTMLTableElement;
  readonly #empty = new Slot();
  readonly #more: HTMLButtonElement;

  constructor(post: Host['post']) {
    this.#post = post;
    const head = columns.map((column) =>
      element('th', { scope: 'col', role: 'columnheader', class: column.name }, column.label),
    );
    this.#table = element(
      'table',
      { class: 'exits', role: 'table', 'aria-label': 'What left, the newest first' },
      element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...head)),
      this.#body,
    );
    this.#more = textButton({ label: 'Show more', testId: 'show-more', onPress: () => post({ type: 'show-more' }) });
    this.#body.addEventListener('keydown', (event) => this.#moveByKey(event));
    this.element.append(this.#table, this.#empty.element, this.#more);
  }

  /** The rows on the page, in their order. */
  *rowElements(): Iterable<HTMLElement> {
    for (const row of this.#rows.values()) yield row.element;
  }

  draw({ days, open, empty, canShowMore }: EgressViewState): void {
    const details = new Map(open.map((detail) => [detail.sequence, detail]));
    const before = new Map(this.#rows);
    this.#rows.clear();
    const wanted: HTMLElement[] = [];
    for (const { label, rows } of days) {
      wanted.push(this.#dayElement(label));
      for (const view of rows) {
        const row = before.get(view.sequence) ?? new Row(view.sequence, this.#post);
        this.#rows.set(view.sequence, row);
        wanted.push(...row.draw(view, details.get(view.sequence)));
      }
    }
    place(this.#body, wanted);
    this.#keepOneTabStop();
    this.#table.hidden = days.length === 0;
    this.#empty.draw(empty, (shown) => this.#drawEmpty(shown));
    const isFocusLost = !canShowMore && this.#more.matches(':focus');
    this.#more.hidden = !canShowMore;
    // Who asked for the last rows by key reads on at the first of them.
    const firstNew = isFocusLost ? [...this.#rows].find(([sequence]) => !before.has(sequence)) : undefined;
    if (firstNew !== undefined) this.#focus(firstNew[1].toggle);
  }

  showText(kept: KeptText): void {
    this.#rows.get(kept.sequence)?.showText(kept);
  }

  #dayElement(label: string): HTMLElement {
    const known = this.#days.get(label);
    if (known !== undefined) return known;
    const heading = element('th', { colspan: String(columns.length), scope: 'rowgroup', role: 'rowheader' }, label);
    const made = element('tr', { class: 'day', role: 'row', 'data-testid': 'day' }, heading);
    this.#days.set(label, made);
    return made;
  }

  #drawEmpty({ text, remedy }: NonNullable<EgressViewState['empty']>): HTMLElement {
    const drawn = element('div', { class: 'nothing', 'data-testid': 'nothing' }, element('p', {}, text));
    if (remedy === 'clear-filter') {
      const onPress = () => this.#post({ type: 'clear-filter' });
      drawn.append(textButton({ label: 'Clear filters', testId: 'clear-filter-here', onPress }));
    } else if (remedy === 'show-without-prompt') {
      const onPress = () => this.#post({ type: 'show-without-prompt' });
      drawn.append(textButton({ label: 'Show them', testId: 'show-without-prompt', onPress }));
    }
    return drawn;
  }

  /** The list is one stop for the Tab key; the arrows move inside it. */
  #keepOneTabStop(): void {
    const toggles = [...this.#rows.values()].map(({ toggle }) => toggle);
    const current = toggles.find((toggle) => toggle.tabIndex === 0) ?? toggles[0];
    for (const toggle of toggles) toggle.tabIndex = toggle === current ? 0 : -1;
  }

  #moveByKey(event: KeyboardEvent): void {
    const toggles = [...this.#rows.values()].map(({ toggle }) => toggle);
    const at = toggles.findIndex((toggle) => toggle.matches(':focus'));
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (at < 0 || step === undefined) return;
    const next = toggles[Math.max(0, Math.min(toggles.length - 1, at + step))];
    if (next === undefined) return;
    event.preventDefault();
    this.#focus(next);
  }

  #focus(wanted: HTMLElement): void {
    for (const { toggle } of this.#rows.values()) toggle.tabIndex = toggle === wanted ? 0 : -1;
    wanted.focus();
    wanted.scrollIntoView({ block: 'nearest' });
  }
}

/** Gives the parent these children in this order. What stays is not touched, so that it keeps the focus. */
function place(parent: HTMLElement, wanted: readonly HTMLElement[]): void {
  const kept = new Set<Element>(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}
