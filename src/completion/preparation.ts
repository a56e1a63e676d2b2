import { aborted } from '../base/abort.ts';
import { describeFault } from '../base/describeFault.ts';
import type { Log } from '../contract/log.ts';
import type { CompletionRequest } from '../contract/request.ts';
import type { StaticTexts, WarmedPrompt } from '../contract/stream.ts';
import { commonLength } from './commonLength.ts';
import type { ProjectContext } from './context/projectContext.ts';
import type { Warmer } from './warmer.ts';

export interface PreparationOptions {
  readonly context: Pick<ProjectContext, 'refresh'>;
  readonly warmer: Pick<Warmer, 'start' | 'stop'>;
  /** False for a model that keeps nothing of what it has read. */
  isWorthWarming(): boolean;
  readonly log: Log;
}

/** A place that the person looks at, and how its request would be made now. */
export interface RestingPlace {
  /** Characters of other files that may go along. */
  readonly contextLength: number;
  /** Undefined where nothing is loaded. Compiling takes the processor time that the server would need. */
  readonly grammarIsLoaded?: Promise<unknown> | undefined;
  /** Made anew when the context has changed. */
  createRequest(): CompletionRequest;
}

/** What of a prompt the server has to find in its cache not to keep a key press waiting. */
const tolerableLength = 120;

/**
 * Makes ready for the next key press while the person looks at a place and types nothing: chooses what goes along of the
 * project, and has the server read the prompt. Both stop at a key, and nothing of it ever happens at one.
 */
export class Preparation {
  readonly #options: PreparationOptions;
  #resting: AbortController | undefined;
  /** The prompt that the server read last, as far as this window knows, and how much of it in characters. */
  #read: ReadPrompt | undefined;
  /** As the server told last; before that, as most families have it that fill in. */
  #staticTexts: StaticTexts = 'prefix, suffix';
  /** The characters of a prompt besides its texts: control tokens and paths. */
  #markLength = 0;

  constructor(options: PreparationOptions) {
    this.#options = options;
  }

  async start(place: RestingPlace): Promise<void> {
    this.stop();
    const resting = new AbortController();
    this.#resting = resting;
    try {
      const { origin, prefix, suffix } = place.createRequest();
      await this.#options.context.refresh({ origin, prefix, suffix }, place.contextLength, resting.signal);
      await place.grammarIsLoaded;
      if (resting.signal.aborted) return;
      const request = place.createRequest();
      const knownLength = this.#knownLength(request);
      if (this.#lengthOf(request) - knownLength <= tolerableLength || !this.#options.isWorthWarming()) return;
      const before = this.#read;
      const markLength = knownLength === 0 ? 0 : this.#markLength;
      const { length, warmed } = await this.#options.warmer.start({ request, knownLength: knownLength + markLength });
      this.#learnFrom(request, warmed);
      // A key that came in the meantime has noted its own.
      if (this.#read === before) this.#read = { request, length: length - this.#markLength };
    } catch (error) {
      this.#options.log.debug(`Nothing made ready for the next key: ${describeFault(error)}.`);
    }
  }

  /** Whether the server keeps the suffix while a person types. */
  get keepsSuffix(): boolean {
    return this.#staticTexts !== 'prefix';
  }

  stop(): void {
    this.#resting?.abort(aborted);
    this.#resting = undefined;
    this.#options.warmer.stop();
  }

  /** The server has read the prompt of a request: it has begun to answer. */
  noteRead(request: CompletionRequest): void {
    this.#read = { request, length: Number.POSITIVE_INFINITY };
  }

  #learnFrom(request: CompletionRequest, warmed: WarmedPrompt | undefined): void {
    if (warmed === undefined) return;
    this.#staticTexts = warmed.staticTexts;
    this.#markLength = Math.max(0, warmed.staticCharacters - this.#lengthOf(request));
  }

  /** How much of a prompt the server has read last, from its beginning on. */
  #knownLength(request: CompletionRequest): number {
    const read = this.#read;
    if (read === undefined || read.request.origin.uri !== request.origin.uri) return 0;
    const texts = textsOf(read.request, this.#staticTexts);
    let length = 0;
    for (const [index, text] of textsOf(request, this.#staticTexts).entries()) {
      length += commonLength(text, texts[index] ?? '');
      if (text !== texts[index]) break;
    }
    return Math.min(read.length, length);
  }

  #lengthOf(request: CompletionRequest): number {
    return textsOf(request, this.#staticTexts).reduce((sum, text) => sum + text.length, 0);
  }
}

interface ReadPrompt {
  readonly request: CompletionRequest;
  readonly length: number;
}

/** What of a request a server reads ahead of a key, in the order of its prompt. */
function textsOf({ snippets, prefix, suffix, typedCharacters = 0 }: CompletionRequest, staticTexts: StaticTexts) {
  const files = snippets.map(({ text }) => text);
  if (staticTexts === 'prefix') return [...files, prefix];
  if (staticTexts === 'suffix, prefix') return [...files, suffix, prefix];
  const typedFrom = prefix.length - typedCharacters;
  return [...files, prefix.slice(0, typedFrom), suffix, prefix.slice(typedFrom)];
}
