import type { ServerTimings } from '../contract/stream.ts';
import type { LinesWanted } from './multiline.ts';

/** How large one request may be. */
export interface Budget {
  readonly prefixLength: number;
  readonly suffixLength: number;
  readonly maxOutputTokens: number;
}

/** Characters of code that make one token, rounded down: byte-pair vocabularies of code models give 3 to 4. */
const charactersPerToken = 3;
/** The same as the backends estimate it, which is rather too many tokens than too few. */
const estimatedCharactersPerToken = 2;
/** Prompt tokens a second before any measurement: a machine of half of it takes 96 ms for a slice that is made for 48. */
const assumedSpeed = 150;
/** Below this many tokens a measurement says more of the server's overhead than of its speed. */
const leastMeasuredTokens = 16;
/** Prompt tokens a second below which other files cost more time than they are worth. */
const leastSpeedForContext = 300;
/** Prompt tokens a second from which on a server has a GPU, or a model so small that a slice is no matter. */
const leastGpuSpeed = 1_000;
/** Speeds count as unchanged up to this ratio, so that the prompt does not move with every measurement. */
const steadyRatio = 1.5;

/**
 * Sizes requests by how fast the server reads and writes, as it measured itself. Before the first measurement, and on
 * a machine without a GPU, the context is about 20 lines: there every token more costs 5 to 10 ms when it is new and
 * slows down writing (measured on 2 cores with a 135M model, see the facts on completion).
 */
export class SpeedMeter {
  readonly #promptSpeed = new SteadySpeed();
  readonly #generationSpeed = new SteadySpeed();
  #slices = noSlices;
  #answerMs: number | undefined;

  /** How long an answer has lately taken from the request on; undefined before the first. */
  get answerMs(): number | undefined {
    return this.#answerMs;
  }

  /** How many characters of a prompt the server reads in so many milliseconds; few as long as that was not measured. */
  charactersIn(durationMs: number): number {
    return ((this.#promptSpeed.tokensPerSecond ?? assumedSpeed) * charactersPerToken * durationMs) / 1_000;
  }

  /**
   * How many characters of other files may go along: none on a machine that reads slowly, several files on a fast GPU, and
   * never more than the context holds beside the longest prefix and suffix. What did not fit would be cut at a key.
   */
  contextLengthFor(contextTokens: number | undefined): number {
    const speed = this.#promptSpeed.tokensPerSecond ?? 0;
    if (speed < leastSpeedForContext) return 0;
    const { prefixLength, suffixLength, maxOutputTokens } = this.budgetFor('several', contextTokens);
    const room = contextTokens === undefined ? Number.POSITIVE_INFINITY : contextTokens - maxOutputTokens;
    const left = room * estimatedCharactersPerToken - prefixLength - suffixLength;
    return Math.max(0, Math.min((speed / 2) * charactersPerToken, 2_000 * charactersPerToken, left));
  }

  /** Whether the server reads so quickly that it does not compute on a CPU, which other processes would slow down. */
  get isBeyondCpus(): boolean {
    return (this.#promptSpeed.tokensPerSecond ?? 0) >= leastGpuSpeed;
  }

  observeAnswer(latencyMs: number): void {
    this.#answerMs = this.#answerMs === undefined ? latencyMs : (this.#answerMs * 3 + latencyMs) / 4;
  }

  /** Learns from what a server measured. One that does not tell prompt tokens, as Ollama does not, shows by slices how it reads. */
  observe({ promptTokens, promptMs, generatedTokens, generationMs }: ServerTimings): void {
    this.#promptSpeed.observe(promptTokens ?? 0, promptMs);
    this.#generationSpeed.observe(generatedTokens, generationMs);
  }

  /**
   * The same of a slice that was read ahead, of which `newCharacters` had not been read before. Slices are short, so they
   * are added up until they say something.
   */
  observeSlice({ promptTokens, promptMs }: ServerTimings, newCharacters: number): void {
    const tokens = this.#slices.tokens + (promptTokens ?? newCharacters / charactersPerToken);
    this.#slices = { tokens, promptMs: this.#slices.promptMs + promptMs };
    if (tokens < leastMeasuredTokens) return;
    this.#promptSpeed.observe(tokens, this.#slices.promptMs);
    this.#slices = noSlices;
  }

  /**
   * The budget for one request that leaves room for the answer in a context of `contextTokens`.
   * @param keepsSuffix whether the server has the suffix in its cache while a person types on
   */
  budgetFor(wanted: LinesWanted, contextTokens: number | undefined, keepsSuffix = true): Budget {
    const promptSpeed = this.#promptSpeed.tokensPerSecond ?? 0;
    const maxOutputTokens = this.#outputTokensFor(wanted);
    const prefixLength = clamp(promptSpeed / 2, 270, 1_500) * charactersPerToken;
    // Read once for a place, which may take 150 ms; at each key where it stands behind what is typed.
    const suffixTokens = keepsSuffix ? clamp(promptSpeed * 0.15, 64, 256) : clamp(promptSpeed * 0.075, 48, 256);
    const suffixLength = suffixTokens * charactersPerToken;
    // No token is shorter than a character where it matters, so a prompt of fewer characters than tokens always fits.
    // The same room for any answer, so that the text around the cursor does not move where more lines are wanted.
    const mostOutputTokens = Math.max(maxOutputTokens, this.#outputTokensFor('several'));
    const room = contextTokens === undefined ? Number.POSITIVE_INFINITY : Math.max(0, contextTokens - mostOutputTokens);
    const share = Math.min(1, (room * 0.9) / (prefixLength + suffixLength));
    return {
      prefixLength: Math.floor(prefixLength * share),
      suffixLength: Math.floor(suffixLength * share),
      maxOutputTokens,
    };
  }

  /**
   * Two seconds' worth of one line, which is shown before it is over, and two and a half of several. At least a line of
   * usual length, and no more than hardly any line needs.
   */
  #outputTokensFor(wanted: LinesWanted): number {
    const speed = this.#generationSpeed.tokensPerSecond ?? 48;
    return Math.round(wanted === 'one' ? clamp(speed * 2, 32, 64) : clamp(speed * 2.5, 64, 160));
  }
}

const noSlices = { tokens: 0, promptMs: 0 };

/** A speed that does not move with every measurement. */
class SteadySpeed {
  #tokensPerSecond: number | undefined;
  /** How many tokens the largest measurement had that counts; smaller ones look slower than the server is. */
  #measuredTokens = 0;

  get tokensPerSecond(): number | undefined {
    return this.#tokensPerSecond;
  }

  observe(tokens: number, durationMs: number): void {
    if (tokens < leastMeasuredTokens || durationMs <= 0) return;
    const measured = (tokens * 1_000) / durationMs;
    const known = this.#tokensPerSecond;
    if (known !== undefined) {
      if (measured < known * steadyRatio && measured > known / steadyRatio) return;
      if (measured < known && tokens < this.#measuredTokens / 2) return;
    }
    this.#tokensPerSecond = known === undefined ? measured : (known + measured) / 2;
    this.#measuredTokens = Math.max(tokens, this.#measuredTokens / 2);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
