import type { Request } from '../../../../src/contract/request.ts';
import type { Route } from '../../../../src/contract/routing.ts';
import type { Send, SendEnd, SendPart } from '../../../../src/contract/send.ts';
import { unknownUsage } from '../../../../src/contract/stream.ts';

type Step =
  | SendPart
  | { readonly type: 'throw'; readonly error: unknown }
  | { readonly type: 'end'; readonly end: SendEnd };

/** A pipeline that a test plays by hand: each request it gets becomes a call whose parts the test hands out. */
export class ScriptedSend {
  readonly calls: ScriptedCall[] = [];

  readonly send: Send = (request, signal) => {
    const call = new ScriptedCall(request, signal);
    this.calls.push(call);
    return call.stream();
  };

  /** The call that was made last. */
  get last(): ScriptedCall {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error('Nothing was sent.');
    return call;
  }
}

export class ScriptedCall {
  readonly request: Request;
  readonly signal: AbortSignal;
  readonly #steps: Step[] = [];
  #wake: () => void = () => undefined;

  constructor(request: Request, signal: AbortSignal) {
    this.request = request;
    this.signal = signal;
  }

  route(route: Route = localRoute): this {
    return this.#step({ type: 'route', route, attempt: 1 });
  }

  text(text: string): this {
    return this.#step({ type: 'text-delta', text });
  }

  reasoning(text: string): this {
    return this.#step({ type: 'reasoning-delta', text });
  }

  fail(error: unknown): void {
    this.#step({ type: 'throw', error });
  }

  end(end: Partial<SendEnd> = {}): void {
    this.#step({ type: 'end', end: { ...completeEnd, ...end } });
  }

  async *stream(): AsyncGenerator<SendPart, SendEnd, void> {
    for (;;) {
      this.signal.throwIfAborted();
      const step = this.#steps.shift();
      if (step === undefined) await this.#nextStep();
      else if (step.type === 'throw') throw step.error;
      else if (step.type === 'end') return step.end;
      else yield step;
    }
  }

  #step(step: Step): this {
    this.#steps.push(step);
    this.#wake();
    return this;
  }

  #nextStep(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true });
    });
  }
}

export const localRoute: Route = {
  backendId: 'llama',
  model: 'SmolLM2-135M-Instruct',
  origin: 'http://127.0.0.1:8080',
  locality: 'local',
  reasons: [
    { layer: 'complexity', code: 'simple', text: 'A short question about one thing.' },
    { layer: 'policy', code: 'nothing-found', text: 'Nothing sensitive was found.' },
  ],
};

export const cloudRoute: Route = {
  backendId: 'openai',
  model: 'gpt-large',
  origin: 'https://api.openai.com',
  locality: 'remote',
  reasons: [{ layer: 'complexity', code: 'hard', text: 'The question spans several files.' }],
};

export const completeEnd: SendEnd = {
  finish: 'stop',
  usage: unknownUsage,
  timings: undefined,
  servedModel: undefined,
  route: localRoute,
  measurement: {
    timeToFirstTokenMs: 120,
    totalMs: 1620,
    tokensPerSecond: 53.6,
    inputTokens: 312,
    cachedInputTokens: 256,
    outputTokens: 80,
    costUsd: 0,
  },
};
