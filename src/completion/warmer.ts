import { randomUUID } from 'node:crypto';
import { aborted } from '../base/abort.ts';
import type { CompletionRequest } from '../contract/request.ts';
import type { Send, SendEnd } from '../contract/send.ts';
import type { ServerTimings, StaticTexts } from '../contract/stream.ts';

export interface WarmerOptions {
  readonly send: Send;
  /** Characters of a prompt that the server reads in so many milliseconds. */
  charactersIn(durationMs: number): number;
  /** Called with what the server measured for a slice that it cannot have read before. */
  onMeasured(timings: ServerTimings, newCharacters: number): void;
}

/** A prompt to be read ahead of its use. */
export interface ColdPrompt {
  readonly request: CompletionRequest;
  /**
   * How many characters at its beginning the server has read already. It is not asked for less: a server that is given
   * the beginning of what it holds forgets the rest.
   */
  readonly knownLength: number;
}

export interface WarmUpEnd {
  /** How many characters of the prompt the server has read. */
  readonly length: number;
  /** How the server's model has its prompts laid out; undefined where it did not come to tell. */
  readonly staticTexts: StaticTexts | undefined;
}

/** A key press that comes while a slice is being read waits for no longer than this. */
const sliceMs = 150;
const leastSliceLength = 48;
/** A prompt begins with control tokens and a path, which are not among the characters that are known. */
const headerLength = 200;

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

  /** Reads a prompt, and tells how far it has come when it ends, is stopped or fails. */
  async start(prompt: ColdPrompt): Promise<WarmUpEnd> {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    let end: WarmUpEnd = { length: prompt.knownLength, staticTexts: undefined };
    try {
      for await (const soFar of this.#slices(prompt, running.signal)) end = soFar;
    } catch {
      // A fault is the next key's to tell: nobody asked for this.
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
    return end;
  }

  stop(): void {
    this.#running?.abort(aborted);
    this.#running = undefined;
  }

  /** Gives how far the server has come after each slice; infinitely far at the end. */
  async *#slices({ request, knownLength }: ColdPrompt, signal: AbortSignal): AsyncGenerator<WarmUpEnd, void, void> {
    for (let readCharacters = knownLength; ; ) {
      const promptCharacters = readCharacters + this.#sliceLength();
      const slice = { ...request, id: randomUUID(), warm: { promptCharacters } };
      const { timings, warmed } = await endOf(this.#options.send(slice, signal));
      if (warmed === undefined || signal.aborted) return;
      const isNew = readCharacters > knownLength + headerLength;
      if (isNew && timings !== undefined) this.#options.onMeasured(timings, warmed.characters - readCharacters);
      readCharacters = Math.max(promptCharacters, warmed.characters);
      const isWhole = warmed.characters >= warmed.staticCharacters;
      yield { length: isWhole ? Number.POSITIVE_INFINITY : readCharacters, staticTexts: warmed.staticTexts };
      if (isWhole) return;
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
