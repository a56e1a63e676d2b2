import type { EgressViewState, VerdictView } from '../../src/metering/egressView/report.ts';
import { element, linkButton, Slot } from '../chat/dom.ts';
import { icon } from '../chat/icons.ts';
import type { Host } from './host.ts';

type Totals = EgressViewState['totals'];

/** The head of the view: the answer, the figures by period, and whether the log can be believed. */
export class Overview {
  readonly element = element('header', { class: 'overview' });
  readonly #post: Host['post'];
  readonly #headline = new Slot();
  readonly #totals = new Slot();
  readonly #verdict = new Slot();
  readonly #verifyButton: HTMLButtonElement;

  constructor(post: Host['post']) {
    this.#post = post;
    this.#verifyButton = linkButton({
      label: 'Check again',
      testId: 'verify',
      onPress: () => post({ type: 'verify' }),
    });
    this.#verdict.element.setAttribute('role', 'status');
    const trust = element(
      'section',
      { class: 'trust', 'aria-label': 'Check of the log' },
      this.#verdict.element,
      this.#verifyButton,
    );
    this.element.append(this.#headline.element, trust, this.#totals.element);
  }

  draw({ headline, totals, verdict }: EgressViewState): void {
    this.#headline.draw(headline, ({ answer, notes }) =>
      element(
        'div',
        {},
        element('h1', { 'data-testid': 'answer' }, answer),
        element('p', { class: 'quiet', 'data-testid': 'notes' }, notes.join(' ')),
      ),
    );
    this.#totals.draw(totals, drawTotals);
    this.#verdict.draw(verdict, (shown) => this.#drawVerdict(shown));
    // It keeps its place, so that the keyboard stays on it while the check runs.
    this.#verifyButton.ariaDisabled = String(verdict.state === 'checking');
  }

  #drawVerdict({ state, sentence, note, hasMarkedRows }: VerdictView): HTMLElement {
    const drawn = element(
      'div',
      { class: `verdict ${state}`, 'data-testid': 'verdict', 'data-state': state },
      ...(state === 'checking' ? [] : [icon(state === 'intact' ? 'check' : 'missing')]),
      element('p', {}, sentence, ...(note === '' ? [] : [' ', element('span', { class: 'quiet' }, note)])),
    );
    if (!hasMarkedRows) return drawn;
    const onPress = () => this.#post({ type: 'show-marked' });
    drawn.append(linkButton({ label: 'Show the marked rows', testId: 'show-marked', onPress }));
    return drawn;
  }
}

function drawTotals(totals: Totals): HTMLElement {
  const columns = ['Period', 'Prompts', 'Other requests', 'Bytes', 'Tokens in', 'Tokens out', 'Cost', 'Destinations'];
  const head = columns.map((column) => element('th', { scope: 'col', role: 'columnheader' }, column));
  const rows = totals.map(
    ({ period, label, prompts, withoutPrompt, bytes, inputTokens, outputTokens, cost, hosts }) => {
      const figures = [prompts, withoutPrompt, bytes, inputTokens, outputTokens, cost, hosts];
      return element(
        'tr',
        { role: 'row', 'data-testid': `totals-${period}` },
        element('th', { scope: 'row', role: 'rowheader' }, label),
        ...figures.map((figure) => element('td', { role: 'cell' }, figure)),
      );
    },
  );
  return element(
    'table',
    { class: 'totals', role: 'table', 'aria-label': 'What left, by period' },
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...head)),
    element('tbody', { role: 'rowgroup' }, ...rows),
  );
}
