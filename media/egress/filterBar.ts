import type { Choice, EgressViewState } from '../../src/metering/egressView/report.ts';
import { element, linkButton, textButton } from '../chat/dom.ts';
import type { Host } from './host.ts';

type Filter = EgressViewState['filter'];

/** The choices of what is listed, and beside them how much that is and its export. */
export class FilterBar {
  readonly element = element('section', { class: 'filter-bar', 'aria-label': 'Filter and export' });
  readonly #period = choice('period', 'Period');
  readonly #host = choice('host', 'Destination');
  readonly #task = choice('task', 'Task');
  readonly #withFindings = new Switch('with-findings', 'With findings');
  readonly #withoutPrompt = new Switch('without-prompt', 'Without a prompt');
  readonly #marked = new Switch('marked', 'Marked by the check');
  readonly #text = element('input', {
    ...{ type: 'search', class: 'search', 'data-testid': 'search', spellcheck: 'false' },
    ...{ placeholder: 'Search destination, model or reason', 'aria-label': 'Search destination, model or reason' },
  });
  readonly #clear: HTMLButtonElement;
  readonly #filters: HTMLElement;
  readonly #count = element('p', { class: 'count', role: 'status', 'data-testid': 'count' });
  readonly #notice = element('p', { class: 'quiet', role: 'status', 'data-testid': 'notice' });

  constructor(post: Host['post']) {
    const tell = () => post({ type: 'filter', filter: this.#read() });
    for (const select of [this.#period, this.#host, this.#task]) select.addEventListener('change', tell);
    for (const { box } of [this.#withFindings, this.#withoutPrompt, this.#marked]) box.addEventListener('change', tell);
    this.#text.addEventListener('input', tell);
    this.#period.append(...periods.map(([value, label]) => element('option', { value }, label)));
    const clear = () => {
      post({ type: 'clear-filter' });
      // The button goes with the filters, so the keyboard needs another place.
      this.#text.value = '';
      this.#text.focus();
    };
    this.#clear = linkButton({ label: 'Clear filters', testId: 'clear-filter', onPress: clear });
    const exportAs = (format: 'csv' | 'json') => () => post({ type: 'export', format });
    this.#filters = element(
      'div',
      { class: 'filters', role: 'search' },
      ...[this.#text, this.#period, this.#host, this.#task],
      ...[this.#withFindings.element, this.#withoutPrompt.element, this.#marked.element, this.#clear],
    );
    this.element.append(
      this.#filters,
      element(
        'div',
        { class: 'toolbar' },
        ...[this.#count, this.#notice],
        element(
          'div',
          { class: 'buttons' },
          textButton({ label: 'Export CSV', testId: 'export-csv', onPress: exportAs('csv') }),
          textButton({ label: 'Export JSON', testId: 'export-json', onPress: exportAs('json') }),
        ),
      ),
    );
  }

  draw({ filter, choices, verdict, count, isFiltered, isLogEmpty }: EgressViewState): void {
    this.#filters.hidden = isLogEmpty;
    fill(this.#host, [{ value: '', label: 'Every destination' }, ...choices.hosts]);
    fill(this.#task, [{ value: '', label: 'Every task' }, ...choices.tasks]);
    this.#period.value = filter.period;
    this.#host.value = filter.host ?? '';
    this.#task.value = filter.task ?? '';
    // What is being typed is newer than what the host knows of it.
    if (document.activeElement !== this.#text) this.#text.value = filter.text;
    this.#withFindings.draw(filter.withFindings);
    this.#withoutPrompt.draw(filter.withoutPrompt, `Without a prompt (${choices.withoutPrompt})`);
    this.#marked.draw(filter.marked);
    this.#marked.element.hidden = !verdict.hasMarkedRows && !filter.marked;
    this.#clear.hidden = !isFiltered;
    if (this.#count.textContent !== count) this.#count.textContent = count;
  }

  showNotice(text: string): void {
    this.#notice.textContent = text;
  }

  #read(): Filter {
    return {
      period: periods.find(([value]) => value === this.#period.value)?.[0] ?? 'all',
      host: this.#host.value === '' ? undefined : this.#host.value,
      task: this.#task.value === '' ? undefined : this.#task.value,
      withFindings: this.#withFindings.box.checked,
      withoutPrompt: this.#withoutPrompt.box.checked,
      marked: this.#marked.box.checked,
      text: this.#text.value,
    };
  }
}

/** A box to tick with its label. */
class Switch {
  readonly box: HTMLInputElement;
  readonly element: HTMLElement;
  readonly #label = element('span');

  constructor(testId: string, label: string) {
    this.box = element('input', { type: 'checkbox', 'data-testid': testId });
    this.element = element('label', { class: 'switch' }, this.box, this.#label);
    this.#label.textContent = label;
  }

  draw(isChecked: boolean, label?: string): void {
    this.box.checked = isChecked;
    if (label !== undefined && label !== this.#label.textContent) this.#label.textContent = label;
  }
}

const periods = [
  ['today', 'Today'],
  ['7-days', 'Last 7 days'],
  ['30-days', 'Last 30 days'],
  ['all', 'All time'],
] as const;

function choice(testId: string, label: string): HTMLSelectElement {
  return element('select', { 'data-testid': testId, 'aria-label': label });
}

/** Builds the options anew only where they have changed, so that an open list stays open. */
function fill(select: HTMLSelectElement, choices: readonly Choice[]): void {
  const key = JSON.stringify(choices);
  if (select.dataset['choices'] === key) return;
  select.dataset['choices'] = key;
  select.replaceChildren(...choices.map(({ value, label }) => element('option', { value }, label)));
}
