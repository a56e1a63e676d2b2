import type { Disposable } from '../base/disposable.ts';
import type { Ghost } from './snapshot.ts';
import type { View } from './view.ts';

export interface CallerOptions {
  readonly view: View;
  readonly isAfterAccept?: boolean;
  /** Whether nobody waits yet: the editor is expected to call for this place soon. */
  readonly isEarly?: boolean;
  /** Whether it waits for the request that is on its way, and for no other. */
  readonly onlyJoins?: boolean;
  /** On the monotonic clock. */
  readonly calledMs: number;
  readonly signal: AbortSignal;
  readonly onSettled: () => void;
}

/**
 * A call of the editor's that waits for a model. It is settled once: with a ghost, or with undefined as soon as it is
 * out of date.
 */
export class Caller {
  readonly view: View;
  readonly isAfterAccept: boolean;
  readonly onlyJoins: boolean;
  readonly result: Promise<Ghost | undefined>;
  /** On the monotonic clock: when the editor called, and when the call had waited long enough for another key. */
  times: { readonly calledMs: number; readyMs: number };
  /** The request that was made for this call itself; undefined while there is none, or while it waits for another. */
  requestId: string | undefined;
  #isEarly: boolean;
  #debounce: Disposable | undefined;
  #settle: (ghost: Ghost | undefined) => void = () => {};
  readonly #onAbort = () => this.settle(undefined);
  readonly #signals: AbortSignal[] = [];

  constructor({ view, calledMs, signal, onSettled, ...kind }: CallerOptions) {
    this.view = view;
    this.isAfterAccept = kind.isAfterAccept === true;
    this.onlyJoins = kind.onlyJoins === true;
    this.#isEarly = kind.isEarly === true;
    this.times = { calledMs, readyMs: calledMs };
    this.result = new Promise((resolve) => {
      this.#settle = (ghost) => {
        for (const heard of this.#signals.splice(0)) heard.removeEventListener('abort', this.#onAbort);
        this.#debounce?.dispose();
        onSettled();
        resolve(ghost);
      };
    });
    this.#listenTo(signal);
  }

  /** Whether nobody waits yet. */
  get isEarly(): boolean {
    return this.#isEarly;
  }

  /** The editor has called for the place of an early call: from now on it waits for what that one gets. */
  adopt({ calledMs, signal }: Pick<CallerOptions, 'calledMs' | 'signal'>): void {
    this.#isEarly = false;
    this.times = { calledMs, readyMs: calledMs };
    this.#listenTo(signal);
  }

  /** Whether the call still waits for another key, and so has not asked for anything. */
  get isDebouncing(): boolean {
    return this.#debounce !== undefined;
  }

  debounceWith(schedule: (callback: () => void) => Disposable, callback: () => void): void {
    this.#debounce = schedule(() => {
      this.#debounce = undefined;
      callback();
    });
  }

  settle(ghost: Ghost | undefined): void {
    this.#settle(ghost);
  }

  #listenTo(signal: AbortSignal): void {
    this.#signals.push(signal);
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }
}
