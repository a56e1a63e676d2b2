import * as z from 'zod';
import type { ConnectionTest } from '../contract/backend.ts';
import type { ChatRequest } from '../contract/request.ts';
import type { AnswerPart, Usage } from '../contract/stream.ts';
import { checkAdmission, type Ending, streamAnswer } from './answer.ts';
import { toMessages, toSystem, toTool } from './anthropicMessages.ts';
import { Connection } from './connection.ts';
import { classifyStreamError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { type BackendOptions, type ServerBackend, usualDeadlines } from './serverBackend.ts';
import { testServer } from './serverTest.ts';
import type { BackendSettings } from './settings.ts';
import { summarizeModels } from './summarizeModels.ts';
import { CallPieces } from './toolCalls.ts';

/** The format wants a limit; this one is below what every current model allows. */
const usualMaxOutputTokens = 8192;

/** Anthropic's own format, which tells cached tokens apart and caches prompts. Chat only: there is no code completion. */
export function createAnthropic(options: BackendOptions): ServerBackend {
  const { settings, locality, deadlines = usualDeadlines } = options;
  const { id, kind, model, origin, roles } = settings;
  const connection = new Connection({ ...options, server: settings, url: settings.url, locality: () => locality });

  return {
    facts: { id, kind, model, origin, locality, roles, canWarm: false },
    contextTokens: () => settings.contextTokens,
    // Each of its models calls tools and reads pictures; the format has no token probabilities.
    capabilities: () => ({ tools: true, images: true, logProbabilities: false }),
    rateLimit: () => connection.rateLimit,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality });
      const { request } = admitted;
      if (request.task !== 'chat') throw new TypeError('Anthropic answers chats only.');
      const exchange = await connection.open(deadlines.chat, signal, admitted);
      return yield* streamAnswer(settings, exchange, (ending) => chat(settings, exchange, request, ending));
    },
    test: (signal) => testServer(connection, testAnthropic, signal),
    dispose() {},
  };
}

async function* chat(settings: BackendSettings, exchange: Exchange, request: ChatRequest, ending: Ending) {
  const { Anthropic, APIError } = await import('@anthropic-ai/sdk');
  // Every option that the client would else read from the environment is given.
  const client = new Anthropic({
    baseURL: settings.url,
    // Never sent: the exchange sets the headers. Without one the client looks for credentials on the disk.
    apiKey: 'none',
    authToken: null,
    webhookKey: null,
    maxRetries: 0,
    // It would write an answer that it cannot parse, and so the person's text, to the console.
    logLevel: 'off',
    openTelemetry: false,
    fetch: exchange.fetch,
  });
  const system = toSystem(request.messages);
  const { tools = [] } = request;
  const readEvent = createEventReader(ending);
  try {
    const events = await client.messages.create({
      model: settings.model,
      max_tokens: request.maxOutputTokens ?? usualMaxOutputTokens,
      messages: toMessages(request.messages),
      stream: true,
      ...(system === undefined ? {} : { system }),
      ...(tools.length === 0 ? {} : { tools: tools.map(toTool) }),
    });
    for await (const event of events) yield* readEvent(event);
  } catch (error) {
    // Inside a stream that began well the client throws the whole event, whose own field `error` says what is wrong.
    const event =
      error instanceof APIError && error.status === undefined ? errorEventSchema.safeParse(error.error) : undefined;
    throw event?.success ? classifyStreamError(settings, event.data.error) : error;
  }
}

const errorEventSchema = z.object({ error: z.unknown() });

const usageSchema = z.object({
  input_tokens: z.number().nullish(),
  cache_read_input_tokens: z.number().nullish(),
  cache_creation_input_tokens: z.number().nullish(),
  output_tokens: z.number().nullish(),
});

/** The fields of all the events that matter here; events of other types may come at any time, and say nothing. */
const eventSchema = z.object({
  type: z.string(),
  index: z.number().nullish(),
  message: z.object({ model: z.string().nullish(), usage: usageSchema.nullish() }).nullish(),
  content_block: z.object({ type: z.string(), id: z.string().nullish(), name: z.string().nullish() }).nullish(),
  delta: z
    .object({
      text: z.string().nullish(),
      thinking: z.string().nullish(),
      partial_json: z.string().nullish(),
      stop_reason: z.string().nullish(),
    })
    .nullish(),
  usage: usageSchema.nullish(),
});

/** A block ends alike whether it is whole or cut at the limit: so the calls wait for the reason why the answer stops. */
function createEventReader(ending: Ending) {
  const calls = new CallPieces();
  return function* (value: unknown): Generator<AnswerPart, void, void> {
    const { type, index, message, content_block, delta, usage } = eventSchema.parse(value);
    if (type === 'message_start') {
      ending.servedModel = message?.model ?? undefined;
      ending.usage = mergeUsage(ending.usage, message?.usage ?? {});
    } else if (type === 'content_block_start') {
      calls.close();
      if (content_block?.type !== 'tool_use') return;
      const { id, name } = content_block;
      calls.add({ index: index ?? undefined, id: id ?? undefined, name: name ?? undefined, argumentsJson: undefined });
    } else if (type === 'content_block_delta') {
      if (delta?.thinking) yield { type: 'reasoning-delta', text: delta.thinking };
      if (delta?.text) yield { type: 'text-delta', text: delta.text };
      const argumentsJson = delta?.partial_json;
      if (argumentsJson) calls.add({ index: index ?? undefined, id: undefined, name: undefined, argumentsJson });
    } else if (type === 'message_delta') {
      ending.usage = mergeUsage(ending.usage, usage ?? {});
      if (!delta?.stop_reason) return;
      const whole = calls.take(cutReasons.has(delta.stop_reason));
      ending.finish = lengthReasons.has(delta.stop_reason) ? 'length' : whole.length > 0 ? 'tool-calls' : 'stop';
      yield* whole;
    }
  };
}

const lengthReasons = new Set(['max_tokens', 'model_context_window_exceeded']);
const cutReasons = new Set([...lengthReasons, 'refusal']);

/** The counts are cumulative, so the later ones hold; a field that is missing keeps the earlier one. */
function mergeUsage(before: Usage, usage: z.infer<typeof usageSchema>): Usage {
  return {
    uncachedInputTokens: usage.input_tokens ?? before.uncachedInputTokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? before.cacheReadTokens,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? before.cacheWriteTokens,
    outputTokens: usage.output_tokens ?? before.outputTokens,
    reportedCostUsd: undefined,
  };
}

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

async function testAnthropic(connection: Connection, signal: AbortSignal): Promise<ConnectionTest> {
  const { data } = await connection.ask('/v1/models?limit=1000', modelsSchema, { signal });
  const models = data.map(({ id }) => id);
  return { models, summary: summarizeModels(connection.server, models) };
}
