import type { EgressHostMessage } from '../../src/metering/egressView/messages.ts';
import type { EgressViewState } from '../../src/metering/egressView/report.ts';
import { element } from '../chat/dom.ts';
import { keepInPlace } from './anchor.ts';
import { FilterBar } from './filterBar.ts';
import { connectToHost, type Host } from './host.ts';
import { ExitList } from './list.ts';
import { Overview } from './overview.ts';

/** The front end of “What Left This Machine”. All state comes from the host; what is kept here is only what is on the screen. */
class View {
  readonly #host: Host = connectToHost((message) => this.#receive(message));
  readonly #overview = new Overview(this.#host.post);
  readonly #filterBar = new FilterBar(this.#host.post);
  readonly #list = new ExitList(this.#host.post);
  #state: EgressViewState | undefined;
  #isDrawing = false;

  start(): void {
    const parts = [this.#overview, this.#filterBar, this.#list];
    document.body.append(element('main', {}, ...parts.map((part) => part.element)));
    window.addEventListener('scroll', () => this.#host.remember({ scrollTopPx: window.scrollY }), { passive: true });
    this.#host.post({ type: 'ready' });
  }

  #receive(message: EgressHostMessage): void {
    switch (message.type) {
      case 'state':
        this.#show(message.state);
        break;
      case 'row-text':
        this.#list.showText(message);
        break;
      case 'notice':
        this.#filterBar.showNotice(message.text);
        break;
    }
  }

  /** Draws with the next frame; what comes until then is drawn with it. */
  #show(state: EgressViewState): void {
    const isFirst = this.#state === undefined;
    this.#state = state;
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    const scrollTopPx = isFirst ? this.#host.remembered()?.scrollTopPx : undefined;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      if (this.#state !== undefined) this.#draw(this.#state);
      if (scrollTopPx !== undefined) window.scrollTo({ top: scrollTopPx });
    });
  }

  #draw(state: EgressViewState): void {
    keepInPlace(this.#list.rowElements(), () => {
      this.#overview.draw(state);
      this.#filterBar.draw(state);
      this.#list.draw(state);
    });
  }
}

new View().start();
