import type { AdmittedRequest } from '../contract/admission.ts';
import type { ConnectionTest } from '../contract/backend.ts';
import type { ChatRequest } from '../contract/request.ts';
import type { Capabilities } from '../contract/routing.ts';
import type { AnswerStream } from '../contract/stream.ts';
import { checkAbilities } from './abilities.ts';
import { checkAdmission, type Ending, readText, streamAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { fillInMiddle } from './fillInMiddle.ts';
import { sentenceOnFilling } from './fim/describeFilling.ts';
import { Fillings } from './fim/fillings.ts';
import { restorePart } from './fim/harmless.ts';
import { type FimCandidate, guessFormat } from './fim/probe.ts';
import { buildPrompt } from './fim/prompt.ts';
import { probeTokens, testFilling } from './fim/selfTest.ts';
import { createChatReader, readCompletionChunk, toChatFields } from './openaiChat.ts';
import { createOpenAIClient, readChunks } from './openaiClient.ts';
import { testOpenAICompatible } from './openaiModels.ts';
import { providerOf } from './providers/catalogue.ts';
import { type BackendOptions, type ServerBackend, usualDeadlines } from './serverBackend.ts';
import { testServer } from './serverTest.ts';
import type { BackendSettings } from './settings.ts';
import { splitThinking } from './thinking.ts';

/** Such servers do not tell their context. Code models have had at least this much for years. */
const assumedContextTokens = 8192;
/** More stop texts than this are an error at OpenAI. */
const maxStops = 4;

/** Any server that speaks OpenAI's format: a provider, vLLM, LM Studio, a LiteLLM proxy in front of a team's cluster. */
export function createOpenAICompatible(options: BackendOptions): ServerBackend {
  const { settings, locality, deadlines = usualDeadlines } = options;
  const { id, kind, model, origin, roles, capabilities: can } = settings;
  const connection = new Connection({ ...options, server: settings, url: settings.url, locality: () => locality });
  const fillings = new Fillings(options.log, id);
  const provider = providerOf(settings);
  const contextTokens = settings.contextTokens ?? assumedContextTokens;

  /** Such servers tell nothing of their vocabulary, so the name has to do, and the test decides. */
  const getFilling = (signal: AbortSignal) =>
    fillings.get({ key: model, name: model, test: (own) => testFilling(guess(model), tryPrompt, own) }, signal);

  /** Without an admission it carries a test's own prompt, which holds nothing of the person's. */
  async function* completed(asked: Asked, signal: AbortSignal, admitted?: AdmittedRequest): AnswerStream {
    const exchange = await connection.open(deadlines.completion, signal, admitted);
    return yield* streamAnswer(settings, exchange, (ending) => complete(settings, exchange, asked, ending));
  }

  async function tryPrompt(prompt: string, signal: AbortSignal): Promise<string> {
    return readText(completed({ prompt, stop: [], outputTokens: probeTokens }, signal));
  }

  async function test(signal: AbortSignal): Promise<ConnectionTest> {
    const found = await testOpenAICompatible(connection, signal);
    if (model === '' || !roles.includes('completion')) return found;
    if (provider.fillInMiddle !== undefined) {
      return { ...found, summary: `${found.summary} It fills in the middle through ${provider.label}’s own endpoint.` };
    }
    fillings.forget();
    return { ...found, summary: `${found.summary} ${sentenceOnFilling(await getFilling(signal))}` };
  }

  return {
    facts: { id, kind, model, origin, locality, roles, canWarm: false },
    contextTokens: () => settings.contextTokens,
    capabilities: () => can,
    rateLimit: () => connection.rateLimit,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality });
      const { request } = admitted;
      if (request.task === 'chat') {
        checkAbilities(settings, request, can);
        const exchange = await connection.open(deadlines.chat, signal, admitted);
        return yield* streamAnswer(settings, exchange, (ending) => chat(settings, exchange, { request, can }, ending));
      }
      if (request.warm !== undefined) throw new TypeError('This kind of server cannot be warmed.');
      const { fillInMiddle: endpoint } = provider;
      if (endpoint !== undefined) {
        const exchange = await connection.open(deadlines.completion, signal, admitted);
        const filled = { endpoint, settings, request, contextTokens };
        return yield* streamAnswer(settings, exchange, (ending) => fillInMiddle(filled, exchange, ending));
      }
      const { format } = await getFilling(signal);
      const { prompt, stop } = buildPrompt(request, format, contextTokens);
      return yield* completed({ prompt, stop, outputTokens: request.maxOutputTokens }, signal, admitted);
    },
    test: (signal) => testServer(connection, () => test(signal), signal),
    dispose: () => fillings.dispose(),
  };
}

interface Chat {
  readonly request: ChatRequest;
  readonly can: Capabilities;
}

async function* chat(settings: BackendSettings, exchange: Exchange, { request, can }: Chat, ending: Ending) {
  const client = await createOpenAIClient(settings, exchange);
  const stream = await client.chat.completions.create({
    model: settings.model,
    ...toChatFields(request, can),
    stream: true,
    ...(settings.streamUsage ? { stream_options: { include_usage: true } } : {}),
    ...toOutputLimit(settings, request.maxOutputTokens),
  });
  yield* splitThinking(readChunks(settings, stream, createChatReader(ending)));
}

/** The newer models of OpenAI itself refuse the old name of the limit; many other servers know no other. */
function toOutputLimit(settings: BackendSettings, maxOutputTokens: number | undefined) {
  if (maxOutputTokens === undefined) return {};
  const isNewName = providerOf(settings).outputLimit === 'max_completion_tokens';
  return isNewName ? { max_completion_tokens: maxOutputTokens } : { max_tokens: maxOutputTokens };
}

interface Asked {
  readonly prompt: string;
  readonly stop: readonly string[];
  readonly outputTokens: number;
}

async function* complete(settings: BackendSettings, exchange: Exchange, asked: Asked, ending: Ending) {
  const client = await createOpenAIClient(settings, exchange);
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

async function* guess(model: string): AsyncGenerator<FimCandidate, void, void> {
  const format = guessFormat(model);
  if (format !== undefined) yield { format, evidence: 'name' };
}
