import { aborted } from '../base/abort.ts';
import { describeFault } from '../base/describeFault.ts';
import type { Log } from '../contract/log.ts';
import type { CompletionRequest, ContextSnippet } from '../contract/request.ts';
import type { ProjectContext } from './context/projectContext.ts';
import type { Warmer } from './warmer.ts';

export interface PreparationOptions {
  readonly context: Pick<ProjectContext, 'refresh'>;
  readonly warmer: Pick<Warmer, 'start' | 'stop'>;
  readonly log: Log;
}

/** A place that the person looks at, and how its request would be made now. */
export interface RestingPlace {
  /** Characters of other files that may go along. */
  readonly contextLength: number;
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
      if (resting.signal.aborted) return;
      const request = place.createRequest();
      const knownLength = this.#knownLength(request);
      if (lengthOf(request) - knownLength <= tolerableLength) return;
      const before = this.#read;
      const length = await this.#options.warmer.start({ request, knownLength });
      // A key that came in the meantime has noted its own.
      if (this.#read === before) this.#read = { request, length };
    } catch (error) {
      this.#options.log.debug(`Nothing made ready for the next key: ${describeFault(error)}.`);
    }
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

  /** How much of a prompt the server has read last, from its beginning on. */
  #knownLength(request: CompletionRequest): number {
    const read = this.#read;
    if (read === undefined || read.request.origin.uri !== request.origin.uri) return 0;
    return Math.min(read.length, commonLengthOf(read.request, request));
  }
}

interface ReadPrompt {
  readonly request: CompletionRequest;
  readonly length: number;
}

/** The context stands before the prefix, so the prefix counts only where the context is the same. */
function commonLengthOf(read: CompletionRequest, request: CompletionRequest): number {
  const firstOther = request.snippets.findIndex(({ text }, index) => text !== read.snippets[index]?.text);
  if (firstOther >= 0) return lengthOfSnippets(request.snippets.slice(0, firstOther));
  const contextLength = lengthOfSnippets(request.snippets);
  const isSameContext = read.snippets.length === request.snippets.length;
  return contextLength + (isSameContext ? commonLength(read.prefix, request.prefix) : 0);
}

function lengthOf({ snippets, prefix }: CompletionRequest): number {
  return lengthOfSnippets(snippets) + prefix.length;
}

function lengthOfSnippets(snippets: readonly ContextSnippet[]): number {
  return snippets.reduce((sum, { text }) => sum + text.length, 0);
}

function commonLength(first: string, second: string): number {
  const length = Math.min(first.length, second.length);
  for (let index = 0; index < length; index++) if (first[index] !== second[index]) return index;
  return length;
}
