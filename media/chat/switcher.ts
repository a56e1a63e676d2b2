import type { ChatState } from '../../src/chat/messages.ts';
import { element, iconButton, textButton } from './dom.ts';
import type { Post } from './host.ts';
import { toVisibleText } from './visibleText.ts';

/** The head of the view: which conversation is shown, and making, renaming and deleting one. */
export class Switcher {
  readonly element = element('header', { class: 'switcher' });
  readonly #post: Post;
  readonly #select = element('select', { 'data-testid': 'conversations', 'aria-label': 'Conversation' });
  #state: ChatState | undefined;

  constructor(post: Post) {
    this.#post = post;
    this.#select.addEventListener('change', () =>
      post({ type: 'select-conversation', conversationId: this.#select.value }),
    );
    this.#choose();
  }

  draw(state: ChatState): void {
    const before = this.#state;
    this.#state = state;
    if (before?.current.id !== state.current.id) this.#choose();
    if (JSON.stringify(before?.conversations) !== JSON.stringify(state.conversations)) {
      this.#select.replaceChildren(
        ...state.conversations.map(({ id, title }) => element('option', { value: id }, toVisibleText(title))),
      );
    }
    this.#select.value = state.current.id;
  }

  #choose(): void {
    this.element.replaceChildren(
      this.#select,
      iconButton('plus', {
        label: 'New conversation',
        testId: 'new-conversation',
        onPress: () => this.#post({ type: 'new-conversation' }),
      }),
      iconButton('pencil', { label: 'Rename conversation', testId: 'rename', onPress: () => this.#rename() }),
      iconButton('trash', { label: 'Delete conversation', testId: 'delete', onPress: () => this.#confirmDeletion() }),
    );
  }

  #rename(): void {
    const current = this.#state?.current;
    if (current === undefined) return;
    const input = element('input', { type: 'text', 'data-testid': 'title', 'aria-label': 'Title' });
    input.value = current.title;
    const save = () => {
      this.#post({ type: 'rename-conversation', conversationId: current.id, title: input.value });
      this.#finish();
    };
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) save();
    });
    this.#ask('Rename conversation', [
      input,
      element(
        'div',
        { class: 'buttons' },
        textButton({ label: 'Save', testId: 'save-title', onPress: save, isPrimary: true }),
        textButton({ label: 'Cancel', testId: 'cancel', onPress: () => this.#finish() }),
      ),
    ]);
    input.select();
  }

  #confirmDeletion(): void {
    const current = this.#state?.current;
    if (current === undefined) return;
    const remove = () => {
      this.#post({ type: 'delete-conversation', conversationId: current.id });
      this.#finish();
    };
    const keep = textButton({ label: 'Keep', testId: 'cancel', onPress: () => this.#finish() });
    this.#ask('Delete conversation', [
      element('span', { class: 'prompt' }, `Delete “${toVisibleText(current.title)}”?`),
      element(
        'div',
        { class: 'buttons' },
        textButton({ label: 'Delete', testId: 'confirm-delete', onPress: remove, isPrimary: true }),
        keep,
      ),
    ]);
    keep.focus();
  }

  /** Puts a small form in the place of the conversations; Escape leaves it, and stops no answer. */
  #ask(label: string, children: readonly Node[]): void {
    const form = element('div', { class: 'switcher-form', role: 'group', 'aria-label': label }, ...children);
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.#finish();
    });
    this.element.replaceChildren(form);
  }

  #finish(): void {
    this.#choose();
    this.#select.focus();
  }
}
