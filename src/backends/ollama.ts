import type { AdmittedRequest } from '../contract/admission.ts';
import type { ConnectionTest } from '../contract/backend.ts';
import type { Capabilities, Locality } from '../contract/routing.ts';
import type { AnswerPart, AnswerStream } from '../contract/stream.ts';
import { checkAbilities } from './abilities.ts';
import { checkAdmission, type Ending, readText, streamAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import { classifyStreamError, isServerAway } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { sentenceOnFilling } from './fim/describeFilling.ts';
import { Fillings } from './fim/fillings.ts';
import { restorePart } from './fim/harmless.ts';
import { buildPrompt } from './fim/prompt.ts';
import { probeTokens, testFilling } from './fim/selfTest.ts';
import { endWarmUp, endWithoutPrompt } from './fim/warm.ts';
import { Knowledge } from './knowledge.ts';
import { keepAlive, type OllamaBody, toChatBody, toGenerateBody, toModelOptions } from './ollamaBodies.ts';
import { createOllamaReader } from './ollamaChunks.ts';
import { guardOllamaLines } from './ollamaLines.ts';
import { OllamaPlacement } from './ollamaPlacement.ts';
import {
  askOllamaModel,
  findOllamaFormats,
  isCloudName,
  loadOllamaModel,
  type OllamaModelFacts,
  testOllama,
} from './ollamaServer.ts';
import { type BackendOptions, type ServerBackend, usualDeadlines } from './serverBackend.ts';
import { testServer } from './serverTest.ts';
import type { BackendSettings } from './settings.ts';
import { splitThinking } from './thinking.ts';

/** What Ollama gives a model below 24 GiB of video memory unless it was told otherwise. */
const usualContextTokens = 4096;
/** How long a proof that the model runs here holds, since a name can be given to another model. */
const proofMs = 60_000;
/** Whoever gives up after this long without a word may have waited for the model to be loaded. */
const suspectMs = 500;
/** Until the server has told. Nothing is lost by that: it is asked before anything is sent. */
const assumedCapabilities: Capabilities = { tools: true, images: true, logProbabilities: true };

/** A model in Ollama. Completions use `raw` with a prompt of our own, the same bytes that llama.cpp gets. */
export function createOllama(options: BackendOptions): ServerBackend {
  const { settings, clock, deadlines = usualDeadlines } = options;
  const { id, kind, model, origin, roles, url } = settings;
  let isForwarded = isCloudName(model);
  let capabilities = assumedCapabilities;
  const locality = (): Locality => (isForwarded ? 'remote' : options.locality);
  const connection = new Connection({ ...options, server: settings, url, locality });
  const placement = new OllamaPlacement({ settings, clock, notice: options.notice ?? (() => undefined) });
  const learn = (told: OllamaModelFacts) => {
    isForwarded = told.isRemote;
    capabilities = toCapabilities(told);
    if (!isForwarded) placement.note(told);
    return told;
  };
  const facts = new Knowledge(async (signal) => learn(await askOllamaModel(connection, model, signal)), {
    maxAgeMs: proofMs,
    clock,
  });
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
    checkAdmission(admitted, { id, origin, locality: locality(), ...(isForwarded && { isForwarded }) });
    return answer;
  };
  const contextTokens = () => settings.contextTokens ?? facts.known?.contextTokens;

  /** Ollama counts cached prompt tokens too; only right after loading it is known that there were none. */
  async function* answer(
    body: OllamaBody,
    { isFreshlyLoaded = false, admitted }: { readonly isFreshlyLoaded?: boolean; readonly admitted?: AdmittedRequest },
    signal: AbortSignal,
  ): AnswerStream {
    const exchange = await connection.open(deadlines[body.path === 'chat' ? 'chat' : 'completion'], signal, admitted);
    const end = yield* streamAnswer(settings, exchange, (ending) =>
      suspectLoading(send(settings, exchange, body, ending)),
    );
    placement.noteUse();
    if (end.timings === undefined || isFreshlyLoaded) return end;
    return { ...end, timings: { ...end.timings, promptTokens: undefined } };
  }

  /**
   * Another model may have pushed this one out of the memory since it was last asked for. Then a request loads it, and
   * an abort gives the loading up: so after a long silence the server is asked anew before the next request.
   */
  async function* suspectLoading(parts: AsyncIterable<AnswerPart>): AsyncGenerator<AnswerPart, void, void> {
    const startMs = clock.monotonic();
    let hasBegun = false;
    try {
      for await (const part of parts) {
        hasBegun = true;
        yield part;
      }
    } finally {
      if (!hasBegun && clock.monotonic() - startMs > suspectMs) facts.forget();
    }
  }

  async function tryPrompt(prompt: string, signal: AbortSignal): Promise<string> {
    return readText(answer(toGenerateBody(settings, { prompt, stop: [] }, probeTokens), {}, signal));
  }

  /** A test does not load a model: that may take minutes, and push another one out of the memory. */
  async function test(signal: AbortSignal): Promise<ConnectionTest> {
    const describe = async (proof: OllamaModelFacts) => {
      learn(proof);
      if (!proof.isLoaded || !roles.includes('completion')) return undefined;
      fillings.forget();
      return sentenceOnFilling(await fillings.get(toFilledModel(proof), signal));
    };
    return testOllama(connection, describe, signal);
  }

  return {
    get facts() {
      // A cloud behind Ollama would be paid for what nobody may ever need.
      const forwarded = isForwarded ? { isForwarded } : {};
      return { id, kind, model, origin, locality: locality(), roles, canWarm: !isForwarded, ...forwarded };
    },
    contextTokens,
    capabilities: () => capabilities,
    rateLimit: () => connection.rateLimit,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality: locality(), ...(isForwarded && { isForwarded }) });
      const { request } = admitted;
      try {
        let proof = await prove(admitted, signal);
        if (request.task === 'chat') checkAbilities(settings, request, capabilities);
        const mustLoad = !proof.isLoaded && !isForwarded;
        if (mustLoad) {
          await loading.get(signal);
          loading.forget();
          proof = await prove(admitted, signal);
        }
        const sent = { isFreshlyLoaded: mustLoad, admitted };
        const room = contextTokens() ?? usualContextTokens;
        if (request.task === 'chat') return yield* answer(toChatBody(settings, request, room), sent, signal);
        if (request.warm !== undefined && isForwarded) throw new TypeError('This model cannot be warmed.');
        const { format } = await fillings.get(toFilledModel(proof), signal);
        const prompt = buildPrompt(request, format, room);
        const { warmed } = prompt;
        if (warmed !== undefined && prompt.prompt === '') return endWithoutPrompt(warmed);
        // Ollama takes zero for no limit at all.
        const outputTokens = warmed === undefined ? request.maxOutputTokens : 1;
        const stream = answer(toGenerateBody(settings, prompt, outputTokens), sent, signal);
        return warmed === undefined ? yield* stream : await endWarmUp(stream, warmed);
      } catch (error) {
        if (isServerAway(error)) {
          facts.forget();
          placement.forget();
        }
        throw error;
      }
    },
    test: (signal) => testServer(connection, () => test(signal), signal),
    dispose() {
      for (const owned of [facts, fillings, loading]) owned.dispose();
    },
  };
}

async function* send(
  settings: BackendSettings,
  exchange: Exchange,
  body: OllamaBody,
  ending: Ending,
): AsyncGenerator<AnswerPart, void, void> {
  const { Ollama } = await import('ollama');
  const checkedFetch = guardOllamaLines(exchange.fetch, (error) => classifyStreamError(settings, error));
  const client = new Ollama({ host: settings.url, fetch: checkedFetch });
  const read = createOllamaReader(ending);
  if (body.path === 'chat') {
    yield* splitThinking(readEach(await client.chat({ ...body.request }), read));
    return;
  }
  for await (const part of readEach(await client.generate({ ...body.request }), read)) yield restorePart(part);
}

async function* readEach(chunks: AsyncIterable<unknown>, read: (chunk: unknown) => Iterable<AnswerPart>) {
  for await (const chunk of chunks) yield* read(chunk);
}

/** A server too old to tell what a model can do is not trusted with what the model may not understand. */
function toCapabilities({ capabilities }: OllamaModelFacts): Capabilities {
  const has = (name: string) => capabilities.includes(name);
  return { tools: has('tools'), images: has('vision'), logProbabilities: true };
}
