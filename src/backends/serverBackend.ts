import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Backend, ConnectionTest, KeySource } from '../contract/backend.ts';
import type { Log } from '../contract/log.ts';
import type { Locality } from '../contract/routing.ts';
import type { Deadlines } from './exchange.ts';
import type { Gate } from './gate.ts';
import type { ServerNotice } from './serverNotices.ts';
import type { BackendSettings } from './settings.ts';

/** What each kind of backend is made from. */
export interface BackendOptions {
  readonly settings: BackendSettings;
  /** Where its model runs by its address; Ollama may find out later that it is elsewhere. */
  readonly locality: Locality;
  readonly gate: Gate;
  readonly keys: KeySource;
  readonly clock: Clock;
  readonly log: Log;
  readonly deadlines?: TaskDeadlines | undefined;
  /** Told what the server's owner can mend. */
  readonly notice?: ((notice: ServerNotice) => void) | undefined;
}

/** A backend with what the set-up and the catalogue need besides. */
export interface ServerBackend extends Backend, Disposable {
  /**
   * Connects without a prompt and says what is there.
   * @throws BackendError, or the signal's reason when it was aborted
   */
  test(signal: AbortSignal): Promise<ConnectionTest>;
  /**
   * How many requests the server works on at a time. Undefined where it does not say; absent where it does not matter.
   * @throws BackendError, or the signal's reason when it was aborted
   */
  slots?(signal: AbortSignal): Promise<number | undefined>;
}

/** How long to wait for each task. */
export interface TaskDeadlines {
  readonly completion: Deadlines;
  readonly chat: Deadlines;
}

/**
 * A ghost that takes longer than this is of no use to anybody. A chat answer is worth waiting for: on a CPU with 100
 * prompt tokens a second, 15,000 tokens take two and a half minutes before the first byte.
 */
export const usualDeadlines: TaskDeadlines = {
  completion: { firstByteMs: 15_000, silenceMs: 10_000, overallMs: 30_000 },
  chat: { firstByteMs: 180_000, silenceMs: 60_000, rateLimitMs: 5_000, secondTryMs: 200 },
};
