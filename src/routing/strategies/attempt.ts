import type { Clock } from '../../base/clock.ts';
import type { Refusal } from '../../contract/admission.ts';
import type { AnswerCheck } from '../../contract/answerCheck.ts';
import { BackendError, type NoRouteError } from '../../contract/errors.ts';
import type { Measurement } from '../../contract/ledger.ts';
import type { Log } from '../../contract/log.ts';
import type { Request } from '../../contract/request.ts';
import type { Plan, Reason, Route } from '../../contract/routing.ts';
import type { SendEnd, SendPart } from '../../contract/send.ts';
import type { AnswerEnd, AnswerPart, AnswerStream } from '../../contract/stream.ts';

/** A request with its plan, as the strategies get it. */
export interface Run {
  readonly request: Request;
  readonly plan: Plan;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
  /** What a whole answer has to pass where it is checked before it is shown; asked in this order. */
  readonly checks: readonly AnswerCheck[];
  /** Asks policy anew for one route of the plan and makes its attempt ready, which begins with its first `next`. */
  start(index: number, options?: StartOptions): Promise<Started>;
  /** Why nothing could be tried. */
  readonly noRoute: () => NoRouteError;
}

export interface StartOptions {
  /** Stands before the other reasons of the route. */
  readonly because?: Reason | undefined;
  /** Ends this attempt alone, and the question to the person that comes before it. */
  readonly abort?: AbortController;
  readonly wantsLogProbabilities?: boolean;
  /** Goes between the backend and the meter. */
  readonly shape?: (stream: AnswerStream) => AnswerStream;
}

export type Started = { readonly attempt: Attempt } | { readonly refused: NoRouteError };

/** What a strategy yields and returns. */
export type SendStream = AsyncGenerator<SendPart, SendEnd, void>;

export type MeasuredEnd = AnswerEnd & { readonly measurement: Measurement };

/** What an attempt has come to with one `next`. A fault of the server is a step; cancellation is thrown. */
export type Step =
  | { readonly kind: 'part'; readonly part: AnswerPart }
  | { readonly kind: 'end'; readonly end: MeasuredEnd }
  | { readonly kind: 'failed'; readonly error: BackendError };

export interface AttemptParts {
  readonly route: Route;
  /** 1 for the first route of the plan. */
  readonly number: number;
  readonly answer: AsyncIterator<AnswerPart, MeasuredEnd, void>;
  readonly signal: AbortSignal;
  /** The server has begun to answer, or has ended an empty answer. */
  readonly onAnswer: () => void;
  readonly onEnd: (end: MeasuredEnd) => void;
  readonly onFailure: (error: BackendError) => void;
  readonly onLeft: () => void;
  /** Why the answer may not go on; undefined as long as it may. */
  readonly refusal: () => Refusal | undefined;
}

/** One attempt at one route. No generator of its own: it stands between the meter and a strategy at each part. */
export class Attempt {
  readonly route: Route;
  readonly number: number;
  readonly #parts: AttemptParts;
  #hasAnswered = false;
  #isOver = false;

  constructor(parts: AttemptParts) {
    this.#parts = parts;
    this.route = parts.route;
    this.number = parts.number;
  }

  /** @throws the signal's reason when it was aborted */
  async next(): Promise<Step> {
    const { answer, onAnswer, onEnd, refusal } = this.#parts;
    let next: IteratorResult<AnswerPart, MeasuredEnd>;
    try {
      next = await answer.next();
    } catch (error) {
      this.#isOver = true;
      return this.#failed(error);
    }
    if (!this.#hasAnswered) onAnswer();
    this.#hasAnswered = true;
    if (next.done === true) {
      this.#isOver = true;
      onEnd(next.value);
      return { kind: 'end', end: next.value };
    }
    const refused = refusal();
    if (refused === undefined) return { kind: 'part', part: next.value };
    await this.close();
    return this.#failed(new BackendError({ kind: 'refused', backendId: this.route.backendId, message: refused.text }));
  }

  /** Leaves an answer before its end, which closes its connection and writes its row in the ledger. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.onLeft();
    await this.#parts.answer.return?.();
  }

  #failed(error: unknown): Step {
    this.#parts.signal.throwIfAborted();
    if (!(error instanceof BackendError)) throw error;
    this.#parts.onFailure(error);
    return { kind: 'failed', error };
  }
}

export function toRoutePart({ route, number }: Attempt): SendPart {
  return { type: 'route', route, attempt: number };
}

export function withReason(route: Route, reason: Reason | undefined): Route {
  return reason === undefined ? route : { ...route, reasons: [reason, ...route.reasons] };
}
