import { isCommentLine } from './blockOpeners.ts';
import { isBlank } from './indentation.ts';

/**
 * What kind of place a key press left the cursor at, and how many of a hundred silences there are assumed to be pauses
 * before a person has shown it. People stop to think between words rather than inside them, and most before something
 * new begins. `accepted`: behind a suggestion that was just taken; `operand`: behind an operator and its space.
 */
const usualPausePercent = {
  accepted: 20,
  'new-line': 20,
  operand: 15,
  opening: 15,
  'after-space': 10,
  'statement-end': 5,
  punctuation: 5,
  block: 3,
  operator: 2,
  'inside-word': 1,
};
export type Place = keyof typeof usualPausePercent;

export function placeOf(linePrefix: string): Place {
  if (isBlank(linePrefix)) return 'new-line';
  const text = linePrefix.trimEnd();
  const isAfterSpace = text.length < linePrefix.length;
  if (!isCommentLine(linePrefix)) {
    if (/(?:^|[^$=])\{$/.test(text)) return isAfterSpace ? 'opening' : 'block';
    if (/[([{]$/.test(text)) return 'opening';
    if (/[=+\-*/%<>!&|^?:,]$/.test(text)) return isAfterSpace ? 'operand' : 'operator';
  }
  if (isAfterSpace) return 'after-space';
  if (/[;)\]}"'`]$/.test(text)) return 'statement-end';
  return /[\p{L}\p{N}_$]$/u.test(text) ? 'inside-word' : 'punctuation';
}

/** A silence of this length is a pause: the person looks at the screen and may want to see something. */
const pauseMs = 600;
/** How many silences of each kind of place count; what is older is forgotten little by little. */
const memory = 64;
/** How many silences at a place what is assumed of it weighs. */
const usualWeight = 8;
/** The time between two keys within a burst as its logarithm, after Dhakal et al., CHI 2018: a mean of 239 ms over all typists; people who type code all day are quicker. */
const usualLogGap = { mean: Math.log(165), deviation: 0.4 };
const longestMs = 400;
/** Nobody waits longer than this many answers would take: a quick server is asked, wherever it is. */
const mostAnswers = 4;
/** Over how many keys requests are counted. */
const rateMemory = 80;
/**
 * What a request in vain costs, as milliseconds by which a ghost would come later, when 12 are made for 100 keys; twice as
 * much with each 3 more, so that a server on a CPU copes, and half with 3 fewer. Tuned in `npm run bench:completion`.
 */
const usualCost = { delayMs: 80, requestRate: 0.12, doubling: 0.03, leastDelayMs: 40 };
/** A request for an answer that takes this long, or longer, costs all of that. */
const slowAnswerMs = 120;
const stepMs = 10;

/**
 * Learns how this person types: how long the time between two keys is, and at which places it turns into a pause. In
 * memory only, and nothing but durations.
 */
export class TypingCadence {
  readonly #pauses = new Map<Place, { silences: number; pauses: number }>();
  /** Requests a key, lately. It begins low, so that a person who tries the first keys waits less. */
  #requestRate = 0.05;
  #meanLogGap = usualLogGap.mean;
  #variance = usualLogGap.deviation ** 2;

  /** Notes how long the person was silent after a key. */
  observe(place: Place, silenceMs: number): void {
    this.#requestRate *= 1 - 1 / rateMemory;
    const counts = this.#pauses.get(place) ?? { silences: 0, pauses: 0 };
    const kept = counts.silences >= memory ? 1 - 1 / memory : 1;
    const isPause = silenceMs >= pauseMs;
    this.#pauses.set(place, {
      silences: counts.silences * kept + 1,
      pauses: counts.pauses * kept + (isPause ? 1 : 0),
    });
    if (isPause || silenceMs <= 0) return;
    const difference = Math.log(silenceMs) - this.#meanLogGap;
    this.#meanLogGap += difference / memory;
    this.#variance += (difference ** 2 - this.#variance) / memory;
  }

  /** Notes that a model was asked. */
  noteRequest(): void {
    this.#requestRate += 1 / rateMemory;
  }

  /**
   * How long to wait after a key before a model is asked: the time that costs least, taken together how much later a ghost
   * comes if this is a pause, and what a request in vain costs if the next key comes behind it.
   * @param answerMs how long an answer has lately taken
   */
  waitMs(place: Place, answerMs: number): number {
    const share = this.#pauseShare(place);
    const costInVain = (1 - share) * this.#costOf(answerMs);
    let [bestMs, leastCost] = [0, costInVain];
    const mostMs = Math.min(longestMs, answerMs * mostAnswers);
    for (let waitMs = stepMs; waitMs <= mostMs; waitMs += stepMs) {
      const cost = share * waitMs + costInVain * this.#shareLongerThan(waitMs);
      if (cost < leastCost) [bestMs, leastCost] = [waitMs, cost];
    }
    return bestMs;
  }

  #costOf(answerMs: number): number {
    const { delayMs, requestRate, doubling, leastDelayMs } = usualCost;
    const slowness = Math.min(1, answerMs / slowAnswerMs);
    const byRate = delayMs * 2 ** ((this.#requestRate * slowness - requestRate) / doubling);
    return Math.max(leastDelayMs, byRate) * slowness;
  }

  #pauseShare(place: Place): number {
    const here = this.#pauses.get(place) ?? { silences: 0, pauses: 0 };
    return (here.pauses + (usualPausePercent[place] / 100) * usualWeight) / (here.silences + usualWeight);
  }

  /** The share of the times between keys of a burst that are longer, taken as log-normal. */
  #shareLongerThan(gapMs: number): number {
    const deviations = (Math.log(gapMs) - this.#meanLogGap) / Math.sqrt(this.#variance);
    // The logistic approximation of the normal distribution (Bowling et al. 2009), within 0.0002.
    return 1 / (1 + Math.exp(0.07056 * deviations ** 3 + 1.5976 * deviations));
  }
}
