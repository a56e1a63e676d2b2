import type { GhostSource } from './snapshot.ts';

/** Where the time went between the editor's call and the ghost, in milliseconds. A hit has only the first two. */
export interface GhostTiming {
  readonly requestId: string;
  readonly source: GhostSource;
  /** Milliseconds since the Unix epoch. */
  readonly calledAtMs: number;
  readonly returnedAtMs: number;
  /** How long another key was waited for. */
  readonly debounceMs?: number;
  /** How long the call then waited for the request before its own to end. */
  readonly queueMs?: number;
  /** From the request to its first token: the server's queue and its reading of the prompt. */
  readonly firstTokenMs?: number;
  readonly generationMs?: number;
  /** Cutting the answer to what may be shown, after its last token. */
  readonly filterMs?: number;
}

/** One line of the log for each ghost, at level debug; `npm run bench:completion` reads it. */
export function describeTiming(timing: GhostTiming): string {
  return `Ghost timing ${JSON.stringify(timing, (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 10) / 10 : value,
  )}`;
}

/** When a request of ours reached its stages, on the monotonic clock; undefined for what has not come yet. */
export interface RequestTimes {
  readonly startedMs: number;
  readonly firstTokenMs: number | undefined;
  readonly filterMs: number;
}

/** When a call of the editor's reached its stages, on the monotonic clock. */
export interface CallTimes {
  readonly calledMs: number;
  /** When it had waited long enough for another key. */
  readonly readyMs: number;
}

/** The stages of a call that waited for a request. One that joined a request on its way waited for no first token of its own. */
export function stagesOf(call: CallTimes, request: RequestTimes, nowMs: number) {
  const { startedMs, firstTokenMs = nowMs, filterMs } = request;
  const joinedMs = Math.max(startedMs, call.readyMs);
  return {
    debounceMs: call.readyMs - call.calledMs,
    queueMs: Math.max(0, startedMs - call.readyMs),
    firstTokenMs: Math.max(0, firstTokenMs - joinedMs),
    generationMs: Math.max(0, nowMs - Math.max(firstTokenMs, joinedMs) - filterMs),
    filterMs,
  };
}
