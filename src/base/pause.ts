import type { Clock } from './clock.ts';
import { toDisposable } from './disposable.ts';

/**
 * Waits without holding anything up, and leaves no timer and no listener behind.
 * @throws the signal's reason as soon as it aborts
 */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = () => {
      timer.dispose();
      reject(signal.reason);
    };
    const stopListening = toDisposable(() => signal.removeEventListener('abort', onAbort));
    const timer = clock.schedule(delayMs, () => {
      stopListening.dispose();
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
