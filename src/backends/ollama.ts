import * as z from 'zod';
import type { ChatRequest, CompletionRequest } from '../contract/request.ts';
import type { Locality } from '../contract/routing.ts';
import type { AnswerPart, ServerTimings, Usage } from '../contract/stream.ts';
import { checkAdmission, type Ending, streamAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import { classifyStreamError, isServerAway, toFault } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { fitSource } from './fim/budget.ts';
import type { FimFormat } from './fim/formats.ts';
import { restoreText } from './fim/harmless.ts';
import { layoutPrompt } from './fim/layout.ts';
import { estimateTokens } from './fim/tokenEstimate.ts';
import { Knowledge } from './knowledge.ts';
import { guardOllamaLines } from './ollamaLines.ts';
import { askOllamaFormat, askOllamaModel, isCloudName, testOllama } from './ollamaServer.ts';
import { toChatMessages } from './openaiChat.ts';
import { type BackendOptions, type ServerBackend, type TaskDeadlines, usualDeadlines } from './serverBackend.ts';
import { testServer } from './serverTest.ts';
import type { BackendSettings } from './settings.ts';

/** What Ollama gives a model below 24 GiB of video memory unless it was told otherwise. */
const usualContextTokens = 4096;
/** Long enough for a pause at the desk: loading a model anew takes seconds to minutes. */
const keepAlive = '30m';
/** How long a proof that the model runs here holds, since a name can be given to another model. */
const proofMs = 60_000;

/** Ollama loads a model inside the first request, and gives up loading when that request is aborted. */
const ollamaDeadlines: TaskDeadlines = {
  ...usualDeadlines,
  completion: { ...usualDeadlines.completion, firstByteMs: 120_000 },
};

/** A model in Ollama. Completions use `raw` with a prompt of our own, the same bytes that llama.cpp gets. */
export function createOllama(options: BackendOptions): ServerBackend {
  const { settings, deadlines = ollamaDeadlines } = options;
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
  const format = new Knowledge((signal) => askOllamaFormat(connection, model, signal));
  const contextTokens = () => settings.contextTokens ?? facts.known?.loadedContextTokens;

  return {
    get facts() {
      return { id, kind, model, origin, locality: locality(), roles };
    },
    contextTokens,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality: locality() });
      const { request } = admitted;
      try {
        const { loadedContextTokens, trainedContextTokens } = await facts.get(signal);
        // Only now is it known where the model runs.
        checkAdmission(admitted, { id, origin, locality: locality() });
        const room = contextTokens() ?? Math.min(usualContextTokens, trainedContextTokens ?? usualContextTokens);
        const body =
          request.task === 'completion'
            ? toGenerateBody(settings, request, room, await format.get(signal))
            : toChatBody(settings, request, room);
        // An empty prompt is answered by one JSON document instead of lines of them.
        const accepts = ['json'];
        const exchange = await connection.open({ accepts, deadlines: deadlines[request.task], signal });
        const end = yield* streamAnswer(settings, exchange, (ending) => send(settings, exchange, body, ending));
        if (loadedContextTokens !== undefined) return { ...end, timings: undefined };
        // The model is loaded now, so its context can be asked for.
        facts.forget();
        return end;
      } catch (error) {
        if (isServerAway(error)) {
          facts.forget();
          format.forget();
        }
        throw error;
      }
    },
    test: (signal) => testServer(connection, testOllama, signal),
    dispose() {
      facts.dispose();
      format.dispose();
    },
  };
}

/** `num_ctx` is sent only when it is configured, and then always: a request with another one reloads the model. */
function toModelOptions(settings: BackendSettings) {
  return settings.contextTokens === undefined ? {} : { num_ctx: settings.contextTokens };
}

function toGenerateBody(
  settings: BackendSettings,
  request: CompletionRequest,
  room: number,
  format: FimFormat | undefined,
) {
  const source = fitSource({ ...request, path: request.origin.path }, room - request.maxOutputTokens);
  const stop = [...request.stop, ...(format?.stop ?? [])];
  return {
    path: 'generate',
    request: {
      model: settings.model,
      prompt: layoutPrompt(format, source),
      raw: true,
      stream: true,
      keep_alive: keepAlive,
      options: { ...toModelOptions(settings), num_predict: request.maxOutputTokens, temperature: 0, stop },
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
  const lines = guardOllamaLines(exchange.fetch, (error) => classifyStreamError(settings, error));
  const client = new Ollama({ host: settings.url, fetch: lines.fetch });
  try {
    if (body.path === 'chat') {
      for await (const chunk of await client.chat({ ...body.request })) yield* readChunk(chunk, ending);
      return;
    }
    for await (const chunk of await client.generate({ ...body.request })) {
      for (const part of readChunk(chunk, ending)) yield { ...part, text: restoreText(part.text) };
    }
  } catch (error) {
    // The client throws when a stream ends without its last line. Here that is an interrupted answer.
    if (!lines.hasEnded()) throw error;
  }
}

const chunkSchema = z.object({
  model: z.string().optional(),
  response: z.string().nullish(),
  thinking: z.string().nullish(),
  message: z.object({ content: z.string().nullish(), thinking: z.string().nullish() }).nullish(),
  done: z.boolean().optional(),
  done_reason: z.string().nullish(),
  prompt_eval_count: z.number().optional(),
  prompt_eval_duration: z.number().optional(),
  eval_count: z.number().optional(),
  eval_duration: z.number().optional(),
});

type Chunk = z.infer<typeof chunkSchema>;

function* readChunk(value: unknown, ending: Ending): Generator<AnswerPart, void, void> {
  const chunk = chunkSchema.parse(value);
  const reasoning = chunk.message?.thinking ?? chunk.thinking;
  const text = chunk.message?.content ?? chunk.response;
  if (reasoning) yield { type: 'reasoning-delta', text: reasoning };
  if (text) yield { type: 'text-delta', text };
  if (!chunk.done) return;
  ending.finish = chunk.done_reason === 'length' ? 'length' : 'stop';
  ending.servedModel = chunk.model;
  ending.usage = toUsage(chunk);
  ending.timings = toTimings(chunk);
}

/** Ollama counts cached prompt tokens among the others and does not say how many they are. */
function toUsage(chunk: Chunk): Usage {
  return {
    uncachedInputTokens: chunk.prompt_eval_count,
    cacheReadTokens: undefined,
    cacheWriteTokens: 0,
    outputTokens: chunk.eval_count,
    reportedCostUsd: undefined,
  };
}

const nanosecondsPerMs = 1e6;

/** The prompt tokens hold the cached ones too here, so a prompt speed from them can be far too high. */
function toTimings(chunk: Chunk): ServerTimings | undefined {
  const { prompt_eval_count, prompt_eval_duration, eval_count, eval_duration } = chunk;
  if (prompt_eval_duration === undefined || eval_duration === undefined) return undefined;
  return {
    promptMs: prompt_eval_duration / nanosecondsPerMs,
    promptTokens: prompt_eval_count ?? 0,
    generationMs: eval_duration / nanosecondsPerMs,
    generatedTokens: eval_count ?? 0,
  };
}
