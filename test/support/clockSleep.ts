import type { Clock } from '../../src/base/clock.ts';
import { toDisposable } from '../../src/base/disposable.ts';

/** Resolves after `delayMs`, or rejects with the signal's reason as soon as it aborts. Leaves no timer behind. */
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const stopListening = toDisposable(() => signal.removeEventListener('abort', onAbort));
    const timer = clock.schedule(delayMs, () => {
      stopListening.dispose();
      resolve();
    });
    function onAbort() {
      timer.dispose();
      reject(signal.reason);
    }
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
