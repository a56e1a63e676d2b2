import { isAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { CompletionRequest } from '../contract/request.ts';
import type { Send, SendEnd, SendPart } from '../contract/send.ts';
import { polishAnswer, readAnswer } from './answer.ts';
import { detach } from './fingerprint.ts';
import type { LinesWanted } from './multiline.ts';
import { mayBecome, type Suggestion } from './suggestion.ts';
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
  readonly send: Send;
  readonly clock: Clock;
  onFirstToken(latencyMs: number): void;
  /** Called after each piece of text, while more is wanted. */
  onText(): void;
  /** Called exactly once, as soon as the outcome is known; the connection may take a moment longer to close. */
  onEnd(outcome: Outcome): void;
  /** Called before `onEnd` when the server came to the end by itself, with what it measured. */
  onServerEnd(end: SendEnd): void;
}

/** Nobody waits this long, but a server that hangs must not be waited for on every key of a line. */
const deadlineMs = 20_000;
const loadingDeadlineMs = 60_000;

/**
 * One request on its way. It outlives the editor's interest in a single key press: what counts is whether its text may
 * still become what the person types.
 */
export class InFlight {
  readonly id: string;
  readonly #options: InFlightOptions;
  readonly #controller = new AbortController();
  readonly #deadline: Disposable;
  #streamed = '';
  #text = '';
  #hasFirstToken = false;
  #hasEnded = false;

  constructor(options: InFlightOptions) {
    this.id = options.request.id;
    this.#options = options;
    const patienceMs = options.mayBeLoading ? loadingDeadlineMs : deadlineMs;
    this.#deadline = options.clock.schedule(patienceMs, () => this.#end({ kind: 'overdue' }));
  }

  /** Whether this may yet be what a person wants who is at `view` now. */
  mayBecome(view: View): boolean {
    const { view: anchor, wanted } = this.#options;
    const isInReach = wanted === 'several' || view.lineKey === anchor.lineKey;
    return isInReach && mayBecome(anchor, this.#text, view);
  }

  /** Aborts a request that is of no use any more; one that may be loading the model is left to finish that. */
  abandon(): void {
    if (this.#hasFirstToken || !this.#options.mayBeLoading) this.abort();
  }

  abort(): void {
    this.#end({ kind: 'aborted' });
  }

  async run(): Promise<void> {
    const { request, send, clock, onFirstToken } = this.#options;
    const startedMs = clock.monotonic();
    let serverEnd: SendEnd | undefined;
    try {
      const stream = send(request, this.#controller.signal);
      for await (const part of withEnd(stream, (end) => (serverEnd = end))) {
        if (part.type === 'route') continue;
        if (!this.#hasFirstToken) onFirstToken(clock.monotonic() - startedMs);
        this.#hasFirstToken = true;
        if (part.type === 'text-delta') this.#take(part.text);
        // Leaving the loop closes the connection.
        if (this.#hasEnded) return;
      }
      if (serverEnd !== undefined) this.#endAsServerDid(serverEnd);
    } catch (error) {
      // What we closed ourselves has ended before and does not end twice, so an abort here is somebody else's doing.
      this.#end(isAbort(error) ? { kind: 'interrupted' } : { kind: 'failed', error });
    }
  }

  #take(text: string): void {
    const { view, wanted } = this.#options;
    this.#streamed += text;
    const reading = readAnswer(this.#streamed, wanted, view);
    this.#text = reading.text;
    if (reading.isComplete) this.#endWithAnswer();
    else this.#options.onText();
  }

  #endAsServerDid(end: SendEnd): void {
    this.#options.onServerEnd(end);
    // The last of several lines is a torso where the answer ran out of tokens.
    const isCutOff = end.finish === 'length' && this.#text.includes('\n');
    if (isCutOff) this.#text = this.#text.slice(0, this.#text.lastIndexOf('\n'));
    if (end.finish === 'interrupted') this.#end({ kind: 'interrupted' });
    else this.#endWithAnswer();
  }

  #endWithAnswer(): void {
    const { view } = this.#options;
    const { lineKey, belowKey } = view;
    const linePrefix = detach(view.linePrefix);
    const text = polishAnswer(this.#text, view);
    this.#end({ kind: 'answered', suggestion: { lineKey, belowKey, linePrefix, text, requestId: this.id } });
  }

  #end(outcome: Outcome): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#deadline.dispose();
    if (outcome.kind === 'aborted' || outcome.kind === 'overdue') this.#controller.abort();
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
