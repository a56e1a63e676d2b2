import type { KeptText } from '../../src/metering/egressView/messages.ts';
import type { DetailView } from '../../src/metering/egressView/report.ts';
import { element, linkButton, textButton } from '../chat/dom.ts';
import { toVisibleText } from '../chat/visibleText.ts';
import { columns } from './columns.ts';
import type { Host } from './host.ts';

/** What a row opens to: the request in words, its hash, its fields, and its text where that was kept. */
export class Detail {
  readonly element: HTMLElement;
  readonly #post: Host['post'];
  readonly #explained = element('div', { class: 'explained' });
  readonly #text = element('div', { class: 'kept-text', 'data-testid': 'kept-text' });
  #shownKey = '';

  constructor(post: Host['post']) {
    this.#post = post;
    const cell = element('td', { colspan: String(columns.length), role: 'cell' }, this.#explained, this.#text);
    this.element = element('tr', { class: 'detail', role: 'row', 'data-testid': 'detail' }, cell);
  }

  draw(view: DetailView): void {
    const key = JSON.stringify(view);
    if (key === this.#shownKey) return;
    this.#shownKey = key;
    this.#explained.replaceChildren(
      element('div', { class: 'sections' }, ...view.sections.map(drawSection)),
      this.#drawHash(view.sha256),
      this.#drawLinks(view),
      drawFields(view.fields),
    );
  }

  /** It stays until the row is closed. */
  showText({ text, check }: KeptText): void {
    const attributes = { tabindex: '0', role: 'region', 'aria-label': 'The text that was sent' };
    this.#text.replaceChildren(
      element('p', { class: 'quiet' }, check),
      element('pre', attributes, toVisibleText(text)),
    );
  }

  #drawHash(sha256: string): HTMLElement {
    const onPress = () => this.#post({ type: 'copy', text: sha256 });
    return element(
      'p',
      { class: 'whole-hash' },
      element('code', { 'data-testid': 'sha256' }, sha256),
      textButton({ label: 'Copy', testId: 'copy-hash', onPress }),
    );
  }

  #drawLinks({ requestId, hasText, sequence }: DetailView): HTMLElement {
    const links = element('p', { class: 'links' });
    if (requestId !== undefined) {
      const onPress = () => this.#post({ type: 'explain-route', requestId });
      links.append(linkButton({ label: 'Why this route?', testId: 'explain-route', onPress }));
    }
    const onPress = hasText
      ? () => this.#post({ type: 'read-text', sequence })
      : () => this.#post({ type: 'open-settings' });
    links.append(
      linkButton({
        label: hasText ? 'Show the text that was sent' : 'Settings of the log',
        testId: 'text-link',
        onPress,
      }),
    );
    return links;
  }
}

function drawSection({ heading, sentences }: DetailView['sections'][number]): HTMLElement {
  const paragraphs = sentences.map((sentence) => element('p', {}, toVisibleText(sentence)));
  return element('section', {}, element('h3', {}, heading), ...paragraphs);
}

function drawFields(fields: DetailView['fields']): HTMLElement {
  const drawn = fields.map(({ name, value }) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, toVisibleText(value))),
  );
  return element(
    'details',
    { class: 'fields' },
    element('summary', { 'data-testid': 'fields' }, 'All fields'),
    element('dl', {}, ...drawn),
  );
}
