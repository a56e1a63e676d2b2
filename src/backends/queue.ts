import type { Clock } from '../base/clock.ts';
import { toFault } from './errors.ts';
import type { ServerIdentity } from './server.ts';
import { QueueFullError, type Slots, type Turn, type Urgency } from './slots.ts';

export interface Place {
  readonly server: ServerIdentity;
  readonly urgency: Urgency;
  readonly clock: Clock;
}

/**
 * Waits for a turn at a server, but neither for ever nor behind a crowd: another route may be free.
 * @throws BackendError of kind `rate-limited` that may be asked again at once, since the server itself is well; what
 *   Slots.take throws besides
 */
export async function takeTurn(slots: Slots, { server, urgency, clock }: Place, signal: AbortSignal): Promise<Turn> {
  const tooLate = new AbortController();
  const timer = clock.schedule(longestWaitMs[urgency], () => tooLate.abort(busy(server, 'slow')));
  try {
    return await slots.take(urgency, AbortSignal.any([signal, tooLate.signal]));
  } catch (error) {
    throw error instanceof QueueFullError ? busy(server, 'full') : error;
  } finally {
    timer.dispose();
  }
}

/** Nobody looks for a ghost any more after this; for a chat it is as long as a server may take to its first byte. */
const longestWaitMs: Readonly<Record<Urgency, number>> = { completion: 20_000, chat: 180_000, warm: 20_000 };

function busy(server: ServerIdentity, queue: 'full' | 'slow') {
  return toFault('rate-limited', server, { queue, retryAfterMs: 0 });
}
