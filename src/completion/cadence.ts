import { isBlank } from './indentation.ts';

/**
 * What kind of place a key press left the cursor at. People stop to think at some more often than at others. `accepted`:
 * behind a suggestion that was just taken.
 */
export type Place =
  | 'accepted'
  | 'new-line'
  | 'opening'
  | 'operator'
  | 'statement-end'
  | 'after-space'
  | 'punctuation'
  | 'inside-word';

export function placeOf(linePrefix: string): Place {
  if (isBlank(linePrefix)) return 'new-line';
  const text = linePrefix.trimEnd();
  if (/[([{]$/.test(text)) return 'opening';
  if (/[=+\-*/%<>!&|^?:,]$/.test(text)) return 'operator';
  if (text.length < linePrefix.length) return 'after-space';
  if (/[;)\]}"'`]$/.test(text)) return 'statement-end';
  return /[\p{L}\p{N}_$]$/u.test(text) ? 'inside-word' : 'punctuation';
}

/** A silence of this length is a pause: the person looks at the screen and may want to see something. */
const pauseMs = 600;
/** How many silences of each kind of place count; what is older is forgotten little by little. */
const memory = 64;
/** What is assumed before the first key: one silence in fourteen is a pause, and as if so many had been seen. */
const usualPauseShare = 1 / 14;
const usualWeight = 8;
/** The time between two keys within a burst as its logarithm, after Dhakal et al., CHI 2018: a mean of 239 ms over all typists; people who type code all day are quicker. */
const usualLogGap = { mean: Math.log(165), deviation: 0.4 };
const longestMs = 400;
/** Requests a key that a server on a CPU copes with, and over how many keys they are counted. */
const usualRequestRate = 0.108;
const rateMemory = 80;
/** An answer that takes this long, or longer, is not asked for lightly. */
const slowAnswerMs = 150;
const stepMs = 10;

/**
 * Learns how this person types: how long the time between two keys is, and at which places it turns into a pause. In
 * memory only, and nothing but durations.
 */
export class TypingCadence {
  readonly #pauses = new Map<Place, { silences: number; pauses: number }>();
  /** Requests a key, lately. It begins low, so that a person who tries the first keys does not wait. */
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
   * How long to wait after a key until the silence is likely enough to be a pause and not just the time to the next key:
   * by Bayes, from how often there is a pause at such a place and how long bursts leave between keys.
   * How likely that has to be depends on what a request in vain costs, and on how many were made lately.
   * @param answerMs how long an answer has lately taken
   */
  waitMs(place: Place, answerMs: number): number {
    const likelihood = this.#wantedLikelihood(answerMs);
    const share = this.#pauseShare(place);
    const isLikely = (waitMs: number) => share >= likelihood * (share + (1 - share) * this.#shareLongerThan(waitMs));
    // The longer the silence, the likelier the pause: the first step that is long enough is found by halving.
    let [tooShort, longEnough] = [-1, longestMs / stepMs];
    while (longEnough - tooShort > 1) {
      const between = Math.floor((tooShort + longEnough) / 2);
      if (isLikely(between * stepMs)) longEnough = between;
      else tooShort = between;
    }
    return longEnough * stepMs;
  }

  /** Tuned in `npm run bench:completion`: 11 requests for 100 keys make it 0.25, and each more 0.09. */
  #wantedLikelihood(answerMs: number): number {
    const byRate = 0.25 + 9 * (this.#requestRate - usualRequestRate);
    return Math.min(Math.max(byRate, 0.1), 0.8) * Math.min(1, answerMs / slowAnswerMs);
  }

  #pauseShare(place: Place): number {
    let [silences, pauses] = [0, 0];
    for (const counts of this.#pauses.values()) {
      silences += counts.silences;
      pauses += counts.pauses;
    }
    const overall = (pauses + usualPauseShare * usualWeight * 2) / (silences + usualWeight * 2);
    const here = this.#pauses.get(place) ?? { silences: 0, pauses: 0 };
    return (here.pauses + overall * usualWeight) / (here.silences + usualWeight);
  }

  /** The share of the times between keys of a burst that are longer, taken as log-normal. */
  #shareLongerThan(gapMs: number): number {
    const deviations = (Math.log(gapMs) - this.#meanLogGap) / Math.sqrt(this.#variance);
    // The logistic approximation of the normal distribution (Bowling et al. 2009), within 0.0002.
    return 1 / (1 + Math.exp(0.07056 * deviations ** 3 + 1.5976 * deviations));
  }
}
