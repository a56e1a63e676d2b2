import * as z from 'zod';
import type { AdmittedRequest } from '../contract/admission.ts';
import type { ConnectionTest } from '../contract/backend.ts';
import type { ChatRequest, Request } from '../contract/request.ts';
import type { Capabilities } from '../contract/routing.ts';
import type { AnswerPart, AnswerStream } from '../contract/stream.ts';
import { checkAbilities, needsAbilities } from './abilities.ts';
import { checkAdmission, type Ending, readText, streamAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import { classifyStreamError, isServerAway } from './errors.ts';
import { EventSplitter } from './events.ts';
import type { Exchange } from './exchange.ts';
import { describeFilling } from './fim/describeFilling.ts';
import { Fillings } from './fim/fillings.ts';
import { restoreText } from './fim/harmless.ts';
import { buildPrompt, type CompletionPrompt } from './fim/prompt.ts';
import { probeTokens } from './fim/selfTest.ts';
import { endWarmUp, endWithoutPrompt } from './fim/warm.ts';
import { Knowledge } from './knowledge.ts';
import { llamaCppModel } from './llamaCppFilling.ts';
import { askLlamaCpp, type LlamaCppFacts } from './llamaCppServer.ts';
import { timingsSchema, toServerTimings, toUsage } from './llamaCppTimings.ts';
import { createChatReader, toChatFields } from './openaiChat.ts';
import { type BackendOptions, type ServerBackend, usualDeadlines } from './serverBackend.ts';
import { testServer } from './serverTest.ts';
import { splitThinking } from './thinking.ts';

/** Until the server has told. Nothing is lost by that: it is asked before a request that needs one of them is sent. */
const assumedCapabilities: Capabilities = { tools: true, images: true, logProbabilities: true };

/**
 * A llama.cpp server. Completions go to `/completion` with a prompt of our own, chats to its OpenAI-compatible path.
 * Protocol: tools/server/README.md of llama.cpp, read November 2026, and a server of build 11549.
 */
export function createLlamaCpp(options: BackendOptions): ServerBackend {
  const { settings, locality, deadlines = usualDeadlines } = options;
  const { id, kind, origin, roles, url } = settings;
  const connection = new Connection({ ...options, server: settings, url, locality: () => locality });
  const knowledge = new Knowledge((signal) => askLlamaCpp(connection, signal));
  const fillings = new Fillings(options.log, id);
  const fillingOf = (server: LlamaCppFacts, signal: AbortSignal) =>
    fillings.get(llamaCppModel(connection, { server, tryPrompt, deadlines: deadlines.completion }), signal);
  let servedModel: string | undefined;
  const forget = () => {
    knowledge.forget();
    servedModel = undefined;
  };

  /** Without an admission it carries a test's own prompt, which holds nothing of the person's. */
  async function* answer(call: Call, signal: AbortSignal, admitted?: AdmittedRequest): AnswerStream {
    const exchange = await connection.open(deadlines[admitted?.request.task ?? 'completion'], signal, admitted);
    return yield* streamAnswer(settings, exchange, (ending) => {
      const parts = send(exchange, call, ending);
      return call.task === 'chat' ? splitThinking(parts) : parts;
    });
  }

  async function* send(exchange: Exchange, call: Call, ending: Ending): AsyncGenerator<AnswerPart, void, void> {
    const { path, body } = call;
    const read = call.createReader(ending);
    const events = new EventSplitter();
    for await (const bytes of exchange.read(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) })) {
      for (const data of events.push(bytes)) {
        if (data === '[DONE]') continue;
        const event: unknown = JSON.parse(data);
        const { error } = eventSchema.parse(event);
        if (error !== undefined && error !== null) throw classifyStreamError(settings, error);
        yield* read(event);
      }
    }
  }

  /** A server that has not told yet what it can do is asked, unless any can answer. */
  async function* answerChat(request: ChatRequest, signal: AbortSignal, admitted: AdmittedRequest): AnswerStream {
    if (needsAbilities(request)) checkAbilities(settings, request, (await knowledge.get(signal)).capabilities);
    return yield* answer(toChatCall(request, settings.model), signal, admitted);
  }

  async function tryPrompt(prompt: string, signal: AbortSignal): Promise<string> {
    return readText(answer(toCompletionCall({ prompt, stop: [] }, probeTokens), signal));
  }

  async function test(signal: AbortSignal): Promise<ConnectionTest> {
    forget();
    const server = await knowledge.get(signal);
    const { model, contextTokens } = server;
    const serves = `llama.cpp at ${new URL(url).host} serves ${model} with a context of ${contextTokens} tokens`;
    if (!roles.includes('completion')) return { models: [model], summary: `${serves}.` };
    fillings.forget();
    return { models: [model], summary: `${serves}; ${describeFilling(await fillingOf(server, signal))}.` };
  }

  return {
    get facts() {
      return {
        id,
        kind,
        model: settings.model || (knowledge.known?.model ?? 'its own model'),
        origin,
        locality,
        roles,
        canWarm: true,
      };
    },
    contextTokens: () => knowledge.known?.contextTokens ?? settings.contextTokens,
    capabilities: () => knowledge.known?.capabilities ?? assumedCapabilities,
    rateLimit: () => connection.rateLimit,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality });
      const { request } = admitted;
      try {
        if (request.task === 'chat') return yield* answerChat(request, signal, admitted);
        const server = await knowledge.get(signal);
        const { format } = await fillingOf(server, signal);
        const prompt = buildPrompt(request, format, server.contextTokens);
        const { warmed } = prompt;
        if (warmed !== undefined && prompt.prompt === '') return endWithoutPrompt(warmed);
        const call = toCompletionCall(prompt, warmed === undefined ? request.maxOutputTokens : 0);
        const stream = answer(call, signal, admitted);
        const end = warmed === undefined ? yield* stream : await endWarmUp(stream, warmed);
        // Started anew with another model since the last answer: the next prompt needs new facts.
        if (servedModel !== undefined && end.servedModel !== servedModel) forget();
        else servedModel = end.servedModel;
        return end;
      } catch (error) {
        if (isServerAway(error)) forget();
        throw error;
      }
    },
    test: (signal) => testServer(connection, () => test(signal), signal),
    slots: async (signal) => (await knowledge.get(signal)).slots,
    dispose() {
      knowledge.dispose();
      fillings.dispose();
    },
  };
}

