import type { Clock } from '../../src/base/clock.ts';
import { toDisposable } from '../../src/base/disposable.ts';

/** A clock that moves only when a test says so. Callbacks due run in the order of their time. */
export class FakeClock implements Clock {
  #nowMs = 1_760_000_000_000;
  #monotonicMs = 0;
  #pending: { readonly dueMs: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  schedule(delayMs: number, callback: () => void) {
    const entry = { dueMs: this.#monotonicMs + delayMs, callback };
    this.#pending.push(entry);
    return toDisposable(() => {
      this.#pending = this.#pending.filter((other) => other !== entry);
    });
  }

  /** Moves time on, running what falls due, and lets promises settle after each callback. */
  async advance(byMs: number): Promise<void> {
    const targetMs = this.#monotonicMs + byMs;
    for (;;) {
      await settle();
      const next = this.#pending.filter((entry) => entry.dueMs <= targetMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined) break;
      this.#move(next.dueMs);
      this.#pending = this.#pending.filter((entry) => entry !== next);
      next.callback();
    }
    this.#move(targetMs);
    await settle();
  }

  /** How many callbacks still wait; a test that ends with some has leaked a timer. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  #move(toMs: number): void {
    this.#nowMs += toMs - this.#monotonicMs;
    this.#monotonicMs = toMs;
  }
}

/** Lets every promise that can settle now do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
