/**
 * Tokens of one answer, in the canonical split. The parts do not overlap; undefined means that the server did not say.
 */
export interface Usage {
  /** Prompt tokens that were evaluated anew. */
  readonly uncachedInputTokens: number | undefined;
  /** Prompt tokens that were read from a cache. */
  readonly cacheReadTokens: number | undefined;
  /** Prompt tokens that were written to a priced cache (Anthropic). */
  readonly cacheWriteTokens: number | undefined;
  /** Generated tokens, reasoning included. */
  readonly outputTokens: number | undefined;
  /** What the provider itself says that this answer cost, in US dollars. */
  readonly reportedCostUsd: number | undefined;
}

export const unknownUsage: Usage = {
  uncachedInputTokens: undefined,
  cacheReadTokens: undefined,
  cacheWriteTokens: undefined,
  outputTokens: undefined,
  reportedCostUsd: undefined,
};

/** The server's own measurement of one answer, where it gives one. */
export interface ServerTimings {
  readonly promptMs: number;
  /** Prompt tokens evaluated in `promptMs`; cached ones are not among them. */
  readonly promptTokens: number;
  readonly generationMs: number;
  readonly generatedTokens: number;
}

/** What a backend streams. */
export type AnswerPart =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string };

/** How a backend's stream ended. `interrupted`: the server closed the stream without saying that it was done. */
export interface AnswerEnd {
  readonly finish: 'stop' | 'length' | 'interrupted';
  readonly usage: Usage;
  readonly timings: ServerTimings | undefined;
  /** The model that answered according to the server, where it says so. */
  readonly servedModel: string | undefined;
}

export type AnswerStream = AsyncGenerator<AnswerPart, AnswerEnd, void>;
