import * as z from 'zod';
import type { ServerTimings, Usage } from '../contract/stream.ts';

/** llama.cpp's own measurement of one answer. `prompt_n` leaves the cached tokens, `cache_n`, out. */
export const timingsSchema = z.object({
  cache_n: z.number().optional(),
  prompt_n: z.number(),
  prompt_ms: z.number(),
  predicted_n: z.number(),
  predicted_ms: z.number(),
});

type Timings = z.infer<typeof timingsSchema>;

export function toServerTimings(timings: Timings): ServerTimings {
  return {
    promptMs: timings.prompt_ms,
    promptTokens: timings.prompt_n,
    generationMs: timings.predicted_ms,
    generatedTokens: timings.predicted_n,
  };
}

export function toUsage(timings: Timings): Usage {
  return {
    uncachedInputTokens: timings.prompt_n,
    cacheReadTokens: timings.cache_n,
    cacheWriteTokens: 0,
    outputTokens: timings.predicted_n,
    reportedCostUsd: undefined,
  };
}
