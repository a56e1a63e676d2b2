import type { CurrentConversation } from '../../src/chat/messages.ts';
import { drawChips } from './chips.ts';
import { element, iconButton, labelledIconButton, Slot } from './dom.ts';
import type { Post } from './host.ts';

/** The input box with what is attached, where to answer, and the buttons to send and to stop. */
export class Composer {
  readonly element: HTMLElement;
  readonly #post: Post;
  readonly #input = element('textarea', {
    'data-testid': 'input',
    'aria-label': 'Question',
    placeholder: 'Ask about your code',
    rows: '1',
  });
  readonly #chips = new Slot();
  readonly #notice = element('p', { class: 'notice', role: 'status', 'data-testid': 'notice' });
  readonly #preference = drawPreference();
  readonly #send: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  #current: CurrentConversation | undefined;
  /** Enter was pressed before the host had told which conversation is on the screen, or had shown a new one. */
  #asksWhenReady = false;
  /** The conversation that the person has left for a new one, until the host shows that one. */
  #leftId: string | undefined;

  constructor(post: Post) {
    this.#post = post;
    this.#send = iconButton('send', { label: 'Send (Enter)', testId: 'send', onPress: () => this.#ask() });
    this.#send.classList.add('send');
    this.#stop = iconButton('stop', { label: 'Stop (Escape)', testId: 'stop', onPress: () => this.stop() });
    this.#stop.classList.add('send', 'stop');
    const attach = (kind: 'selection' | 'file') =>
      labelledIconButton(kind, {
        label: `Attach ${kind}`,
        testId: `attach-${kind}`,
        onPress: () => this.#act((conversationId) => post({ type: 'attach', conversationId, kind })),
      });
    const tools = element(
      'div',
      { class: 'tools' },
      attach('selection'),
      attach('file'),
      this.#preference,
      this.#send,
      this.#stop,
    );
    const box = element('div', { class: 'box' }, this.#chips.element, this.#input, tools);
    this.element = element('footer', { class: 'composer' }, this.#notice, box);
    this.#input.addEventListener('input', () => this.#changed());
    this.#input.addEventListener('keydown', (event) => this.#pressed(event));
    this.#preference.addEventListener('change', () => this.#prefer());
    window.addEventListener('resize', () => this.#fit());
  }

  draw(current: CurrentConversation): void {
    // The host has not come to it yet: it leaves any conversation but an empty one.
    if (current.id === this.#leftId && !isEmpty(current)) return;
    this.#leftId = undefined;
    const before = this.#current;
    this.#current = current;
    if (before === undefined && this.#input.value !== '') this.#keepEarlyText();
    // What stands in the box is newer than the host's text, unless the host says that it changed it.
    else if (before?.id !== current.id || before.draft.revision !== current.draft.revision) {
      this.#input.value = current.draft.text;
      this.#fit();
    }
    this.#asksWhenReady = false;
    const { attachments } = current.draft;
    this.#chips.draw(attachments.length === 0 ? undefined : attachments, (chips) =>
      drawChips(chips, ({ id }) =>
        this.#act((conversationId) => this.#post({ type: 'remove-attachment', conversationId, attachmentId: id })),
      ),
    );
    this.#preference.value = current.preference;
    this.#swapButtons(isAnswering(current));
  }

  /** A new conversation was asked for: what is typed from now on is for that one. */
  leave(): void {
    if (this.#current === undefined) return;
    this.#leftId = this.#current.id;
    this.#current = undefined;
    this.#input.value = '';
    this.#fit();
  }

  focus(): void {
    this.#input.focus();
  }

  showNotice(text: string): void {
    this.#notice.textContent = text;
  }

  /** Stops the running answer, if there is one. */
  stop(): void {
    if (this.#current !== undefined && isAnswering(this.#current)) {
      this.#act((conversationId) => this.#post({ type: 'stop', conversationId }));
    }
  }

  /** A quick person may type, and press Enter, while the page still waits for the host. */
  #keepEarlyText(): void {
    this.#changed();
    if (this.#asksWhenReady) this.#ask();
  }

  #ask(): void {
    const current = this.#current;
    const text = this.#input.value;
    this.#asksWhenReady = current === undefined && text.trim() !== '';
    if (current === undefined || text.trim() === '') return;
    if (isAnswering(current)) {
      this.showNotice('Wait for the answer, or stop it with Escape, before you ask again.');
      return;
    }
    this.#act((conversationId) => this.#post({ type: 'ask', conversationId, text }));
    this.#input.value = '';
    this.#fit();
    this.focus();
  }

  /** One of the two stands there; the focus does not go away with the other. */
  #swapButtons(isRunning: boolean): void {
    const [appearing, leaving] = isRunning ? [this.#stop, this.#send] : [this.#send, this.#stop];
    if (document.activeElement === leaving) this.focus();
    appearing.hidden = false;
    leaving.hidden = true;
  }

  #prefer(): void {
    const chosen = preferences.find(({ value }) => value === this.#preference.value);
    if (chosen !== undefined) {
      this.#act((conversationId) => this.#post({ type: 'prefer', conversationId, preference: chosen.value }));
    }
  }

  #changed(): void {
    this.#act((conversationId) => this.#post({ type: 'change-draft', conversationId, text: this.#input.value }));
    this.#fit();
  }

  #pressed(event: KeyboardEvent): void {
    // While an input method composes a character its keys are not ours; 229 is how Safari marks the last one.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#ask();
    }
    if (event.key === 'ArrowUp' && this.#input.value === '') {
      const question = this.#current?.turns.at(-1)?.question;
      if (question === undefined) return;
      event.preventDefault();
      this.#input.value = question;
      this.#changed();
    }
  }

  /** Does what the person asked for. A notice belongs to what they did before. */
  #act(action: (conversationId: string) => void): void {
    this.showNotice('');
    if (this.#current !== undefined) action(this.#current.id);
  }

  /** Makes the box as high as its text; the style sheet sets the limit. */
  #fit(): void {
    this.#send.disabled = this.#input.value.trim() === '';
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }
}

const preferences = [
  { value: 'auto', label: 'Auto' },
  { value: 'local', label: 'Local' },
  { value: 'cloud', label: 'Cloud' },
] as const;

function drawPreference(): HTMLSelectElement {
  const options = preferences.map(({ value, label }) => element('option', { value }, label));
  const label = 'Where to answer';
  return element(
    'select',
    { class: 'preference', 'data-testid': 'preference', 'aria-label': label, title: label },
    ...options,
  );
}

/** As the host has it where it chooses what to show for a new one. */
function isEmpty({ turns, draft }: CurrentConversation): boolean {
  return turns.length === 0 && draft.text === '' && draft.attachments.length === 0;
}

function isAnswering({ turns }: CurrentConversation): boolean {
  return turns.at(-1)?.answer.state === 'streaming';
}
