import { randomUUID } from 'node:crypto';
import { createSystemClock } from '../../../src/base/clock.ts';
import { BackendError } from '../../../src/contract/errors.ts';
import type { ChatRequest } from '../../../src/contract/request.ts';
import type { Send } from '../../../src/contract/send.ts';
import type { AnswerEnd } from '../../../src/contract/stream.ts';
import { createCore } from '../../../src/core.ts';
import type { BenchBackend } from './backends.ts';

/** What a backend answered to one task. */
export interface Answer {
  readonly text: string;
  /** Whether it came to its own end; an answer that was cut off has not. */
  readonly isWhole: boolean;
  readonly totalMs: number;
}

/**
 * Asks through the same pipeline as the editor, with the backend named, so that no other one answers. A key is read from
 * the variable WATERSHED_BENCH_KEY. A run for which the person names cloud backends is their consent.
 */
export function createAsker(backend: BenchBackend): (prompt: string) => Promise<Answer> {
  const core = createCore({
    ...{ clock: createSystemClock(), log: silent },
    keys: { get: async () => process.env['WATERSHED_BENCH_KEY'] },
    consent: { isGranted: () => true, ask: async () => true },
    privacyMode: () => 'open',
    workspaceTrusted: () => true,
    backendSettings: () => ({ [backend.id]: backend.settings }),
    remoteFetch: fetch,
    ledgerPath: undefined,
  });
  const problems = core.settingsProblems();
  if (problems.length > 0) throw new Error(problems.join(' '));
  return (prompt) => ask(core.send, toChatRequest(prompt, { kind: 'backend', backendId: backend.id }));
}

/** An answer that fails is an empty one: the task is not solved, whatever the reason. */
async function ask(send: Send, request: ChatRequest): Promise<Answer> {
  const startedMs = performance.now();
  const answer = { text: '', isWhole: false };
  try {
    const noteEnd = (finish: AnswerEnd['finish']) => {
      answer.isWhole = finish === 'stop';
    };
    for await (const part of partsOf(send, request, noteEnd)) {
      if (part.type === 'text-delta') answer.text += part.text;
      // What follows a whole block of code is talk about it, which would only take time.
      if (wholeBlock.test(answer.text)) {
        answer.isWhole = true;
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    console.error(`${error.backendId}: ${error.message}`);
  }
  return { ...answer, totalMs: performance.now() - startedMs };
}

/** The parts of an answer. Leaving them early stops the request, as `yield*` hands that on. */
async function* partsOf(send: Send, request: ChatRequest, onEnd: (finish: AnswerEnd['finish']) => void) {
  const end = yield* send(request, AbortSignal.timeout(120_000));
  onEnd(end.finish);
}

/** A fenced block with its end. */
const wholeBlock = /^[ \t]*```[^\n]*\n[\s\S]*?^[ \t]*```[ \t]*\n/m;

export function toChatRequest(prompt: string, override: ChatRequest['override']): ChatRequest {
  return {
    task: 'chat',
    id: randomUUID(),
    conversationId: randomUUID(),
    messages: [{ role: 'user', text: prompt, origins: [] }],
    maxOutputTokens: 192,
    override,
  };
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
