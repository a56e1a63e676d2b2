import type { Measurement } from '../contract/ledger.ts';
import { type AnswerEnd, unknownUsage } from '../contract/stream.ts';

/** Readings of a monotonic clock in milliseconds; the first token is undefined where no text came. */
export interface Times {
  readonly startMs: number;
  readonly firstTokenMs: number | undefined;
  readonly endMs: number;
}

/** What the readings and the server's own figures say of one answer; `end` is undefined where the server said nothing. */
export function toMeasurement(times: Times, end: AnswerEnd | undefined, costUsd: number | undefined): Measurement {
  const { startMs, firstTokenMs, endMs } = times;
  const usage = end?.usage ?? unknownUsage;
  return {
    timeToFirstTokenMs: firstTokenMs === undefined ? undefined : Math.round(firstTokenMs - startMs),
    totalMs: Math.round(endMs - startMs),
    tokensPerSecond: end && tokensPerSecondOf(times, end),
    inputTokens: addKnown(usage.uncachedInputTokens, usage.cacheReadTokens, usage.cacheWriteTokens),
    cachedInputTokens: usage.cacheReadTokens,
    outputTokens: usage.outputTokens,
    costUsd,
  };
}

/**
 * The rate after the first token, (n − 1) / time, as vLLM defines it. The server's own timings come first: ours hold
 * the network too. They leave the first token out as well, since a server counts it as the end of the prompt.
 */
function tokensPerSecondOf({ firstTokenMs, endMs }: Times, { timings, usage }: AnswerEnd): number | undefined {
  const generatedTokens = timings?.generatedTokens ?? usage.outputTokens;
  const durationMs = timings?.generationMs ?? (firstTokenMs === undefined ? 0 : endMs - firstTokenMs);
  if (generatedTokens === undefined || generatedTokens < 2 || durationMs <= 0) return undefined;
  return ((generatedTokens - 1) * 1000) / durationMs;
}

/** All prompt tokens; a server that is silent about its cache has counted them all as uncached. */
function addKnown(uncached: number | undefined, cacheRead = 0, cacheWrite = 0): number | undefined {
  return uncached === undefined ? undefined : uncached + cacheRead + cacheWrite;
}
