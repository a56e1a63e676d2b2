import type { ChatState, HostMessage } from '../../src/chat/messages.ts';
import { Announcer } from './announcer.ts';
import { applyDelta } from './applyDelta.ts';
import { Composer } from './composer.ts';
import { Slot } from './dom.ts';
import { drawEmptyState } from './emptyState.ts';
import { createHighlighter } from './highlight.ts';
import { connectToHost, type Post } from './host.ts';
import { createMarkdownRenderer } from './markdown.ts';
import { Switcher } from './switcher.ts';
import { Transcript } from './transcript.ts';

/** The chat's front end. All state comes from the host; what is kept here is only what is on the screen. */
class View {
  readonly #post: Post = connectToHost((message) => this.#receive(message));
  readonly #announcer = new Announcer();
  readonly #empty = new Slot();
  readonly #switcher = new Switcher((message) => {
    this.#post(message);
    if (message.type === 'new-conversation') this.#composer.leave();
  });
  readonly #composer = new Composer(this.#post);
  readonly #transcript = new Transcript(
    {
      post: this.#post,
      announcer: this.#announcer,
      highlight: createHighlighter(),
      renderToken: createMarkdownRenderer(),
    },
    this.#empty.element,
  );
  #state: ChatState | undefined;
  #isDrawing = false;

  start(): void {
    const parts = [this.#switcher, this.#transcript, this.#composer, this.#announcer];
    document.body.append(...parts.map((part) => part.element));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) this.#composer.stop();
    });
    this.#post({ type: 'ready' });
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'state':
        this.#show(message.state);
        break;
      case 'answer-delta':
        this.#grow(message);
        break;
      case 'focus-input':
        this.#composer.focus();
        break;
      case 'notice':
        this.#composer.showNotice(message.text);
        break;
    }
  }

  #grow(delta: Extract<HostMessage, { readonly type: 'answer-delta' }>): void {
    const grown = this.#state && applyDelta(this.#state, delta);
    if (grown === undefined) this.#post({ type: 'ready' });
    else this.#show(grown);
  }

  /** Draws with the next frame; what comes until then is drawn with it. */
  #show(state: ChatState): void {
    const isFirst = this.#state === undefined;
    this.#state = state;
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      if (this.#state !== undefined) this.#draw(this.#state);
      if (isFirst && document.hasFocus()) this.#composer.focus();
    });
  }

  #draw(state: ChatState): void {
    const { current, setup } = state;
    this.#switcher.draw(state);
    this.#empty.draw(current.turns.length === 0 ? { setup } : undefined, (shown) =>
      drawEmptyState(shown.setup, () => this.#post({ type: 'run-setup' })),
    );
    this.#transcript.draw(current);
    this.#composer.draw(current);
  }
}

new View().start();
