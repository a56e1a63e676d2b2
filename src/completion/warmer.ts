import { randomUUID } from 'node:crypto';
import { aborted } from '../base/abort.ts';
import type { CompletionRequest } from '../contract/request.ts';
import type { Send, SendEnd } from '../contract/send.ts';
import type { ServerTimings, WarmedPrompt } from '../contract/stream.ts';
import type { RepeatedPrompt } from './cacheReuse.ts';
import type { Author } from './suggestion.ts';

export interface WarmerOptions {
  readonly send: Send;
  /** Characters of a prompt that the server reads in so many milliseconds. */
  charactersIn(durationMs: number): number;
  /**
   * Settles when the machine can spare what a slice takes, or with false when it was waited for long enough. Beside a
   * busy process a server that computes on a CPU may need seconds for a few tokens, and holds that process up as well.
   */
  whenCalm(signal: AbortSignal): Promise<boolean>;
  /** Called with what the server measured for a slice: of tokens that it counted, or that it cannot have read before. */
  onMeasured(timings: ServerTimings, newCharacters: number): void;
  /** Called with how long its last slice took: whether a prompt is to be read again, of a server that tells no cached tokens. */
  wantsRepeat(author: Author, onceMs: number): boolean;
  onRepeated(author: Author, times: Omit<RepeatedPrompt, 'model'>): void;
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
  /** How many characters of the prompt the server has read, or infinitely many. */
  readonly length: number;
  /** What it told of the prompt last; undefined where it did not come to tell. */
  readonly warmed: WarmedPrompt | undefined;
}

/** A key press that comes while a slice is being read should not wait for longer than this. */
const mostSliceMs = 150;
/** What a slice is made for: the speed that is known, and the characters of a token, may be too high, and the machine busy. */
const aimedSliceMs = 48;
/** Some 8 tokens. */
const leastSliceLength = 24;
/** So many times as long as it was made for shows that the machine is busy. */
const busyRatio = 1.5;
/** From one slice to the next. */
const mostGrowth = 2;
/**
 * Of the length that the known speed would allow: a server may be busier than it was, and each slice costs it something
 * besides its tokens, so that short ones make it look slow.
 */
const [leastShare, mostShare] = [0.1, 4];
/** A prompt that a model reads from its beginning each time takes so many times as long when it has grown by as much. */
const tellingGrowth = 3;
/**
 * A prompt begins with control tokens and a path, which are not among the characters that are known: what is new there
 * only a server knows that counts tokens.
 */
const headerLength = 200;

/**
 * Has the server read a prompt before a key needs it, in slices, so that a key press never waits behind much of it.
 * It is of no consequence when it fails: the key press then reads the prompt itself.
 */
export class Warmer {
  readonly #options: WarmerOptions;
  #running: AbortController | undefined;
  /** Of the length that the known speed would allow, after what the slices took. */
  #lengthShare = 1;
  /** False once a slice was quick although the machine was busy, as where a GPU computes; true again after a slow one. */
  #needsCalm = true;

  constructor(options: WarmerOptions) {
    this.#options = options;
  }

  /** Reads a prompt, and tells how far it has come when it ends, is stopped or fails. */
  async start(prompt: ColdPrompt): Promise<WarmUpEnd> {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    let end: WarmUpEnd = { length: prompt.knownLength, warmed: undefined };
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
    let first: Slice | undefined;
    let mayBeBusy = this.#needsCalm;
    for (let readCharacters = knownLength; ; ) {
      const isCalm = !mayBeBusy || (await this.#options.whenCalm(signal));
      const { length, madeForMs } = this.#nextSlice(first === undefined);
      const promptCharacters = readCharacters + length;
      const slice = { ...request, id: randomUUID(), warm: { promptCharacters } };
      const end = await endOf(this.#options.send(slice, signal));
      const { timings, warmed } = end;
      if (timings !== undefined) this.#adapt(timings.promptMs / madeForMs, warmed?.characters === promptCharacters);
      mayBeBusy = timings !== undefined && timings.promptMs > Math.min(mostSliceMs, madeForMs * busyRatio);
      if (mayBeBusy) this.#needsCalm = true;
      else if (!isCalm && timings !== undefined && timings.promptMs <= aimedSliceMs) this.#needsCalm = false;
      if (warmed === undefined || signal.aborted) return;
      const newCharacters = warmed.characters - readCharacters;
      const isCounted = timings?.promptTokens !== undefined || readCharacters > knownLength + headerLength;
      if (isCounted && timings !== undefined) this.#options.onMeasured(timings, newCharacters);
      readCharacters = Math.max(promptCharacters, warmed.characters);
      const isWhole = warmed.characters >= warmed.staticCharacters;
      yield { length: isWhole ? Number.POSITIVE_INFINITY : readCharacters, warmed };
      const read = { characters: warmed.characters, promptMs: timings?.promptMs ?? 0 };
      first ??= read;
      if (isWhole && newCharacters > 0) await this.#repeat(slice, { end, first, last: read }, signal);
      if (isWhole) return;
    }
  }

  /** Reads a prompt once more at once, where it grew enough since the first slice that the times of all three tell something. */
  async #repeat(request: CompletionRequest, { end, first, last }: WholePrompt, signal: AbortSignal): Promise<void> {
    const { send, wantsRepeat, onRepeated } = this.#options;
    const { route, usage, timings } = end;
    if (timings === undefined || usage.cacheReadTokens !== undefined) return;
    if (last.characters < first.characters * tellingGrowth || !wantsRepeat(route, last.promptMs)) return;
    const again = await endOf(send({ ...request, id: randomUUID() }, signal));
    if (again.timings === undefined || signal.aborted) return;
    onRepeated(route, { firstMs: first.promptMs, onceMs: last.promptMs, againMs: again.timings.promptMs });
  }

  /**
   * How many characters the next slice has, and what it should take. The first one is half as long: it is known only
   * afterwards how quick the server is just now. One of the least length may have more time where that needs it.
   */
  #nextSlice(isFirst: boolean): { readonly length: number; readonly madeForMs: number } {
    const madeForMs = isFirst ? aimedSliceMs / 2 : aimedSliceMs;
    const wanted = Math.max(1, Math.floor(this.#options.charactersIn(madeForMs) * this.#lengthShare));
    const length = Math.max(leastSliceLength, wanted);
    return { length, madeForMs: (madeForMs * length) / wanted };
  }

  /**
   * Learns from how many times as long a slice took as it was made for. One that was cut short, at the end of a prompt or
   * before a control token, does not show what a whole one takes.
   */
  #adapt(timesAsLong: number, isWhole: boolean): void {
    if (timesAsLong <= 1 && !isWhole) return;
    const share = this.#lengthShare * Math.min(mostGrowth, 1 / timesAsLong);
    this.#lengthShare = Math.min(mostShare, Math.max(leastShare, share));
  }
}

interface Slice {
  /** Of the prompt from its beginning on. */
  readonly characters: number;
  readonly promptMs: number;
}

interface WholePrompt {
  readonly end: SendEnd;
  readonly first: Slice;
  readonly last: Slice;
}

async function endOf(answer: ReturnType<Send>): Promise<SendEnd> {
  for (;;) {
    const { done, value } = await answer.next();
    if (done === true) return value;
  }
}
