import type { Disposable } from '../base/disposable.ts';
import type { Ghost } from './snapshot.ts';
import type { View } from './view.ts';

export interface CallerOptions {
  readonly view: View;
  readonly isAfterAccept: boolean;
  /** Whether nobody waits yet: the editor is expected to call for this place soon. */
  readonly isEarly: boolean;
  /** On the monotonic clock. */
  readonly calledMs: number;
  readonly signal: AbortSignal;
  /** The request that an early call has made for the same place already. */
  readonly requestId?: string | undefined;
  readonly onSettled: () => void;
}

/**
 * A call of the editor's that waits for a model. It is settled once: with a ghost, or with undefined as soon as it is
 * out of date.
 */
export class Caller {
  readonly view: View;
  readonly isAfterAccept: boolean;
  readonly isEarly: boolean;
  readonly result: Promise<Ghost | undefined>;
  /** On the monotonic clock: when the editor called, and when the call had waited long enough for another key. */
  readonly times: { readonly calledMs: number; readyMs: number };
  /** The request that was made for this call itself; undefined while there is none, or while it waits for another. */
  requestId: string | undefined;
  #debounce: Disposable | undefined;
  #settle: (ghost: Ghost | undefined) => void = () => {};

  constructor({ view, isAfterAccept, isEarly, calledMs, signal, requestId, onSettled }: CallerOptions) {
    this.view = view;
    this.isAfterAccept = isAfterAccept;
    this.isEarly = isEarly;
    this.requestId = requestId;
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

  /** The request that was made here before anybody called, if it was for this place. */
  earlyRequestAt({ lineKey, standing, selected }: View): string | undefined {
    const isHere = this.view.standing === standing && this.view.lineKey === lineKey && selected === undefined;
    return this.isEarly && isHere ? this.requestId : undefined;
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
