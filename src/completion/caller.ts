import type { Disposable } from '../base/disposable.ts';
import type { LinesWanted } from './multiline.ts';
import type { Ghost } from './snapshot.ts';
import type { View } from './view.ts';

/**
 * A call of the editor's that waits for a model. It is settled once: with a ghost, or with undefined as soon as it is
 * out of date.
 */
export class Caller {
  readonly view: View;
  readonly wanted: LinesWanted;
  readonly result: Promise<Ghost | undefined>;
  /** The request that was made for this call itself; undefined while there is none, or while it waits for another. */
  requestId: string | undefined;
  #debounce: Disposable | undefined;
  #settle: (ghost: Ghost | undefined) => void = () => {};

  constructor(view: View, wanted: LinesWanted, signal: AbortSignal, onSettled: () => void) {
    this.view = view;
    this.wanted = wanted;
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
