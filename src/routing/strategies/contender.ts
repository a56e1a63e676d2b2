import { describeFault } from '../../base/describeFault.ts';
import { type BackendError, type NoRouteError, SupersededError } from '../../contract/errors.ts';
import type { Route } from '../../contract/routing.ts';
import type { AnswerEnd, AnswerPart, AnswerStream } from '../../contract/stream.ts';
import type { Attempt, MeasuredEnd, Run, StartOptions } from './attempt.ts';
import { checkSetback, type Setback } from './setback.ts';

/** What has been received of an answer that is not decided on yet. */
export interface Received {
  readonly route: Route;
  readonly parts: readonly AnswerPart[];
  /** The text of all parts, without reasoning. */
  readonly text: string;
}

/** `good`: the answer may be shown. A setback: another route should answer instead. */
export type Verdict = 'good' | Setback;

/** Decides whether an answer may be shown, as early as it can. */
export interface Judge {
  /** Asked after each part; undefined as long as it cannot say. */
  onPart(received: Received): Verdict | undefined;
  /** Asked at the end of the answer, if it could not say before. */
  onEnd(received: Received): Promise<Verdict>;
}

/** What has become of a contender since it was last asked. */
export type Happening =
  | { readonly kind: 'started' }
  | { readonly kind: 'refused'; readonly error: NoRouteError }
  | { readonly kind: 'part'; readonly part: AnswerPart }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: BackendError }
  | { readonly kind: 'threw'; readonly error: unknown };

export interface ContenderOptions extends Pick<StartOptions, 'because' | 'wantsLogProbabilities'> {
  /** Undefined lets it win with its first part. */
  readonly judge: Judge | undefined;
  /** Whether another route could still answer instead. Where none can, an answer is better than nothing. */
  readonly hasAlternative: () => boolean;
}

/** An attempt whose parts are held back until it is decided whether its answer is the one to show. */
export class Contender {
  readonly route: Route;
  /** Undefined as long as it is undecided. */
  verdict: Verdict | undefined;
  attempt: Attempt | undefined;
  /** How the server said that the answer ended; the meter has been told otherwise where the answer was given up. */
  end: MeasuredEnd | undefined;
  /** What happens next. It never rejects. */
  happening: Promise<Happening>;
  readonly #run: Run;
  readonly #options: ContenderOptions;
  readonly #abort = new AbortController();
  readonly #parts: AnswerPart[] = [];
  #text = '';
  #finish: AnswerEnd['finish'] | undefined;

  constructor(run: Run, index: number, route: Route, options: ContenderOptions) {
    this.#run = run;
    this.route = route;
    this.#options = options;
    this.happening = this.#guard(this.#start(index));
  }

  get received(): Received {
    return { route: this.route, parts: this.#parts, text: this.#text };
  }

  /** Asks for the next part. Called only when the last happening has been dealt with. */
  advance(): void {
    this.happening = this.#guard(this.#step());
  }

  /** Takes a part in and decides, if it can be decided now. */
  take(part: AnswerPart): void {
    this.#parts.push(part);
    if (part.type === 'text-delta') this.#text += part.text;
    this.#decide(this.#options.judge === undefined ? 'good' : this.#options.judge.onPart(this.received));
  }

  /** Ends it, at once where it is still under way. It never rejects. */
  async close(reason: Error): Promise<void> {
    if (this.end === undefined) this.#abort.abort(reason);
    await this.happening;
    await this.leave();
  }

  /** Leaves it as a caller does who has what it wants. It never rejects. */
  async leave(): Promise<void> {
    try {
      await this.attempt?.close();
    } catch (error) {
      this.#run.log.warn(
        `${this.#run.request.id} ${this.route.backendId}: closing failed with ${describeFault(error)}.`,
      );
    }
  }

  async #start(index: number): Promise<Happening> {
    const { because, wantsLogProbabilities = false } = this.#options;
    const shape = (stream: AnswerStream) => this.#judged(stream);
    const started = await this.#run.start(index, { because, wantsLogProbabilities, shape, abort: this.#abort });
    if ('refused' in started) return { kind: 'refused', error: started.refused };
    this.attempt = started.attempt;
    return { kind: 'started' };
  }

  async #step(): Promise<Happening> {
    if (this.attempt === undefined) throw new TypeError('A contender that was not started has no next part.');
    const step = await this.attempt.next();
    if (step.kind !== 'end') return step;
    this.end = { ...step.end, finish: this.#finish ?? step.end.finish };
    this.verdict ??= 'good';
    return { kind: 'end' };
  }

  /** Stands before the meter, so that an answer is given up before its row is written, with its usage. */
  async *#judged(stream: AsyncIterator<AnswerPart, AnswerEnd, void>): AnswerStream {
    let isOver = false;
    try {
      for (;;) {
        const next = await stream.next();
        isOver = next.done === true;
        if (next.done === true) return await this.#judgeEnd(next.value);
        yield next.value;
      }
    } finally {
      if (!isOver) await stream.return?.();
    }
  }

  async #judgeEnd(end: AnswerEnd): Promise<AnswerEnd> {
    const { judge } = this.#options;
    if (this.verdict !== undefined || judge === undefined) return end;
    const wasCut = end.finish === 'interrupted';
    this.#decide(wasCut ? checkSetback(this.route, brokeOff) : await judge.onEnd(this.received));
    if (this.verdict === 'good') return end;
    this.#finish = end.finish;
    this.#abort.abort(new SupersededError('The answer was given up for that of another route.'));
    return { ...end, finish: 'interrupted' };
  }

  #decide(verdict: Verdict | undefined): void {
    if (verdict === undefined || this.verdict !== undefined) return;
    this.verdict = this.#options.hasAlternative() ? verdict : 'good';
  }

  async #guard(happening: Promise<Happening>): Promise<Happening> {
    try {
      return await happening;
    } catch (error) {
      return { kind: 'threw', error };
    }
  }
}

const brokeOff = { code: 'broke-off', text: 'It broke off in the middle.' };
