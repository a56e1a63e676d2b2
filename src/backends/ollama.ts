import type { AdmittedRequest } from '../contract/admission.ts';
import type { ConnectionTest } from '../contract/backend.ts';
import type { ChatRequest } from '../contract/request.ts';
import type { Locality } from '../contract/routing.ts';
import type { AnswerPart, AnswerStream } from '../contract/stream.ts';
import { checkAdmission, type Ending, readText, streamAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import { classifyStreamError, isServerAway, toFault } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { sentenceOnFilling } from './fim/describeFilling.ts';
import { Fillings } from './fim/fillings.ts';
import { restorePart } from './fim/harmless.ts';
import { buildPrompt, type CompletionPrompt } from './fim/prompt.ts';
import { probeTokens, testFilling } from './fim/selfTest.ts';
import { estimateTokens } from './fim/tokenEstimate.ts';
import { endWarmUp, endWithoutPrompt } from './fim/warm.ts';
import { Knowledge } from './knowledge.ts';
import { readOllamaChunk } from './ollamaChunks.ts';
import { guardOllamaLines } from './ollamaLines.ts';
import {
  askOllamaModel,
  findOllamaFormats,
  isCloudName,
  loadOllamaModel,
  type OllamaModelFacts,
  testOllama,
} from './ollamaServer.ts';
import { toChatMessages } from './openaiChat.ts';
import { type BackendOptions, type ServerBackend, usualDeadlines } from './serverBackend.ts';
import { testServer } from './serverTest.ts';
import type { BackendSettings } from './settings.ts';

/** What Ollama gives a model below 24 GiB of video memory unless it was told otherwise. */
const usualContextTokens = 4096;
/** Long enough for a pause at the desk: loading a model anew takes seconds to minutes. */
const keepAlive = '30m';
/** How long a proof that the model runs here holds, since a name can be given to another model. */
const proofMs = 60_000;

/** A model in Ollama. Completions use `raw` with a prompt of our own, the same bytes that llama.cpp gets. */
export function createOllama(options: BackendOptions): ServerBackend {
  const { settings, deadlines = usualDeadlines } = options;
  const { id, kind, model, origin, roles, url } = settings;
  let isForwarded = isCloudName(model);
  const locality = (): Locality => (isForwarded ? 'remote' : options.locality);
  const connection = new Connection({ ...options, server: settings, url, locality });
  const facts = new Knowledge(
    async (signal) => {
      const answer = await askOllamaModel(connection, model, signal);
      isForwarded = answer.isRemote;
      return answer;
    },
    { maxAgeMs: proofMs, clock: options.clock },
  );
  const fillings = new Fillings(options.log, id);
  const toFilledModel = ({ digest = '' }: OllamaModelFacts) => ({
    key: `${model} ${digest}`,
    name: model,
    test: (signal: AbortSignal) => testFilling(findOllamaFormats(connection, model, signal), tryPrompt, signal),
  });
  // Ollama gives up loading when the request that needs the model is aborted, as completions are at each key. So the
  // model is loaded by a request of its own, which outlives those that wait for it.
  const loading = new Knowledge(async (signal) => {
    await loadOllamaModel(connection, { model, keep_alive: keepAlive, options: toModelOptions(settings) }, signal);
    facts.forget();
  });
  /** Asks where the model runs, and checks that the request may go there. */
  const prove = async (admitted: AdmittedRequest, signal: AbortSignal) => {
    const answer = await facts.get(signal);
    checkAdmission(admitted, { id, origin, locality: locality() });
    return answer;
  };
  const contextTokens = () => settings.contextTokens ?? facts.known?.contextTokens;

  /** Ollama counts cached prompt tokens too; only right after loading it is known that there were none. */
  async function* answer(body: Body, isFreshlyLoaded: boolean, signal: AbortSignal): AnswerStream {
    const exchange = await connection.open(deadlines[body.path === 'chat' ? 'chat' : 'completion'], signal);
    const end = yield* streamAnswer(settings, exchange, (ending) => send(settings, exchange, body, ending));
    if (end.timings === undefined || isFreshlyLoaded) return end;
    return { ...end, timings: { ...end.timings, promptTokens: undefined } };
  }

  async function tryPrompt(prompt: string, signal: AbortSignal): Promise<string> {
    return readText(answer(toGenerateBody(settings, { prompt, stop: [] }, probeTokens), false, signal));
  }

  /** A test does not load a model: that may take minutes, and push another one out of the memory. */
  async function test(signal: AbortSignal): Promise<ConnectionTest> {
    const describe = async (proof: OllamaModelFacts) => {
      if (!proof.isLoaded || !roles.includes('completion')) return undefined;
      fillings.forget();
      return sentenceOnFilling(await fillings.get(toFilledModel(proof), signal));
    };
    return testOllama(connection, describe, signal);
  }

  return {
    get facts() {
      // A cloud behind Ollama would be paid for what nobody may ever need.
      return { id, kind, model, origin, locality: locality(), roles, canWarm: !isForwarded };
    },
    contextTokens,
    capabilities: () => ({ tools: false, images: false, logProbabilities: false }),
    rateLimit: () => undefined,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality: locality() });
      const { request } = admitted;
      try {
        let proof = await prove(admitted, signal);
        const mustLoad = !proof.isLoaded && !isForwarded;
        if (mustLoad) {
          await loading.get(signal);
          loading.forget();
          proof = await prove(admitted, signal);
        }
        const room = contextTokens() ?? usualContextTokens;
        if (request.task === 'chat') return yield* answer(toChatBody(settings, request, room), mustLoad, signal);
        if (request.warm !== undefined && isForwarded) throw new TypeError('This model cannot be warmed.');
        const { format } = await fillings.get(toFilledModel(proof), signal);
        const prompt = buildPrompt(request, format, room);
        const { warmed } = prompt;
        if (warmed !== undefined && prompt.prompt === '') return endWithoutPrompt(warmed);
        // Ollama takes zero for no limit at all.
        const outputTokens = warmed === undefined ? request.maxOutputTokens : 1;
        const stream = answer(toGenerateBody(settings, prompt, outputTokens), mustLoad, signal);
        return warmed === undefined ? yield* stream : await endWarmUp(stream, warmed);
      } catch (error) {
        if (isServerAway(error)) facts.forget();
        throw error;
      }
    },
    test: (signal) => testServer(connection, () => test(signal), signal),
    dispose() {
      for (const owned of [facts, fillings, loading]) owned.dispose();
    },
  };
}

