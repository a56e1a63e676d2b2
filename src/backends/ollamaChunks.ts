import * as z from 'zod';
import type { AnswerPart, ServerTimings, Usage } from '../contract/stream.ts';
import type { Ending } from './answer.ts';

/** Reads one line of an answer; a chat and a completion differ only in where their text stands. */
export function* readOllamaChunk(value: unknown, ending: Ending): Generator<AnswerPart, void, void> {
  const chunk = chunkSchema.parse(value);
  const reasoning = chunk.message?.thinking ?? chunk.thinking;
  const text = chunk.message?.content ?? chunk.response;
  if (reasoning) yield { type: 'reasoning-delta', text: reasoning };
  if (text) yield { type: 'text-delta', text };
  if (!chunk.done) return;
  ending.finish = chunk.done_reason === 'length' ? 'length' : 'stop';
  ending.servedModel = chunk.model;
  ending.usage = toUsage(chunk);
  ending.timings = toTimings(chunk);
}

const chunkSchema = z.object({
  model: z.string().optional(),
  response: z.string().nullish(),
  thinking: z.string().nullish(),
  message: z.object({ content: z.string().nullish(), thinking: z.string().nullish() }).nullish(),
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