/** One request in the form of the server, and how to read what it streams back. */
interface Call {
  readonly task: Request['task'];
  readonly path: string;
  readonly body: object;
  /** Makes what reads the parts out of one event, and notes in `ending` what that says of the end. */
  readonly createReader: (ending: Ending) => (event: unknown) => Iterable<AnswerPart>;
}

function toCompletionCall({ prompt, stop }: Omit<CompletionPrompt, 'warmed'>, outputTokens: number): Call {
  return {
    task: 'completion',
    path: '/completion',
    body: {
      prompt,
      n_predict: outputTokens,
      stop,
      temperature: 0,
      stream: true,
      cache_prompt: true,
      // 240 bytes and less than 0.1 ms a token, measured on two cores with build 11549.
      timings_per_token: true,
      response_fields: ['content', 'stop', 'stop_type', 'timings', 'model'],
    },
    createReader: (ending) => (event) => readCompletion(event, ending),
  };
}

function toChatCall(request: ChatRequest, model: string): Call {
  // The server refuses to give probabilities beside tools. Without a number of alternatives it lists twenty a token.
  const canTell = (request.tools ?? []).length === 0;
  return {
    task: 'chat',
    path: '/v1/chat/completions',
    body: {
      ...toChatFields(request, { logProbabilities: canTell }),
      ...(request.wantsLogProbabilities && canTell ? { top_logprobs: 1 } : {}),
      ...(model === '' ? {} : { model }),
      ...(request.maxOutputTokens === undefined ? {} : { max_tokens: request.maxOutputTokens }),
      stream: true,
      stream_options: { include_usage: true },
      cache_prompt: true,
      // A sign of life while a long prompt is read.
      return_progress: true,
    },
    createReader: createChatReader,
  };
}

const completionSchema = z.object({
  content: z.string(),
  stop: z.boolean(),
  stop_type: z.string().optional(),
  model: z.string().optional(),
  timings: timingsSchema.optional(),
});

const eventSchema = z.object({ error: z.unknown().optional() });

function* readCompletion(event: unknown, ending: Ending): Generator<AnswerPart, void, void> {
  const { content, stop, stop_type, model, timings } = completionSchema.parse(event);
  const soFar = timings && { timings: toServerTimings(timings), usage: toUsage(timings) };
  yield { type: 'text-delta', text: restoreText(content), ...(soFar === undefined ? {} : { soFar }) };
  if (!stop) return;
  ending.finish = stop_type === 'limit' ? 'length' : 'stop';
  ending.servedModel = model;
  Object.assign(ending, soFar);
}
