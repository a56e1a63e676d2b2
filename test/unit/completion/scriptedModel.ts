import type { CompletionRequest } from '../../../src/contract/request.ts';
import type { Route } from '../../../src/contract/routing.ts';
import type { Send, SendEnd, SendPart } from '../../../src/contract/send.ts';
import { type ServerTimings, type Usage, unknownUsage } from '../../../src/contract/stream.ts';
import { sleep } from '../../support/clockSleep.ts';
import type { FakeClock } from '../../support/fakeClock.ts';

/** What the model is to say to one request, and when. */
export interface ScriptedAnswer {
  readonly chunks?: readonly string[];
  /** Time to the first chunk, and between chunks. */
  readonly firstTokenMs?: number;
  readonly chunkMs?: number;
  readonly error?: Error;
  readonly finish?: SendEnd['finish'];
  readonly timings?: ServerTimings;
  readonly usage?: Partial<Usage>;
  /** A server that goes on talking after the connection was aborted. */
  readonly ignoresAbort?: boolean;
}

/** A model that says what a test wrote down, in order, and remembers what it was asked. */
export class ScriptedModel {
  readonly requests: CompletionRequest[] = [];
  /** The numbers (from 0) of the requests that were closed before their end. */
  readonly closedEarly: number[] = [];
  #answers: ScriptedAnswer[] = [];
  #openCount = 0;
  #mostOpen = 0;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  says(...answers: (string | ScriptedAnswer)[]): void {
    this.#answers.push(...answers.map((answer) => (typeof answer === 'string' ? { chunks: [answer] } : answer)));
  }

  get openCount(): number {
    return this.#openCount;
  }

  /** The most requests that were on their way at once, aborted ones not counted. */
  get mostOpen(): number {
    return this.#mostOpen;
  }

  readonly send: Send = (request, signal) => {
    if (request.task !== 'completion') throw new Error('The completion engine sent something else.');
    const number = this.requests.push(request) - 1;
    const answer = this.#answers.shift();
    return this.#stream(number, answer ?? { error: new Error(`Request ${number} was not expected.`) }, signal);
  };

  async *#stream(number: number, answer: ScriptedAnswer, signal: AbortSignal): AsyncGenerator<SendPart, SendEnd, void> {
    const patience = answer.ignoresAbort ? new AbortController().signal : signal;
    const onAbort = () => this.#openCount--;
    signal.addEventListener('abort', onAbort, { once: true });
    this.#mostOpen = Math.max(this.#mostOpen, ++this.#openCount);
    let isDone = false;
    try {
      yield { type: 'route', route, attempt: 1 };
      let delayMs = answer.firstTokenMs ?? 0;
      for (const text of answer.chunks ?? []) {
        if (delayMs > 0) await sleep(this.#clock, delayMs, patience);
        yield { type: 'text-delta', text };
        delayMs = answer.chunkMs ?? 0;
      }
      if (answer.chunks === undefined && delayMs > 0) await sleep(this.#clock, delayMs, patience);
      if (answer.error !== undefined) throw answer.error;
      isDone = true;
      return endOf(answer);
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (!signal.aborted) this.#openCount--;
      if (!isDone && answer.error === undefined) this.closedEarly.push(number);
    }
  }
}

const route: Route = {
  backendId: 'local',
  model: 'scripted',
  origin: 'http://127.0.0.1:1',
  locality: 'local',
  reasons: [{ layer: 'task', code: 'completion-stays-local', text: 'Completions stay local.' }],
};

function endOf(answer: ScriptedAnswer): SendEnd {
  return {
    route,
    finish: answer.finish ?? 'stop',
    usage: { ...unknownUsage, ...answer.usage },
    timings: answer.timings,
    servedModel: undefined,
    measurement: {
      timeToFirstTokenMs: undefined,
      totalMs: 0,
      tokensPerSecond: undefined,
      inputTokens: undefined,
      cachedInputTokens: undefined,
      outputTokens: undefined,
      costUsd: undefined,
    },
  };
}
