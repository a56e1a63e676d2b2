import type { CompletionRequest } from '../contract/request.ts';
import type { Usage } from '../contract/stream.ts';
import { commonLength } from './commonLength.ts';

/** One completion that a server has answered. */
export interface AnsweredPrompt {
  readonly request: CompletionRequest;
  /** Backend and model: what one of them does says nothing of another. */
  readonly model: string;
  readonly usage: Pick<Usage, 'uncachedInputTokens' | 'cacheReadTokens'>;
  /** When the answer came, by a monotonic clock. */
  readonly atMs: number;
}

/** So much of a prompt must be as before: any server that keeps its state has some of that in its cache. */
const leastCommonCharacters = 200;
/** Below this many cached tokens a server has kept no more than its first control tokens. */
const leastReusedTokens = 16;
/** A longer pause may have cost the cache: the model was unloaded, or others have used the server. */
const longestPauseMs = 10_000;
/** One prompt in a row may have met another slot, or a server that has just loaded its model; so many do not. */
const provingPrompts = 5;

/** The warming of a whole prompt in slices, and then the very same prompt at once again. */
export interface RepeatedPrompt {
  readonly model: string;
  /** What the server took for the first slice, which was a third of the prompt at most. */
  readonly firstMs: number;
  /** For the last slice, which had not been read before. */
  readonly onceMs: number;
  readonly againMs: number;
}

/** Times below this say more of the machine than of the cache. */
const leastToldMs = 60;
/** A server that keeps its state reads one token again, where the slice before had some dozens. */
const reusedShare = 0.7;
/** Reading all of the prompt takes at least twice as long as a third of it, unless the cost of a request outweighs both. */
const grownShare = 2;
/** A server that has proven nothing by then is not asked again. */
const mostRepeats = 12;

/**
 * Recognises models that evaluate the whole prompt anew at each key: hybrid and recurrent ones, which cannot roll their
 * state back. It takes prompts that come soon after one with the same beginning, and a row of them with nothing cached.
 * Where a server does not tell what it has cached, as Ollama does not, a row of prompts that took as long the second time
 * proves it. Once anything was cached, the model is able to, and whatever happens later has other causes.
 */
export class CacheReuse {
  readonly #settled = new Set<string>();
  #last: AnsweredPrompt | undefined;
  #wasted = { model: '', inRow: 0 };
  #repeats = 0;
  readonly #unable = new Set<string>();

  /** Whether a model is known to keep nothing of what it has read. */
  isUnable(model: string): boolean {
    return this.#unable.has(model);
  }

  /** Whether the prompt of a model whose last slice took so long may prove something when it is read again. */
  wantsRepeat(model: string, onceMs: number): boolean {
    return !this.#settled.has(model) && onceMs >= leastToldMs && this.#repeats < mostRepeats;
  }

  /** Gives `cannot-reuse` once for a model, at the prompt that proves it. */
  observe(answered: AnsweredPrompt): 'cannot-reuse' | undefined {
    const { model, usage } = answered;
    const last = this.#last;
    this.#last = answered;
    if (usage.cacheReadTokens === undefined) return undefined;
    if (usage.cacheReadTokens >= leastReusedTokens) return this.#note(model, false);
    return last !== undefined && shouldReuse(last, answered) ? this.#note(model, true) : undefined;
  }

  /** The same, for a model of which no cached tokens are told. */
  observeRepeat({ model, firstMs, onceMs, againMs }: RepeatedPrompt): 'cannot-reuse' | undefined {
    this.#repeats++;
    if (againMs < onceMs * reusedShare) return this.#note(model, false);
    return onceMs >= firstMs * grownShare ? this.#note(model, true) : undefined;
  }

  #note(model: string, isWasted: boolean): 'cannot-reuse' | undefined {
    if (this.#settled.has(model)) return undefined;
    const inRow = this.#wasted.model === model ? this.#wasted.inRow + 1 : 1;
    this.#wasted = { model, inRow };
    if (isWasted && inRow < provingPrompts) return undefined;
    this.#settled.add(model);
    if (isWasted) this.#unable.add(model);
    return isWasted ? 'cannot-reuse' : undefined;
  }
}

function shouldReuse(last: AnsweredPrompt, next: AnsweredPrompt): boolean {
  const isSoon = next.atMs - last.atMs <= longestPauseMs;
  // What was cached is evaluated again by the server itself where little is left to do.
  const hasEvaluated = (next.usage.uncachedInputTokens ?? 0) > leastReusedTokens;
  return last.model === next.model && isSoon && hasEvaluated && isAlmostSame(last.request, next.request);
}

/** Other files and the suffix may stand before the prefix, so they must be as before for the prefix to count. */
function isAlmostSame(last: CompletionRequest, next: CompletionRequest): boolean {
  if (last.origin.uri !== next.origin.uri || last.suffix !== next.suffix) return false;
  const snippetsOf = ({ snippets }: CompletionRequest) => snippets.map(({ origin, text }) => [origin.uri, text]);
  if (JSON.stringify(snippetsOf(last)) !== JSON.stringify(snippetsOf(next))) return false;
  return commonLength(last.prefix, next.prefix) >= leastCommonCharacters;
}
