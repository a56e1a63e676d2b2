import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

/** For what may change while the server runs: an older answer is asked for anew. */
export interface KnowledgeAge {
  readonly maxAgeMs: number;
  readonly clock: Clock;
}

/**
 * What a server has told about itself, asked for once and shared by all who need it at the same time. A failed question
 * is asked again by the next one; `forget` makes the next one ask again after the server was away.
 */
export class Knowledge<T> implements Disposable {
  readonly #ask: (signal: AbortSignal) => Promise<T>;
  readonly #age: KnowledgeAge | undefined;
  readonly #disposal = new AbortController();
  #asking: Promise<T> | undefined;
  #answer: { readonly value: T; readonly atMs: number } | undefined;

  constructor(ask: (signal: AbortSignal) => Promise<T>, age?: KnowledgeAge) {
    this.#ask = ask;
    this.#age = age;
  }

  /** The last answer, however old; undefined before the first one and after `forget`. */
  get known(): T | undefined {
    return this.#answer?.value;
  }

  /** The question goes on when one of those who wait for it gives up: the others still need the answer. */
  async get(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#answer !== undefined && this.#isFresh(this.#answer.atMs)) return this.#answer.value;
    this.#asking ??= this.#askOnce();
    return untilAborted(this.#asking, signal);
  }

  forget(): void {
    this.#answer = undefined;
  }

  dispose(): void {
    this.#disposal.abort();
  }

  #isFresh(atMs: number): boolean {
    return this.#age === undefined || this.#age.clock.monotonic() - atMs < this.#age.maxAgeMs;
  }

  async #askOnce(): Promise<T> {
    try {
      const value = await this.#ask(this.#disposal.signal);
      this.#answer = { value, atMs: this.#age?.clock.monotonic() ?? 0 };
      return value;
    } finally {
      this.#asking = undefined;
    }
  }
}

/** Settles like the promise, or rejects with the signal's reason as soon as it aborts. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
