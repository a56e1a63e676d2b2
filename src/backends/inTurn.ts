import type { Clock } from '../base/clock.ts';
import type { Request } from '../contract/request.ts';
import type { AnswerEnd, AnswerPart, AnswerStream } from '../contract/stream.ts';
import { checkAdmission } from './answer.ts';
import { takeTurn } from './queue.ts';
import type { ServerBackend } from './serverBackend.ts';
import type { Slots, Urgency } from './slots.ts';

/**
 * A backend that sends only when it is its turn at the server. Waiting comes before the backend's own deadlines start,
 * and the turn ends when the connection is closed: after the answer, a fault or an abort, or when the loop is left.
 */
export function inTurn(backend: ServerBackend, slots: Slots, clock: Clock): ServerBackend {
  const { locality } = backend.facts;

  async function* stream(...[admitted, signal]: Parameters<ServerBackend['stream']>): AnswerStream {
    checkAdmission(admitted, backend.facts);
    if (!admitted.spend()) throw new TypeError('An admission serves one attempt, and this one was used before.');
    // A model that Ollama turns out to forward runs elsewhere, for many users at once.
    if (backend.facts.locality !== locality) return yield* backend.stream(admitted, signal);
    if (locality === 'local') await learnCount(admitted.request, signal);
    const startMs = clock.monotonic();
    const turn = await takeTurn(slots, { server: backend.facts, urgency: urgencyOf(admitted.request), clock }, signal);
    const queuedMs = clock.monotonic() - startMs;
    try {
      const answer = backend.stream(admitted, AbortSignal.any([signal, turn.signal]));
      return yield* turn.hasWaited ? withQueue(answer, queuedMs) : answer;
    } finally {
      turn.dispose();
    }
  }

  async function learnCount({ task }: Request, signal: AbortSignal): Promise<void> {
    try {
      const count = await backend.slots?.(signal);
      if (count !== undefined && count !== slots.count) slots.resize(Math.max(1, count));
    } catch (error) {
      // A completion needs more of what the server tells about itself, so it would fail next; a chat can do without.
      if (task === 'completion' || signal.aborted) throw error;
    }
  }

  return {
    get facts() {
      return backend.facts;
    },
    contextTokens: () => backend.contextTokens(),
    capabilities: () => backend.capabilities(),
    rateLimit: () => backend.rateLimit(),
    stream,
    test: (signal) => backend.test(signal),
    dispose: () => backend.dispose(),
  };
}

/** Lets the first part and the end say how long the request waited: a stream that is left early never tells its end. */
async function* withQueue(answer: AsyncIterator<AnswerPart, AnswerEnd, void>, queuedMs: number): AnswerStream {
  try {
    for (let isFirst = true; ; isFirst = false) {
      const next = await answer.next();
      if (next.done === true) return { ...next.value, queuedMs };
      yield isFirst ? { ...next.value, queuedMs } : next.value;
    }
  } finally {
    await answer.return?.();
  }
}

function urgencyOf(request: Request): Urgency {
  if (request.task === 'chat') return 'chat';
  return request.warm === undefined ? 'completion' : 'warm';
}
