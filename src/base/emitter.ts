import { type Disposable, toDisposable } from './disposable.ts';

/** Subscribes to an event; dispose the result to stop listening. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The firing side of an event. Listeners are called synchronously, in the order in which they subscribed. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    // A wrapper of its own lets one function subscribe twice and leave one by one.
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    return toDisposable(() => this.#listeners.delete(own));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** How many listeners are subscribed now; tests use it to find leaks. */
  get listenerCount(): number {
    return this.#listeners.size;
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
