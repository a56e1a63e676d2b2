import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import * as z from 'zod';
import type { ConnectionTest } from '../contract/backend.ts';
import type { ChatMessage, ChatRequest } from '../contract/request.ts';
import type { AnswerPart, Usage } from '../contract/stream.ts';
import { checkAdmission, type Ending, streamAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import { classifyStreamError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { type BackendOptions, type ServerBackend, usualDeadlines } from './serverBackend.ts';
import { testServer } from './serverTest.ts';
import type { BackendSettings } from './settings.ts';
import { summarizeModels } from './summarizeModels.ts';

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
    capabilities: () => ({ tools: false, images: false, logProbabilities: false }),
    rateLimit: () => undefined,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality });
      const { request } = admitted;
      if (request.task !== 'chat') throw new TypeError('Anthropic answers chats only.');
      const exchange = await connection.open(deadlines.chat, signal);
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
  const system = request.messages.filter(({ role }) => role === 'system').map(({ text }) => text);
  try {
    const events = await client.messages.create({
      model: settings.model,
      max_tokens: request.maxOutputTokens ?? usualMaxOutputTokens,
      messages: toMessages(request.messages),
      stream: true,
      ...(system.length === 0 ? {} : { system: system.join('\n\n') }),
    });
    for await (const event of events) yield* readEvent(event, ending);
  } catch (error) {
    // Inside a stream that began well the client throws the whole event, whose own field `error` says what is wrong.
    const event =
      error instanceof APIError && error.status === undefined ? errorEventSchema.safeParse(error.error) : undefined;
    throw event?.success ? classifyStreamError(settings, event.data.error) : error;
  }
}

/**
 * A conversation that goes on is cached up to its end: reading it again costs a tenth, writing it a quarter more. So
 * the first question, which may stay the only one, is not.
 */
function toMessages(messages: readonly ChatMessage[]): MessageParam[] {
  const turns = messages.flatMap(({ role, text }) => (role === 'user' || role === 'assistant' ? [{ role, text }] : []));
  const isGoingOn = turns.some(({ role }) => role === 'assistant');
  return turns.map(({ role, text }, index) => ({
    role,
    content:
      isGoingOn && index === turns.length - 1 ? [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] : text,
  }));
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
  message: z.object({ model: z.string().nullish(), usage: usageSchema.nullish() }).nullish(),
  delta: z
    .object({ text: z.string().nullish(), thinking: z.string().nullish(), stop_reason: z.string().nullish() })
    .nullish(),
  usage: usageSchema.nullish(),
});

function* readEvent(value: unknown, ending: Ending): Generator<AnswerPart, void, void> {
  const { type, message, delta, usage } = eventSchema.parse(value);
  if (type === 'message_start') {
    ending.servedModel = message?.model ?? undefined;
    ending.usage = mergeUsage(ending.usage, message?.usage ?? {});
  } else if (type === 'content_block_delta') {
    if (delta?.thinking) yield { type: 'reasoning-delta', text: delta.thinking };
    if (delta?.text) yield { type: 'text-delta', text: delta.text };
  } else if (type === 'message_delta') {
    if (delta?.stop_reason) ending.finish = lengthReasons.has(delta.stop_reason) ? 'length' : 'stop';
    ending.usage = mergeUsage(ending.usage, usage ?? {});
  }
}

const lengthReasons = new Set(['max_tokens', 'model_context_window_exceeded']);

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
