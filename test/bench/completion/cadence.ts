/** A generator of numbers from 0 to 1 that gives the same row for the same seed (mulberry32, public domain). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How one person types. */
export interface Cadence {
  /** The wait before a key. */
  keyMs(key: string): number;
  pauseMs(): number;
}

/**
 * Waits between keys follow a log-normal distribution. Dhakal, Feit, Kristensson and Oulasvirta, "Observations on Typing
 * from 136 Million Keystrokes" (CHI 2018, 168,000 people): mean 238.7 ms, standard deviation 111.6 between people, and
 * about 120 ms for fast typists. Whoever writes code all day is faster than the mean, but looks for symbols: 160 ms,
 * a quarter more for what is not a letter. A pause lasts from 0.8 to 1.6 s.
 */
export function createCadence(random: () => number): Cadence {
  return {
    keyMs(key) {
      const isLetter = /^[a-z ]$/.test(key);
      const waitMs = logNormal(random, 160, 75) * (isLetter ? 1 : 1.25);
      return Math.round(Math.min(600, Math.max(60, waitMs)));
    },
    pauseMs: () => Math.round(800 + 800 * random()),
  };
}

/** A log-normal number with this mean and standard deviation (of the number itself, not of its logarithm). */
export function logNormal(random: () => number, mean: number, deviation: number): number {
  const variance = Math.log(1 + (deviation / mean) ** 2);
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(Math.log(mean) - variance / 2 + Math.sqrt(variance) * normal);
}
