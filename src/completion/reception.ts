import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { GhostOffer } from './acceptance/offer.ts';
import { backOffMs, type GhostOutcome } from './backOff.ts';
import { Screen } from './screen.ts';
import type { Ghost } from './snapshot.ts';
import { remainderOf } from './suggestion.ts';
import type { View } from './view.ts';

/** An answer that a person took: with the key, be it its beginning, or by typing all of it. */
export interface Acceptance {
  readonly requestId: string;
  readonly how: 'accepted' | 'typed';
}

const remembered = 8;

/** How what was offered is received: what is on the screen, what was taken, what was turned down. */
export class Reception implements Disposable {
  readonly screen = new Screen();
  readonly #clock: Clock;
  readonly #owned = new DisposableStore();
  readonly #didOffer = this.#owned.add(new Emitter<GhostOffer>());
  readonly #didAccept = this.#owned.add(new Emitter<Acceptance>());
  readonly #didAcceptByKey = this.#owned.add(new Emitter<string>());
  readonly #didDismiss = this.#owned.add(new Emitter<string>());
  /** The last few, the newest last. */
  #outcomes: readonly GhostOutcome[] = [];
  #acceptedId: string | undefined;

  readonly onDidOffer = this.#didOffer.event;
  readonly onDidAccept = this.#didAccept.event;
  /** With the request, each time, also where the editor asked before it told and so it looked typed. */
  readonly onDidAcceptByKey = this.#didAcceptByKey.event;
  readonly onDidDismiss = this.#didDismiss.event;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  noteOffered(offer: GhostOffer): void {
    this.#didOffer.fire(offer);
  }

  noteAccepted({ requestId, answerLength }: Pick<Ghost, 'requestId' | 'answerLength'>): void {
    const suggestion = this.screen.findShown(requestId);
    // More of it may be on the screen by now, which nobody has accepted.
    if (suggestion !== undefined) this.screen.settle({ ...suggestion, text: suggestion.text.slice(0, answerLength) });
    this.#countAccepted({ requestId, how: 'accepted' });
    this.#didAcceptByKey.fire(requestId);
  }

  /** Escape, in the document in which `view` was seen last. */
  noteDismissed(view: View): void {
    const { shown } = this.screen;
    if (shown === undefined || remainderOf(shown, view) === undefined) return;
    this.screen.settle(shown);
    this.#noteOutcome('dismissed');
    this.#didDismiss.fire(view.snapshot.origin.uri);
  }

  /** Whether the document now holds all of what was on the screen, be it typed or accepted. */
  isShownTextTyped(view: View): boolean {
    const { shown } = this.screen;
    if (shown === undefined || !this.holdsShownText(view)) return false;
    if (!shown.isUnfinished) this.#countAccepted({ requestId: shown.requestId, how: 'typed' });
    return true;
  }

  /** The same without counting it as taken. */
  holdsShownText(view: View): boolean {
    const { shown } = this.screen;
    return shown !== undefined && view.selected === undefined && remainderOf(shown, view) === '';
  }

  /** How much longer to wait than usual before a model is asked at a place, after suggestions were dismissed. */
  backOffMs({ snapshot }: View): number {
    return snapshot.trigger === 'manual' ? 0 : backOffMs(this.#outcomes, this.#clock.monotonic());
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #countAccepted(acceptance: Acceptance): void {
    if (this.#acceptedId === acceptance.requestId) return;
    this.#acceptedId = acceptance.requestId;
    this.#noteOutcome('accepted');
    this.#didAccept.fire(acceptance);
  }

  #noteOutcome(kind: GhostOutcome['kind']): void {
    this.#outcomes = [...this.#outcomes, { kind, atMs: this.#clock.monotonic() }].slice(-remembered);
  }
}
