import type { ChatMessage, ChatRequest } from '../contract/request.ts';
import { toFault } from './errors.ts';
import type { CompletionPrompt } from './fim/prompt.ts';
import { estimateTokens } from './fim/tokenEstimate.ts';
import { toChatTool } from './openaiChat.ts';
import type { BackendSettings } from './settings.ts';
import { toArgumentObject } from './toolCalls.ts';

/** Long enough for a pause at the desk: loading a model anew takes seconds to minutes. */
export const keepAlive = '30m';
export const keepAliveMs = 30 * 60_000;

/** What LLaVA 1.5 makes of a picture, 24 times 24 patches (arXiv 2310.03744); others make fewer or more of it. */
const imageTokens = 576;

/** `num_ctx` is sent only when it is configured, and then always: a request with another one reloads the model. */
export function toModelOptions(settings: BackendSettings) {
  return settings.contextTokens === undefined ? {} : { num_ctx: settings.contextTokens };
}

export function toGenerateBody(
  settings: BackendSettings,
  { prompt, stop }: Omit<CompletionPrompt, 'warmed'>,
  outputTokens: number,
) {
  const options = { num_predict: outputTokens, temperature: 0, stop: [...stop] };
  return {
    path: 'generate',
    request: {
      model: settings.model,
      prompt,
      raw: true,
      stream: true,
      keep_alive: keepAlive,
      options: { ...toModelOptions(settings), ...options },
    },
  } as const;
}

/** @throws BackendError of kind `context-too-long`, because Ollama would drop the middle of the prompt without a word */
export function toChatBody(settings: BackendSettings, request: ChatRequest, room: number) {
  const { messages, tools = [], wantsLogProbabilities = false, maxOutputTokens } = request;
  const told = { messages: toMessages(messages), ...(tools.length === 0 ? {} : { tools: tools.map(toChatTool) }) };
  if (countTokens(request) > room) throw toFault('context-too-long', settings);
  return {
    path: 'chat',
    request: {
      model: settings.model,
      ...told,
      stream: true,
      keep_alive: keepAlive,
      ...(wantsLogProbabilities ? { logprobs: true } : {}),
      // Without a limit a small model that repeats itself would never end.
      options: { ...toModelOptions(settings), num_predict: maxOutputTokens ?? room },
    },
  } as const;
}

export type OllamaBody = ReturnType<typeof toGenerateBody> | ReturnType<typeof toChatBody>;

function toMessages(messages: readonly ChatMessage[]) {
  // A result is of a tool, and older servers know it by the tool's name alone.
  const names = new Map(messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ id, name }) => [id, name])));
  return messages.map(({ role, text, images = [], toolCalls = [], toolCallId }) => ({
    role,
    content: text,
    ...(images.length === 0 ? {} : { images: images.map(({ base64 }) => base64) }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(toToolCall) }),
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId, tool_name: names.get(toolCallId) ?? '' }),
  }));
}

function toToolCall(call: Parameters<typeof toArgumentObject>[0]) {
  return { id: call.id, function: { name: call.name, arguments: toArgumentObject(call) } };
}

function countTokens({ messages, tools = [] }: ChatRequest): number {
  const counts = messages.map(({ text, images = [], toolCalls = [] }) => {
    const calls = toolCalls.map(({ name, argumentsJson }) => estimateTokens(name + argumentsJson));
    return calls.reduce((sum, count) => sum + count, estimateTokens(text) + images.length * imageTokens);
  });
  const listed = tools.length === 0 ? 0 : estimateTokens(JSON.stringify(tools));
  return counts.reduce((sum, count) => sum + count, listed);
}
