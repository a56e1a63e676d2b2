import type { ChatCompletionMessageParam, ChatCompletionTool } from 'openai/resources';
import * as z from 'zod';
import type { ChatMessage, ChatRequest, ToolDefinition } from '../contract/request.ts';
import type { Capabilities } from '../contract/routing.ts';
import type { AnswerPart, Usage } from '../contract/stream.ts';
import type { Ending } from './answer.ts';
import { timingsSchema, toServerTimings, toUsage } from './llamaCppTimings.ts';
import { createTextReader } from './textParts.ts';
import { CallPieces } from './toolCalls.ts';

/** What a chat in OpenAI's format says of the conversation. Token probabilities are asked for only where there are any. */
export function toChatFields(request: ChatRequest, can: Pick<Capabilities, 'logProbabilities'>) {
  const { messages, tools = [], wantsLogProbabilities = false } = request;
  return {
    messages: messages.map(toChatMessage),
    ...(tools.length === 0 ? {} : { tools: tools.map(toChatTool) }),
    ...(wantsLogProbabilities && can.logProbabilities ? { logprobs: true } : {}),
  };
}

function toChatMessage({ role, text, images = [], toolCalls = [], toolCallId = '' }: ChatMessage) {
  if (role === 'tool') return { role, tool_call_id: toolCallId, content: text } satisfies ChatCompletionMessageParam;
  if (role === 'user' && images.length > 0) {
    const pictures = images.map(({ mediaType, base64 }) => ({
      type: 'image_url' as const,
      image_url: { url: `data:${mediaType};base64,${base64}` },
    }));
    const words = text === '' ? [] : [{ type: 'text' as const, text }];
    return { role, content: [...words, ...pictures] } satisfies ChatCompletionMessageParam;
  }
  if (role !== 'assistant' || toolCalls.length === 0)
    return { role, content: text } satisfies ChatCompletionMessageParam;
  return {
    role,
    content: text === '' ? null : text,
    tool_calls: toolCalls.map(({ id, name, argumentsJson }) => ({
      id,
      type: 'function' as const,
      function: { name, arguments: argumentsJson },
    })),
  } satisfies ChatCompletionMessageParam;
}

/** Ollama takes tools in the same form. */
export function toChatTool({ name, description, parameters }: ToolDefinition) {
  return { type: 'function', function: { name, description, parameters } } as const satisfies ChatCompletionTool;
}

/**
 * Reads the chunks of one chat in OpenAI's format, and what the many servers that speak it add: reasoning apart
 * (`reasoning_content` of DeepSeek and llama.cpp, `reasoning` of OpenRouter and vLLM, parts of their own inside the
 * content of Mistral), llama.cpp's timings. Calls of tools come with the end, since only that says whether they are whole.
 */
export function createChatReader(ending: Ending): (value: unknown) => Generator<AnswerPart, void, void> {
  const calls = new CallPieces();
  const readText = createTextReader();
  return function* (value) {
    const chunk = chatChunkSchema.parse(value);
    const choice = chunk.choices?.[0];
    const reasoning =
      choice?.delta?.reasoning_content ?? choice?.delta?.reasoning ?? thoughtsOf(choice?.delta?.content);
    if (reasoning) yield { type: 'reasoning-delta', text: reasoning };
    // The probabilities of reasoning say nothing of how sure the answer is.
    const tokens = reasoning ? [] : (choice?.logprobs?.content ?? []);
    yield* readText(
      wordsOf(choice?.delta?.content),
      tokens.map(({ logprob }) => logprob),
    );
    for (const { index, id, function: called } of choice?.delta?.tool_calls ?? []) {
      calls.add({
        index: index ?? undefined,
        id: id ?? undefined,
        name: called?.name ?? undefined,
        argumentsJson: called?.arguments ?? undefined,
      });
    }
    noteEnding(chunk, choice?.finish_reason, ending);
    if (!choice?.finish_reason) return;
    const whole = calls.take(cutReasons.has(choice.finish_reason));
    if (whole.length > 0 && ending.finish === 'stop') ending.finish = 'tool-calls';
    yield* whole;
  };
}

const cutReasons = new Set(['length', 'content_filter']);

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
  /** Together's place for them. */
  cached_tokens: z.number().nullish(),
  /** US dollars, from OpenRouter and the LiteLLM proxy. */
  cost: z.number().nullish(),
});

const endSchema = z.object({
  model: z.string().nullish(),
  usage: usageSchema.nullish(),
  timings: timingsSchema.nullish(),
});

/** Mistral's models that reason send parts in place of a text (docs.mistral.ai, "Reasoning", read November 2026). */
const contentPartSchema = z.object({
  text: z.string().nullish(),
  thinking: z.array(z.object({ text: z.string().nullish() })).nullish(),
});
const contentSchema = z.union([z.string(), z.array(contentPartSchema)]).nullish();

const callPieceSchema = z.object({
  index: z.number().nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});

const chatChunkSchema = endSchema.extend({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: contentSchema,
            reasoning_content: z.string().nullish(),
            reasoning: z.string().nullish(),
            tool_calls: z.array(callPieceSchema).nullish(),
          })
          .nullish(),
        // Other servers have other forms of it, which nobody asked for.
        logprobs: z
          .object({ content: z.array(z.object({ logprob: z.number() })).nullish() })
          .nullish()
          .catch(undefined),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
});

type ChatContent = z.infer<typeof contentSchema>;

function wordsOf(content: ChatContent): string | null | undefined {
  return Array.isArray(content) ? content.map(({ text }) => text ?? '').join('') : content;
}

function thoughtsOf(content: ChatContent): string | undefined {
  if (!Array.isArray(content)) return undefined;
  return content.flatMap(({ thinking }) => (thinking ?? []).map(({ text }) => text ?? '')).join('');
}

const completionChunkSchema = endSchema.extend({
  choices: z.array(z.object({ text: z.string().nullish(), finish_reason: z.string().nullish() })).nullish(),
});

function noteEnding(chunk: z.infer<typeof endSchema>, finishReason: string | null | undefined, ending: Ending): void {
  if (finishReason && ending.finish !== 'tool-calls') ending.finish = finishReason === 'length' ? 'length' : 'stop';
  if (chunk.model) ending.servedModel = chunk.model;
  if (chunk.usage) ending.usage = readUsage(chunk.usage);
  if (chunk.timings) {
    ending.timings = toServerTimings(chunk.timings);
    ending.usage = { ...toUsage(chunk.timings), reportedCostUsd: ending.usage.reportedCostUsd };
  }
}

function readUsage(usage: z.infer<typeof usageSchema>): Usage {
  const input = usage.prompt_tokens ?? undefined;
  const { prompt_tokens_details: details, prompt_cache_hit_tokens: hits, cached_tokens: read } = usage;
  const cached = details?.cached_tokens ?? hits ?? read ?? undefined;
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
