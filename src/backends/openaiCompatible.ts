import type { Stream } from 'openai/streaming';
import * as z from 'zod';
import type { ConnectionTest } from '../contract/backend.ts';
import type { ChatRequest } from '../contract/request.ts';
import type { AnswerPart, AnswerStream } from '../contract/stream.ts';
import { checkAdmission, type Ending, readText, streamAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import { classifyStreamError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { sentenceOnFilling } from './fim/describeFilling.ts';
import { Fillings } from './fim/fillings.ts';
import { restorePart } from './fim/harmless.ts';
import { type FimCandidate, guessFormat } from './fim/probe.ts';
import { buildPrompt } from './fim/prompt.ts';
import { probeTokens, testFilling } from './fim/selfTest.ts';
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
  const fillings = new Fillings(options.log, id);

  /** Such servers tell nothing of their vocabulary, so the name has to do, and the test decides. */
  const getFilling = (signal: AbortSignal) =>
    fillings.get({ key: model, name: model, test: (own) => testFilling(guess(model), tryPrompt, own) }, signal);

  async function* completed(asked: Asked, signal: AbortSignal): AnswerStream {
    const exchange = await connection.open(deadlines.completion, signal);
    return yield* streamAnswer(settings, exchange, (ending) => complete(settings, exchange, asked, ending));
  }

  async function tryPrompt(prompt: string, signal: AbortSignal): Promise<string> {
    return readText(completed({ prompt, stop: [], outputTokens: probeTokens }, signal));
  }

  async function test(signal: AbortSignal): Promise<ConnectionTest> {
    const found = await testOpenAICompatible(connection, signal);
    if (model === '' || !roles.includes('completion')) return found;
    fillings.forget();
    return { ...found, summary: `${found.summary} ${sentenceOnFilling(await getFilling(signal))}` };
  }

  return {
    facts: { id, kind, model, origin, locality, roles, canWarm: false },
    contextTokens: () => settings.contextTokens,
    capabilities: () => ({ tools: false, images: false, logProbabilities: false }),
    rateLimit: () => undefined,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality });
      const { request } = admitted;
      if (request.task === 'chat') {
        const exchange = await connection.open(deadlines.chat, signal);
        return yield* streamAnswer(settings, exchange, (ending) => chat(settings, exchange, request, ending));
      }
      if (request.warm !== undefined) throw new TypeError('This kind of server cannot be warmed.');
      const { format } = await getFilling(signal);
      const { prompt, stop } = buildPrompt(request, format, settings.contextTokens ?? assumedContextTokens);
      return yield* completed({ prompt, stop, outputTokens: request.maxOutputTokens }, signal);
    },
    test: (signal) => testServer(connection, () => test(signal), signal),
    dispose: () => fillings.dispose(),
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

interface Asked {
  readonly prompt: string;
  readonly stop: readonly string[];
  readonly outputTokens: number;
}

async function* complete(settings: BackendSettings, exchange: Exchange, asked: Asked, ending: Ending) {
  const client = await createClient(settings, exchange);
  const stream = await client.completions.create({
    model: settings.model,
    prompt: asked.prompt,
    max_tokens: asked.outputTokens,
    ...(asked.stop.length === 0 ? {} : { stop: asked.stop.slice(0, maxStops) }),
    temperature: 0,
    stream: true,
    ...(settings.streamUsage ? { stream_options: { include_usage: true } } : {}),
  });
  for await (const part of readChunks(settings, stream, (chunk) => readCompletionChunk(chunk, ending))) {
    yield restorePart(part);
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

async function* guess(model: string): AsyncGenerator<FimCandidate, void, void> {
  const format = guessFormat(model);
  if (format !== undefined) yield { format, evidence: 'name' };
}

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

async function testOpenAICompatible(connection: Connection, signal: AbortSignal): Promise<ConnectionTest> {
  const { data } = await connection.ask('/models', modelsSchema, { signal });
  const models = data.map(({ id }) => id);
  return { models, summary: summarizeModels(connection.server, models) };
}
