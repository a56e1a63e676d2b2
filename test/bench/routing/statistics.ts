import { quantile } from '../completion/quantile.ts';
import { createRandom } from './random.ts';

/** A share of 0 to 1, or a difference of two, with its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The share of successes with Wilson's score interval (JASA 22, 1927), which holds for small numbers and at 0 and 1. */
export function wilson(successes: number, total: number): Estimate {
  if (total === 0) return { value: Number.NaN, low: 0, high: 1 };
  const share = successes / total;
  const spread = (z * z) / total;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (z / (1 + spread)) * Math.sqrt((share * (1 - share)) / total + spread / (4 * total));
  // At the ends the interval touches the share itself, and only rounding would move it.
  return { value: share, low: Math.min(share, middle - half), high: Math.max(share, middle + half) };
}

/**
 * What `statistic` gives for the cases, with the interval between its 2.5 % and 97.5 % quantiles over 2,000 samples of as
 * many cases, drawn with replacement by a fixed seed. Samples for which it gives no number are left out.
 */
export function bootstrap<Case>(cases: readonly Case[], statistic: (cases: readonly Case[]) => number): Estimate {
  const random = createRandom(2026);
  const drawn = Array.from({ length: 2_000 }, () => statistic(resample(cases, random))).filter(Number.isFinite);
  const value = statistic(cases);
  return { value, low: quantile(drawn, 0.025) ?? Number.NaN, high: quantile(drawn, 0.975) ?? Number.NaN };
}

function resample<Case>(cases: readonly Case[], random: () => number): readonly Case[] {
  const indexes = cases.map(() => Math.floor(random() * cases.length));
  return indexes.flatMap((index) => cases.slice(index, index + 1));
}

const z = 1.959964;
