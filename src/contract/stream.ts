import type { ToolCall } from './request.ts';

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
  /** Prompt tokens evaluated in `promptMs`; undefined where the server counts cached ones among them, as Ollama does. */
  readonly promptTokens: number | undefined;
  readonly generationMs: number;
  readonly generatedTokens: number;
}

/** What a backend streams. */
export type AnswerPart =
  | {
      readonly type: 'text-delta';
      readonly text: string;
      readonly soFar?: MeasuredSoFar;
      readonly queuedMs?: QueuedMs;
      /** The natural logarithms of the probabilities of this part's tokens, where they were asked for and given. */
      readonly logProbabilities?: readonly number[];
    }
  | { readonly type: 'reasoning-delta'; readonly text: string; readonly queuedMs?: QueuedMs }
  /** A whole call, once its arguments have come to their end. */
  | { readonly type: 'tool-call'; readonly call: ToolCall; readonly queuedMs?: QueuedMs };

/**
 * How long a request had to wait for its turn at a server of this machine before it was sent, in milliseconds: a part
 * of the time to the first token. The first part of an answer and its end say it; absent where it did not have to wait.
 */
export type QueuedMs = number | undefined;

/**
 * What the server had measured when it wrote a part; only llama.cpp tells, and only of completions. The end of a stream
 * that is left early is never seen, so the last of these stands for it.
 */
export interface MeasuredSoFar {
  readonly usage: Usage;
  readonly timings: ServerTimings;
}

/** How a backend's stream ended. `interrupted`: the server closed the stream without saying that it was done. */
export interface AnswerEnd {
  readonly finish: 'stop' | 'length' | 'tool-calls' | 'interrupted';
  readonly usage: Usage;
  readonly timings: ServerTimings | undefined;
  /** The model that answered according to the server, where it says so. */
  readonly servedModel: string | undefined;
  readonly queuedMs?: QueuedMs;
  /** How far a warm-up has come; absent for every other answer. */
  readonly warmed?: WarmedPrompt;
}

/** Everything that can be is warm when both are equal. */
export interface WarmedPrompt {
  /** How many characters of the prompt the server has evaluated now, earlier warm-ups included. */
  readonly characters: number;
  /** How many there are that stay the same while a person types on. */
  readonly staticCharacters: number;
  readonly staticTexts: StaticTexts;
}

/**
 * Which texts around the cursor only grow at their end while a person types on, in the order in which they stand in a
 * prompt. `prefix, suffix`: what was typed stands behind both.
 */
export type StaticTexts = 'prefix' | 'prefix, suffix' | 'suffix, prefix';

export type AnswerStream = AsyncGenerator<AnswerPart, AnswerEnd, void>;
