import type { Stream } from 'openai/streaming';
import * as z from 'zod';
import type { ConnectionTest } from '../contract/backend.ts';
import type { ChatRequest, CompletionRequest } from '../contract/request.ts';
import type { AnswerPart } from '../contract/stream.ts';
import { checkAdmission, type Ending, streamAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import { classifyStreamError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { restoreText } from './fim/harmless.ts';
import { guessFormat } from './fim/probe.ts';
import { buildPrompt } from './fim/prompt.ts';
import { readChatChunk, readCompletionChunk, toChatMessages } from './openaiChat.ts';
import { type BackendOptions, type ServerBackend, usualDeadlines } from './serverBackend.ts';
import { testServer } from './serverTest.ts';
import type { BackendSettings } from './settings.ts';
import { summarizeModels } from './summarizeModels.ts';

/** Such servers do not tell their context. Code models have had at least this much for years. */
const assumedContextTokens = 8192;
/** More stop texts than this are an error at OpenAI. */
const maxStops = 4;

/** Any server that speaks OpenAI's format: a provider, vLLM, LM Studio, a LiteLLM proxy in front of a team's cluster. */
export function createOpenAICompatible(options: BackendOptions): ServerBackend {
  const { settings, locality, deadlines = usualDeadlines } = options;
  const { id, kind, model, origin, roles } = settings;
  const connection = new Connection({ ...options, server: settings, url: settings.url, locality: () => locality });

  return {
    facts: { id, kind, model, origin, locality, roles },
    contextTokens: () => settings.contextTokens,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality });
      const { request } = admitted;
      const exchange = await connection.open(deadlines[request.task], signal);
      return yield* streamAnswer(settings, exchange, (ending) =>
        request.task === 'chat'
          ? chat(settings, exchange, request, ending)
          : complete(settings, exchange, request, ending),
      );
    },
    test: (signal) => testServer(connection, testOpenAICompatible, signal),
    dispose() {},
  };
}

async function* chat(settings: BackendSettings, exchange: Exchange, request: ChatRequest, ending: Ending) {
  const client = await createClient(settings, exchange);
  const stream = await client.chat.completions.create({
    model: settings.model,
    messages: toChatMessages(request.messages),
    stream: true,
    ...(settings.streamUsage ? { stream_options: { include_usage: true } } : {}),
    ...toOutputLimit(settings, request.maxOutputTokens),
  });
  yield* readChunks(settings, stream, (chunk) => readChatChunk(chunk, ending));
}

/** The newer models of OpenAI itself refuse the old name of the limit; many other servers know no other. */
function toOutputLimit({ origin }: BackendSettings, maxOutputTokens: number | undefined) {
  if (maxOutputTokens === undefined) return {};
  const isOpenAI = origin === 'https://api.openai.com';
  return isOpenAI ? { max_completion_tokens: maxOutputTokens } : { max_tokens: maxOutputTokens };
}

async function* complete(settings: BackendSettings, exchange: Exchange, request: CompletionRequest, ending: Ending) {
  const client = await createClient(settings, exchange);
  // Such servers tell nothing of their vocabulary, so the name has to do.
  const format = guessFormat(settings.model);
  const { prompt, stop } = buildPrompt(request, format, settings.contextTokens ?? assumedContextTokens);
  const stream = await client.completions.create({
    model: settings.model,
    prompt,
    max_tokens: request.maxOutputTokens,
    stop: stop.slice(0, maxStops),
    temperature: 0,
    stream: true,
    ...(settings.streamUsage ? { stream_options: { include_usage: true } } : {}),
  });
  for await (const part of readChunks(settings, stream, (chunk) => readCompletionChunk(chunk, ending))) {
    yield { ...part, text: restoreText(part.text) };
  }
}

/** Every option that the client would else read from the environment is given. */
async function createClient(settings: BackendSettings, exchange: Exchange) {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    baseURL: settings.url,
    // Never sent: the exchange sets the headers. The client insists on one.
    apiKey: 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // It would write an answer that it cannot parse, and so the person's text, to the console.
    logLevel: 'off',
    fetch: exchange.fetch,
  });
}

async function* readChunks<T>(
  settings: BackendSettings,
  stream: Stream<T>,
  read: (chunk: T) => Iterable<AnswerPart>,
): AsyncGenerator<AnswerPart, void, void> {
  try {
    for await (const chunk of stream) yield* read(chunk);
  } catch (error) {
    const { APIError } = await import('openai');
    // Inside a stream that began well the client throws what stands in an `error` field.
    if (error instanceof APIError && error.error !== undefined) throw classifyStreamError(settings, error.error);
    throw error;
  }
}

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

async function testOpenAICompatible(connection: Connection, signal: AbortSignal): Promise<ConnectionTest> {
  const { data } = await connection.ask('/models', modelsSchema, { signal });
  const models = data.map(({ id }) => id);
  return { models, summary: summarizeModels(connection.server, models) };
}