/** `num_ctx` is sent only when it is configured, and then always: a request with another one reloads the model. */
function toModelOptions(settings: BackendSettings) {
  return settings.contextTokens === undefined ? {} : { num_ctx: settings.contextTokens };
}

type Prompt = Omit<CompletionPrompt, 'warmed'>;

function toGenerateBody(settings: BackendSettings, { prompt, stop }: Prompt, outputTokens: number) {
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
function toChatBody(settings: BackendSettings, request: ChatRequest, room: number) {
  const promptTokens = request.messages.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  if (promptTokens > room) throw toFault('context-too-long', settings);
  return {
    path: 'chat',
    request: {
      model: settings.model,
      messages: toChatMessages(request.messages),
      stream: true,
      keep_alive: keepAlive,
      // Without a limit a small model that repeats itself would never end.
      options: { ...toModelOptions(settings), num_predict: request.maxOutputTokens ?? room },
    },
  } as const;
}

type Body = ReturnType<typeof toGenerateBody> | ReturnType<typeof toChatBody>;

async function* send(
  settings: BackendSettings,
  exchange: Exchange,
  body: Body,
  ending: Ending,
): AsyncGenerator<AnswerPart, void, void> {
  const { Ollama } = await import('ollama');
  const checkedFetch = guardOllamaLines(exchange.fetch, (error) => classifyStreamError(settings, error));
  const client = new Ollama({ host: settings.url, fetch: checkedFetch });
  if (body.path === 'chat') {
    for await (const chunk of await client.chat({ ...body.request })) yield* readOllamaChunk(chunk, ending);
    return;
  }
  for await (const chunk of await client.generate({ ...body.request })) {
    for (const part of readOllamaChunk(chunk, ending)) yield restorePart(part);
  }
}
