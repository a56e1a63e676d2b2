import type { Disposable } from '../base/disposable.ts';
import type { Ghost } from './snapshot.ts';
import type { View } from './view.ts';

export interface CallerOptions {
  readonly view: View;
  readonly isAfterAccept: boolean;
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
  readonly result: Promise<Ghost | undefined>;
  /** On the monotonic clock: when the editor called, and when the call had waited long enough for another key. */
  readonly times: { readonly calledMs: number; readyMs: number };
  /** The request that was made for this call itself; undefined while there is none, or while it waits for another. */
  requestId: string | undefined;
  #debounce: Disposable | undefined;
  #settle: (ghost: Ghost | undefined) => void = () => {};

  constructor({ view, isAfterAccept, calledMs, signal, onSettled }: CallerOptions) {
    this.view = view;
    this.isAfterAccept = isAfterAccept;
    this.times = { calledMs, readyMs: calledMs };
    const onAbort = () => this.settle(undefined);
    this.result = new Promise((resolve) => {
      this.#settle = (ghost) => {
        signal.removeEventListener('abort', onAbort);
        this.#debounce?.dispose();
        onSettled();
        resolve(ghost);
      };
    });
    signal.addEventListener('abort', onAbort, { once: true });
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
}
