import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { BackendErrorKind } from '../contract/errors.ts';
import type { Health } from '../contract/routing.ts';

/**
 * A circuit breaker for each backend. A failure opens it for a while, in which the router leaves the backend alone.
 * Once `untilMs` has passed one more try is allowed (half open): a success closes it, a failure opens it for longer.
 */
export interface HealthRecord extends Disposable {
  of(backendId: string): Health;
  noteSuccess(backendId: string): void;
  /** `message` is a sentence for the person; `retryAfterMs` is how long the server asked to be left alone. */
  noteFailure(backendId: string, kind: BackendErrorKind, message: string, retryAfterMs?: number): void;
  /** Forgets one backend, or all: their settings or keys have changed. */
  reset(backendId?: string): void;
  /** Tells the id of a backend whose health has changed. That a cool-down ran out is not told: it is a matter of time. */
  readonly onDidChange: Event<string>;
}

export function createHealth(clock: Clock): HealthRecord {
  const records = new Map<string, BackendRecord>();
  const changes = new Emitter<string>();

  const forget = (backendId: string) => {
    if (records.delete(backendId)) changes.fire(backendId);
  };

  return {
    onDidChange: changes.event,
    of: (backendId) => records.get(backendId)?.health ?? unknownHealth,
    noteSuccess(backendId) {
      const wasReady = records.get(backendId)?.health.state === 'ready';
      records.set(backendId, { health: readyHealth, failuresInRow: 0 });
      if (!wasReady) changes.fire(backendId);
    },
    noteFailure(backendId, kind, message, retryAfterMs) {
      // Who may be asked again at once is not to be left alone: a full queue of our own says so, or the server.
      if (!isFaultOfServer(kind) || retryAfterMs === 0) return;
      const before = records.get(backendId);
      const nowMs = clock.now();
      const openUntilMs = before?.health.state === 'cooling-down' ? before.health.untilMs : 0;
      // Requests that were under way together fail together: they are one piece of evidence, not several.
      const isSameFailure = openUntilMs > nowMs;
      const failuresInRow = (before?.failuresInRow ?? 0) + (isSameFailure ? 0 : 1);
      const untilMs = Math.max(openUntilMs, nowMs + coolDownMs(kind, failuresInRow, retryAfterMs));
      records.set(backendId, { health: { state: 'cooling-down', untilMs, reason: message }, failuresInRow });
      if (untilMs !== openUntilMs) changes.fire(backendId);
    },
    reset(backendId) {
      const ids = backendId === undefined ? [...records.keys()] : [backendId];
      for (const id of ids) forget(id);
    },
    dispose: () => changes.dispose(),
  };
}

interface BackendRecord {
  readonly health: Health;
  readonly failuresInRow: number;
}

const unknownHealth: Health = { state: 'unknown' };
const readyHealth: Health = { state: 'ready' };

const firstCoolDownMs = 2_000;
const longestCoolDownMs = 30_000;
/** A server that is loading a model answers soon. */
const loadingCoolDownMs = 2_000;
/** Nothing but the person can mend these, and they reset the record when they change the settings. */
const misconfiguredCoolDownMs = 60_000;
/** Servers have been seen to ask for hours; after this long it is worth asking again. */
const longestRetryAfterMs = 600_000;

/** Whether a fault says something of the server and not of the one request. */
function isFaultOfServer(kind: BackendErrorKind): boolean {
  return kind !== 'context-too-long' && kind !== 'refused' && kind !== 'bad-request';
}

function coolDownMs(kind: BackendErrorKind, failuresInRow: number, retryAfterMs: number | undefined): number {
  if (retryAfterMs !== undefined) return Math.min(Math.max(retryAfterMs, 0), longestRetryAfterMs);
  switch (kind) {
    case 'loading':
      return loadingCoolDownMs;
    case 'unauthorized':
    case 'key-missing':
    case 'model-missing':
      return misconfiguredCoolDownMs;
    default:
      return Math.min(firstCoolDownMs * 2 ** (failuresInRow - 1), longestCoolDownMs);
  }
}
