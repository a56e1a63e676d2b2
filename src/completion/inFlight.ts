import { aborted, isAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { CompletionRequest } from '../contract/request.ts';
import type { Send, SendEnd, SendPart } from '../contract/send.ts';
import type { MeasuredSoFar } from '../contract/stream.ts';
import type { Syntax } from '../syntax/syntax.ts';
import { polishAnswer, readAnswer } from './answer.ts';
import { detach } from './fingerprint.ts';
import { isBlank } from './indentation.ts';
import type { LinesWanted } from './multiline.ts';
import { type Author, mayBecome, type Suggestion } from './suggestion.ts';
import type { RequestTimes } from './timing.ts';
import { wholeLinesOf, wholeWordsOf, withoutTorso } from './unfinished.ts';
import type { View } from './view.ts';

/** How a request ended. `overdue`: the server took too long; `interrupted`: it stopped half way. */
export type Outcome =
  | { readonly kind: 'answered'; readonly suggestion: Suggestion }
  | { readonly kind: 'aborted' | 'overdue' | 'interrupted' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface InFlightOptions {
  readonly request: CompletionRequest;
  /** Where the cursor was when the request was made. */
  readonly view: View;
  readonly wanted: LinesWanted;
  /** Whether the server may have to load its model first. */
  readonly mayBeLoading: boolean;
  /** Undefined where several lines are told apart by their indentation alone. */
  readonly syntax: Syntax | undefined;
  readonly send: Send;
  readonly clock: Clock;
  onFirstToken(): void;
  /** Called before `onEnd` when all that was wanted has come; the wait for a turn at the server is left out. */
  onAnswer(latencyMs: number): void;
  /** Called after each piece of text while more is wanted, and when `soFar` may begin to be defined. */
  onText(): void;
  /** Called exactly once, as soon as the outcome is known; the connection may take a moment longer to close. */
  onEnd(outcome: Outcome): void;
  /** Called before `onEnd` with what the server measured, where it told, and who it was. */
  onMeasured(measured: MeasuredSoFar, author: Author): void;
}

/** Nobody waits this long, but a server that hangs must not be waited for on every key of a line. */
const deadlineMs = 20_000;
const loadingDeadlineMs = 60_000;
/**
 * An answer that is not over by `totalMs` after its request, the wait for a turn at the server left out, is shown as far as
 * it has come, since a pause is seldom much longer; it has `leastMs` from its first token on in any case.
 */
const patience = {
  one: { totalMs: 300, leastMs: 100 },
  several: { totalMs: 450, leastMs: 200 },
} as const;
/** The last of a wait is one of its own: when the extension host was held up, what has come meanwhile is read first. */
const lastTurnMs = 10;
/** How long several lines are then given until there is a whole one, before its words are shown. */
const wholeLineMs = 250;

/**
 * One request on its way. It outlives the editor's interest in a single key press: what counts is whether its text may
 * still become what the person types.
 */
export class InFlight {
  readonly id: string;
  readonly #options: InFlightOptions;
  readonly #controller = new AbortController();
  readonly #deadline: Disposable;
  #hurry: Disposable | undefined;
  readonly #startedMs: number;
  #streamed = '';
  #text = '';
  #isHurried = false;
  #showsWords = false;
  #author: Author = { backendId: '', model: '' };
  #measured: MeasuredSoFar | undefined;
  #firstTokenMs: number | undefined;
  #queuedMs = 0;
  #filterMs = 0;
  #hasEnded = false;

  constructor(options: InFlightOptions) {
    this.id = options.request.id;
    this.#options = options;
    this.#startedMs = options.clock.monotonic();
    const patienceMs = options.mayBeLoading ? loadingDeadlineMs : deadlineMs;
    this.#deadline = options.clock.schedule(patienceMs, () => this.#end({ kind: 'overdue' }));
  }

  get times(): RequestTimes {
    return { startedMs: this.#startedMs, firstTokenMs: this.#firstTokenMs, filterMs: this.#filterMs };
  }

  /**
   * The whole words of a line that is not over although a person has waited long enough; undefined before that, and
   * while there is nothing that may be shown. The request goes on.
   */
  get soFar(): Suggestion | undefined {
    const { view, syntax } = this.#options;
    if (!this.#showsWords || this.#hasEnded) return undefined;
    const text = polishAnswer(wholeWordsOf(this.#text, view), view, syntax);
    return isBlank(text) ? undefined : this.#toSuggestion(text, true);
  }

  /** Whether this may yet be what a person wants who is at `view` now. */
  mayBecome(view: View): boolean {
    const { view: anchor, wanted } = this.#options;
    const isInReach = wanted === 'several' || view.lineKey === anchor.lineKey;
    return isInReach && mayBecome(anchor, this.#text, view);
  }

  /** Aborts a request that is of no use any more; one that may be loading the model is left to finish that. */
  abandon(): void {
    if (this.#firstTokenMs !== undefined || !this.#options.mayBeLoading) this.abort();
  }

  abort(): void {
    this.#end({ kind: 'aborted' });
  }

  async run(): Promise<void> {
    const { request, send, clock, onFirstToken } = this.#options;
    let serverEnd: SendEnd | undefined;
    try {
      const stream = send(request, this.#controller.signal);
      for await (const part of withEnd(stream, (end) => (serverEnd = end))) {
        // Leaving the loop closes the connection.
        if (this.#hasEnded) return;
        if (part.type === 'route') {
          this.#author = { backendId: part.route.backendId, model: part.route.model };
          continue;
        }
        if (this.#firstTokenMs === undefined) {
          this.#firstTokenMs = clock.monotonic();
          this.#queuedMs = part.queuedMs ?? 0;
          this.#hurryInTime(this.#firstTokenMs);
          onFirstToken();
        }
        if (part.type === 'text-delta') {
          this.#measured = part.soFar ?? this.#measured;
          this.#take(part.text);
        }
        if (this.#hasEnded) return;
      }
      if (serverEnd !== undefined) this.#endAsServerDid(serverEnd);
    } catch (error) {
      // What we closed ourselves has ended before and does not end twice, so an abort here is somebody else's doing.
      this.#end(isAbort(error) ? { kind: 'interrupted' } : { kind: 'failed', error });
    }
  }

  #take(text: string): void {
    const { view, wanted, syntax } = this.#options;
    this.#streamed += text;
    const reading = readAnswer(this.#streamed, wanted, view, syntax);
    this.#text = reading.text;
    if (reading.isComplete) this.#endWithAnswer();
    else if (this.#isHurried) this.#endWithWholeLines();
    if (!this.#hasEnded) this.#options.onText();
  }

  #hurryInTime(firstTokenMs: number): void {
    const { wanted, clock } = this.#options;
    if (this.#hasEnded) return;
    const { totalMs, leastMs } = patience[wanted];
    const spentMs = firstTokenMs - this.#startedMs - this.#queuedMs;
    const leftMs = Math.max(totalMs - spentMs, leastMs);
    this.#hurry = clock.schedule(leftMs - lastTurnMs, () => {
      this.#hurry = clock.schedule(lastTurnMs, () => this.#hurryUp());
    });
  }

  #hurryUp(): void {
    this.#isHurried = true;
    this.#endWithWholeLines();
    if (this.#hasEnded) return;
    const { wanted, clock } = this.#options;
    if (wanted === 'one') this.#showWords();
    else this.#hurry = clock.schedule(wholeLineMs, () => this.#showWords());
  }

  #showWords(): void {
    this.#showsWords = true;
    this.#options.onText();
  }

  /** Ends several lines with the whole ones that there are, if there are any yet. */
  #endWithWholeLines(): void {
    const { wanted, view } = this.#options;
    const whole = wanted === 'one' ? '' : wholeLinesOf(this.#text, view);
    if (isBlank(whole)) return;
    this.#text = whole;
    this.#endWithAnswer();
  }

  #endAsServerDid(end: SendEnd): void {
    if (end.timings !== undefined) this.#measured = { usage: end.usage, timings: end.timings };
    if (end.finish === 'length') this.#text = withoutTorso(this.#text, this.#options.view);
    if (end.finish === 'interrupted') this.#end({ kind: 'interrupted' });
    else this.#endWithAnswer();
  }

  #endWithAnswer(): void {
    const { view, clock, syntax } = this.#options;
    if (this.#measured !== undefined) this.#options.onMeasured(this.#measured, this.#author);
    this.#options.onAnswer(clock.monotonic() - this.#startedMs - this.#queuedMs);
    const polishedFromMs = clock.monotonic();
    const text = polishAnswer(this.#text, view, syntax);
    this.#filterMs = clock.monotonic() - polishedFromMs;
    this.#end({ kind: 'answered', suggestion: this.#toSuggestion(text, false) });
  }

  #toSuggestion(text: string, isUnfinished: boolean): Suggestion {
    const { lineKey, belowKey, linePrefix } = this.#options.view;
    const [requestId, author] = [this.id, this.#author];
    return { lineKey, belowKey, linePrefix: detach(linePrefix), text, requestId, author, isUnfinished };
  }

  #end(outcome: Outcome): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#deadline.dispose();
    this.#hurry?.dispose();
    if (outcome.kind === 'aborted' || outcome.kind === 'overdue') this.#controller.abort(aborted);
    this.#options.onEnd(outcome);
  }
}

/** The parts of a stream, handing over what it returns at its end. */
async function* withEnd(
  stream: AsyncGenerator<SendPart, SendEnd, void>,
  onEnd: (end: SendEnd) => void,
): AsyncGenerator<SendPart, void, void> {
  onEnd(yield* stream);
}
