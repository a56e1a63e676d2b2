import type { Clock } from '../../base/clock.ts';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import type { EgressLog } from './egressLog.ts';

/** Removes what is too old, once the file is open, and then each day: a window may stay open for weeks. */
export function purgeEachDay(egress: Pick<EgressLog, 'whenOpen' | 'purge'>, clock: Clock): Disposable {
  let isOver = false;
  let timer: Disposable | undefined;
  const purge = () => {
    if (isOver) return;
    timer = clock.schedule(dayMs, purge);
    void egress.purge();
  };
  void egress.whenOpen.then(purge);
  return toDisposable(() => {
    isOver = true;
    timer?.dispose();
  });
}

const dayMs = 24 * 3_600_000;
