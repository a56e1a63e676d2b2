import type { ContextRegion } from '../../contract/context.ts';
import { createSharedNames } from './sharedNames.ts';
import type { Surroundings } from './surroundings.ts';

export interface RankedRegion extends ContextRegion {
  readonly score: number;
}

/** What a region is worth before anything is known of its text. */
const worthOfKind = { definition: 1, cell: 0.35, edited: 0.25, viewed: 0.1 } as const;
const overlapWeight = 2;
const recencyWeight = 0.2;
const recencyHalfLifeMs = 10 * 60_000;
const sameLanguageWeight = 0.1;
/** What was merely edited or seen has to share this much with the cursor's surroundings. */
const leastOverlap = 0.03;

/**
 * The regions that may help, the best first. What counts is which names they share with the cursor's surroundings, rare
 * ones more than those that stand in many regions (the inverse document frequency of text search), then how recent they
 * are and whether they are in the same language.
 */
export function rankRegions(
  regions: readonly ContextRegion[],
  surroundings: Surroundings,
  languageId: string,
): readonly RankedRegion[] {
  const findShared = createSharedNames(surroundings.keys());
  const shared = regions.map(({ text }) => findShared(text));
  const weights = weighByRarity(surroundings, shared);
  const whole = sumOf(weights.values());
  const ranked = regions.flatMap((region, index) => {
    const names = [...(shared[index] ?? [])];
    const overlap = whole === 0 ? 0 : sumOf(names.map((name) => weights.get(name) ?? 0)) / whole;
    const mustShare = region.kind === 'edited' || region.kind === 'viewed';
    if (mustShare && overlap < leastOverlap) return [];
    const recency = 2 ** (-region.ageMs / recencyHalfLifeMs);
    const language = region.origin.languageId === languageId ? sameLanguageWeight : 0;
    const score = worthOfKind[region.kind] + overlapWeight * overlap + recencyWeight * recency + language;
    return [{ ...region, score }];
  });
  return ranked.sort((one, other) => other.score - one.score);
}

function weighByRarity(surroundings: Surroundings, shared: readonly ReadonlySet<string>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of shared.flatMap((names) => [...names])) counts.set(name, (counts.get(name) ?? 0) + 1);
  const weights = new Map<string, number>();
  for (const [name, weight] of surroundings) {
    weights.set(name, weight * Math.log1p(shared.length / (counts.get(name) ?? 1)));
  }
  return weights;
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
