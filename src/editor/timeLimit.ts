import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

/** What a promise gives, or undefined once the time is up or `signal` has aborted; what comes later is left. */
export async function withinTime<T>(
  promise: PromiseLike<T>,
  limitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<T | undefined> {
  if (signal.aborted || limitMs <= 0) return undefined;
  let timer: Disposable | undefined;
  let onAbort = () => {};
  const over = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    timer = clock.schedule(limitMs, onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    timer?.dispose();
    signal.removeEventListener('abort', onAbort);
  }
}
