import type { Region, Requirements } from '../../contract/compliance.ts';

/** What both demand, the person and a repository's policy: of each thing the stricter. */
export function mergeRequirements(one: Requirements, other: Requirements): Requirements {
  return {
    noTraining: one.noTraining || other.noTraining,
    noRetention: one.noRetention || other.noRetention,
    baa: one.baa || other.baa,
    soc2: one.soc2 || other.soc2,
    regions: commonRegions(one.regions, other.regions),
  };
}

/** Where they have none in common, no cloud is left. */
function commonRegions(
  one: readonly Region[] | undefined,
  other: readonly Region[] | undefined,
): readonly Region[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.filter((region) => other.includes(region));
}
