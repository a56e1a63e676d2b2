import type { BackendErrorKind } from './errors.ts';
import type { Task } from './request.ts';
import type { Locality } from './routing.ts';

/** What an attempt was for. `warm-up`: a prompt that was read ahead of the key press that needed it. */
export type LedgerTask = Task | 'warm-up';

/** One attempt at one backend, as it is kept. Undefined means unknown, never zero. */
export interface LedgerEntry {
  readonly requestId: string;
  /** 1 for the first route of a request, 2 for its first fallback. */
  readonly attempt: number;
  /** Milliseconds since the Unix epoch at which the attempt started. */
  readonly startedAtMs: number;
  readonly task: LedgerTask;
  readonly backendId: string;
  readonly model: string;
  readonly origin: string;
  readonly locality: Locality;
  /** The sentences of the route's reasons. */
  readonly reasons: readonly string[];
  readonly timeToFirstTokenMs: number | undefined;
  readonly totalMs: number;
  /** All prompt tokens, cached ones included. */
  readonly inputTokens: number | undefined;
  readonly cachedInputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly costUsd: number | undefined;
  /** `superseded`: it lost a race, or its answer failed a check, and another route answered. */
  readonly outcome: 'completed' | 'cancelled' | 'interrupted' | 'failed' | 'superseded';
  /** Set when the outcome is `failed`. */
  readonly errorKind: BackendErrorKind | undefined;
}

/** What one answer cost and how long it took, as shown under it. */
export interface Measurement {
  readonly timeToFirstTokenMs: number | undefined;
  readonly totalMs: number;
  /** Generated tokens a second after the first one; undefined when the server did not count tokens. */
  readonly tokensPerSecond: number | undefined;
  readonly inputTokens: number | undefined;
  readonly cachedInputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly costUsd: number | undefined;
}
