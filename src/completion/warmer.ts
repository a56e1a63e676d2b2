import { randomUUID } from 'node:crypto';
import { isAbort } from '../base/abort.ts';
import type { CompletionRequest } from '../contract/request.ts';
import type { Send, SendEnd } from '../contract/send.ts';

export interface WarmerOptions {
  readonly send: Send;
  /** Characters of a prompt that the server reads in so many milliseconds. */
  charactersIn(durationMs: number): number;
  onServerEnd(end: SendEnd): void;
}

/** A key press that comes while a slice is being read waits for no longer than this. */
const sliceMs = 150;
const leastSliceLength = 48;

/**
 * Has the server read a prompt before a key needs it, in slices, so that a key press never waits behind much of it.
 * It is of no consequence when it fails: the key press then reads the prompt itself.
 */
export class Warmer {
  readonly #options: WarmerOptions;
  #running: AbortController | undefined;

  constructor(options: WarmerOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Reads the prompt of `request` from its start, unless it is stopped before. */
  async start(request: CompletionRequest): Promise<void> {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    try {
      await this.#warm(request, running.signal);
    } catch (error) {
      // A fault is the next key's to tell: nobody asked for this.
      if (!isAbort(error)) this.stop();
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #warm(request: CompletionRequest, signal: AbortSignal): Promise<void> {
    for (let promptCharacters = this.#sliceLength(); ; ) {
      const slice = { ...request, id: randomUUID(), warm: { promptCharacters } };
      const end = await endOf(this.#options.send(slice, signal));
      this.#options.onServerEnd(end);
      const { characters, staticCharacters } = end.warmed ?? { characters: 0, staticCharacters: 0 };
      if (characters >= staticCharacters || signal.aborted) return;
      promptCharacters = Math.max(promptCharacters, characters) + this.#sliceLength();
    }
  }

  #sliceLength(): number {
    return Math.max(leastSliceLength, Math.floor(this.#options.charactersIn(sliceMs)));
  }
}

async function endOf(answer: ReturnType<Send>): Promise<SendEnd> {
  for (;;) {
    const { done, value } = await answer.next();
    if (done === true) return value;
  }
}
