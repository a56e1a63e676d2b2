import * as z from 'zod';
import type { ChatMessage } from '../contract/request.ts';
import type { AnswerPart, Usage } from '../contract/stream.ts';
import type { Ending } from './answer.ts';
import { timingsSchema, toServerTimings, toUsage } from './llamaCppTimings.ts';

/** The messages of a conversation as OpenAI, Ollama and llama.cpp take them. */
export function toChatMessages(messages: readonly ChatMessage[]) {
  return messages.flatMap(({ role, text }) => (role === 'tool' ? [] : [{ role, content: text }]));
}

/**
 * Reads one chunk of a chat stream in OpenAI's format, and what the many servers that speak it add: reasoning apart
 * (`reasoning_content` of DeepSeek and llama.cpp, `reasoning` of OpenRouter and vLLM), llama.cpp's timings.
 */
export function* readChatChunk(value: unknown, ending: Ending): Generator<AnswerPart, void, void> {
  const chunk = chatChunkSchema.parse(value);
  const choice = chunk.choices?.[0];
  const reasoning = choice?.delta?.reasoning_content ?? choice?.delta?.reasoning;
  if (reasoning) yield { type: 'reasoning-delta', text: reasoning };
  if (choice?.delta?.content) yield { type: 'text-delta', text: choice.delta.content };
  noteEnding(chunk, choice?.finish_reason, ending);
}

/** Reads one chunk of a stream of OpenAI's older `/completions`, which vLLM and other servers of models use for code. */
export function* readCompletionChunk(value: unknown, ending: Ending): Generator<AnswerPart, void, void> {
  const chunk = completionChunkSchema.parse(value);
  const choice = chunk.choices?.[0];
  if (choice?.text) yield { type: 'text-delta', text: choice.text };
  noteEnding(chunk, choice?.finish_reason, ending);
}

const usageSchema = z.object({
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
  total_tokens: z.number().nullish(),
  prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
  /** DeepSeek's name for cached tokens. */
  prompt_cache_hit_tokens: z.number().nullish(),
  /** US dollars, from OpenRouter and the LiteLLM proxy. */
  cost: z.number().nullish(),
});

const endSchema = z.object({
  model: z.string().nullish(),
  usage: usageSchema.nullish(),
  timings: timingsSchema.nullish(),
});

const chatChunkSchema = endSchema.extend({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            reasoning_content: z.string().nullish(),
            reasoning: z.string().nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
});

const completionChunkSchema = endSchema.extend({
  choices: z.array(z.object({ text: z.string().nullish(), finish_reason: z.string().nullish() })).nullish(),
});

function noteEnding(chunk: z.infer<typeof endSchema>, finishReason: string | null | undefined, ending: Ending): void {
  if (finishReason) ending.finish = finishReason === 'length' ? 'length' : 'stop';
  if (chunk.model) ending.servedModel = chunk.model;
  if (chunk.usage) ending.usage = readUsage(chunk.usage);
  if (chunk.timings) {
    ending.timings = toServerTimings(chunk.timings);
    ending.usage = { ...toUsage(chunk.timings), reportedCostUsd: ending.usage.reportedCostUsd };
  }
}

function readUsage(usage: z.infer<typeof usageSchema>): Usage {
  const input = usage.prompt_tokens ?? undefined;
  const cached = usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? undefined;
  return {
    uncachedInputTokens: input === undefined ? undefined : Math.max(0, input - (cached ?? 0)),
    cacheReadTokens: cached,
    // The format knows no tokens that are written to a cache at a price.
    cacheWriteTokens: input === undefined ? undefined : 0,
    outputTokens: readOutputTokens(usage),
    reportedCostUsd: usage.cost ?? undefined,
  };
}

/** Some servers (Gemini, xAI) leave the reasoning out of completion_tokens, but count it in the total. */
function readOutputTokens({ prompt_tokens, completion_tokens, total_tokens }: z.infer<typeof usageSchema>) {
  const output = completion_tokens ?? undefined;
  if (typeof prompt_tokens !== 'number' || typeof total_tokens !== 'number') return output;
  return Math.max(output ?? 0, total_tokens - prompt_tokens);
}
