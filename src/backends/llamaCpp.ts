import * as z from 'zod';
import type { ChatRequest, CompletionRequest, Task } from '../contract/request.ts';
import type { AnswerPart, AnswerStream } from '../contract/stream.ts';
import { checkAdmission, type Ending, streamAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import { classifyStreamError, isServerAway } from './errors.ts';
import { readEvents } from './events.ts';
import { restoreText } from './fim/harmless.ts';
import { buildPrompt } from './fim/prompt.ts';
import { Knowledge } from './knowledge.ts';
import { askLlamaCpp, type LlamaCppFacts, testLlamaCpp } from './llamaCppServer.ts';
import { timingsSchema, toServerTimings, toUsage } from './llamaCppTimings.ts';
import { readChatChunk, toChatMessages } from './openaiChat.ts';
import { type BackendOptions, type ServerBackend, usualDeadlines } from './serverBackend.ts';
import { testServer } from './serverTest.ts';

/**
 * A llama.cpp server. Completions go to `/completion` with a prompt of our own, chats to its OpenAI-compatible path.
 * Protocol: tools/server/README.md of llama.cpp, read November 2026, and a server of build 11549.
 */
export function createLlamaCpp(options: BackendOptions): ServerBackend {
  const { settings, locality, deadlines = usualDeadlines } = options;
  const { id, kind, origin, roles, url } = settings;
  const connection = new Connection({ ...options, server: settings, url, locality: () => locality });
  const knowledge = new Knowledge((signal) => askLlamaCpp(connection, signal));
  let servedModel: string | undefined;
  const forget = () => {
    knowledge.forget();
    servedModel = undefined;
  };

  async function* answer(task: Task, call: Call, signal: AbortSignal): AnswerStream {
    const exchange = await connection.open(deadlines[task], signal);
    return yield* streamAnswer(settings, exchange, async function* (ending) {
      const response = await exchange.fetch(`${url}${call.path}`, { method: 'POST', body: JSON.stringify(call.body) });
      for await (const data of readEvents(response)) {
        if (data === '[DONE]') continue;
        const event: unknown = JSON.parse(data);
        const failed = failedSchema.safeParse(event);
        if (failed.success) throw classifyStreamError(settings, failed.data.error);
        yield* call.read(event, ending);
      }
    });
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
      };
    },
    contextTokens: () => knowledge.known?.contextTokens ?? settings.contextTokens,
    async *stream(admitted, signal) {
      checkAdmission(admitted, { id, origin, locality });
      const { request } = admitted;
      try {
        if (request.task === 'chat') return yield* answer('chat', toChatCall(request, settings.model), signal);
        const server = await knowledge.get(signal);
        const end = yield* answer('completion', toCompletionCall(request, server), signal);
        // Started anew with another model since the last answer: the next prompt needs new facts.
        if (servedModel !== undefined && end.servedModel !== servedModel) forget();
        else servedModel = end.servedModel;
        return end;
      } catch (error) {
        if (isServerAway(error)) forget();
        throw error;
      }
    },
    test: (signal) => testServer(connection, testLlamaCpp, signal),
    dispose: () => knowledge.dispose(),
  };
}

/** One request in the form of the server, and how to read what it streams back. */
interface Call {
  readonly path: string;
  readonly body: object;
  readonly read: (event: unknown, ending: Ending) => Iterable<AnswerPart>;
}

function toCompletionCall(request: CompletionRequest, server: LlamaCppFacts): Call {
  return {
    path: '/completion',
    body: {
      ...buildPrompt(request, server.format, server.contextTokens),
      n_predict: request.maxOutputTokens,
      temperature: 0,
      stream: true,
      cache_prompt: true,
      response_fields: ['content', 'stop', 'stop_type', 'timings', 'model'],
    },
    read: readCompletion,
  };
}

function toChatCall(request: ChatRequest, model: string): Call {
  return {
    path: '/v1/chat/completions',
    body: {
      messages: toChatMessages(request.messages),
      ...(model === '' ? {} : { model }),
      ...(request.maxOutputTokens === undefined ? {} : { max_tokens: request.maxOutputTokens }),
      stream: true,
      stream_options: { include_usage: true },
      cache_prompt: true,
      // A sign of life while a long prompt is read.
      return_progress: true,
    },
    read: readChatChunk,
  };
}

const completionSchema = z.object({
  content: z.string(),
  stop: z.boolean(),
  stop_type: z.string().optional(),
  model: z.string().optional(),
  timings: timingsSchema.optional(),
});

const failedSchema = z.object({ error: z.unknown().refine((error) => error !== undefined && error !== null) });

function* readCompletion(event: unknown, ending: Ending): Generator<AnswerPart, void, void> {
  const chunk = completionSchema.parse(event);
  yield { type: 'text-delta', text: restoreText(chunk.content) };
  if (!chunk.stop) return;
  ending.finish = chunk.stop_type === 'limit' ? 'length' : 'stop';
  ending.servedModel = chunk.model;
  if (chunk.timings === undefined) return;
  ending.timings = toServerTimings(chunk.timings);
  ending.usage = toUsage(chunk.timings);
}
