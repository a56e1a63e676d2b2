import * as z from 'zod';
import type { AnswerPart, ServerTimings, Usage } from '../contract/stream.ts';
import type { Ending } from './answer.ts';
import { createTextReader } from './textParts.ts';
import { toCallPart } from './toolCalls.ts';

/**
 * Reads the lines of one answer; a chat and a completion differ only in where their text stands. Calls of tools come
 * whole: Ollama puts them together itself, and leaves out one that is cut at the limit.
 */
export function createOllamaReader(ending: Ending): (value: unknown) => Generator<AnswerPart, void, void> {
  const readText = createTextReader();
  let hasCalls = false;
  return function* (value) {
    const chunk = chunkSchema.parse(value);
    const reasoning = chunk.message?.thinking ?? chunk.thinking;
    if (reasoning) yield { type: 'reasoning-delta', text: reasoning };
    // The probabilities of reasoning say nothing of how sure the answer is.
    const tokens = reasoning ? [] : (chunk.logprobs ?? []);
    yield* readText(
      chunk.message?.content ?? chunk.response,
      tokens.map(({ logprob }) => logprob),
    );
    for (const { id, function: called } of chunk.message?.tool_calls ?? []) {
      hasCalls = true;
      yield toCallPart(id ?? undefined, called.name, JSON.stringify(called.arguments ?? {}));
    }
    if (!chunk.done) return;
    const finish = hasCalls ? 'tool-calls' : 'stop';
    ending.finish = chunk.done_reason === 'length' ? 'length' : finish;
    ending.servedModel = chunk.model;
    ending.usage = toUsage(chunk);
    ending.timings = toTimings(chunk);
  };
}

const callSchema = z.object({
  /** Absent from older servers. */
  id: z.string().nullish(),
  function: z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()).nullish() }),
});

const chunkSchema = z.object({
  model: z.string().optional(),
  response: z.string().nullish(),
  thinking: z.string().nullish(),
  message: z
    .object({
      content: z.string().nullish(),
      thinking: z.string().nullish(),
      tool_calls: z.array(callSchema).nullish(),
    })
    .nullish(),
  /** Where they were asked for; servers before 0.12.11 (its release notes) say nothing of them. */
  logprobs: z.array(z.object({ logprob: z.number() })).nullish(),
  done: z.boolean().optional(),
  done_reason: z.string().nullish(),
  prompt_eval_count: z.number().optional(),
  prompt_eval_duration: z.number().optional(),
  eval_count: z.number().optional(),
  eval_duration: z.number().optional(),
});

type Chunk = z.infer<typeof chunkSchema>;

/** Ollama counts cached prompt tokens among the others and does not say how many they are. */
function toUsage(chunk: Chunk): Usage {
  return {
    uncachedInputTokens: chunk.prompt_eval_count,
    cacheReadTokens: undefined,
    cacheWriteTokens: 0,
    outputTokens: chunk.eval_count,
    reportedCostUsd: undefined,
  };
}

const nanosecondsPerMs = 1e6;

function toTimings(chunk: Chunk): ServerTimings | undefined {
  // It leaves out what is zero: the time of an answer of one token, which counts as the end of the prompt.
  const { prompt_eval_count, prompt_eval_duration, eval_count, eval_duration = 0 } = chunk;
  if (prompt_eval_duration === undefined) return undefined;
  return {
    promptMs: prompt_eval_duration / nanosecondsPerMs,
    promptTokens: prompt_eval_count,
    generationMs: eval_duration / nanosecondsPerMs,
    generatedTokens: eval_count ?? 0,
  };
}
