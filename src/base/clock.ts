import { type Disposable, toDisposable } from './disposable.ts';

/** Time as the product sees it, so that a test can hold it still. */
export interface Clock {
  /** Milliseconds since the Unix epoch, for what is stored and shown. */
  now(): number;
  /** Milliseconds from an arbitrary start that never runs backwards, for durations. */
  monotonic(): number;
  /** Calls `callback` once after `delayMs`, unless disposed before. */
  schedule(delayMs: number, callback: () => void): Disposable;
}

export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    schedule(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return toDisposable(() => clearTimeout(timer));
    },
  };
}
