import type { Region, Requirements } from '../../contract/compliance.ts';

/** What is required, each as a phrase. */
export function listRequirements({ noTraining, noRetention, baa, soc2, regions }: Requirements): readonly string[] {
  return [
    noTraining ? phrases.training : undefined,
    noRetention ? phrases.retention : undefined,
    baa ? phrases.agreement : undefined,
    soc2 ? phrases.report : undefined,
    regions === undefined ? undefined : phraseOf(regions),
  ].filter((phrase) => phrase !== undefined);
}

export const phrases = {
  training: 'no training on prompts',
  retention: 'no retention of prompts',
  agreement: 'a business associate agreement',
  report: 'a SOC 2 report',
};

export function phraseOf(regions: readonly Region[]): string {
  return regions.length === 0
    ? 'processing on your own hosts alone'
    : `processing in ${listRegions(regions, 'or')} alone`;
}

export function listRegions(regions: readonly Region[], conjunction: 'and' | 'or' = 'and'): string {
  return new Intl.ListFormat('en', { type: conjunction === 'and' ? 'conjunction' : 'disjunction' }).format(
    regions.map((one) => regionNames[one]),
  );
}

/** A length of time in the unit that reads best. */
export function duration(days: number): string {
  const [amount, unit] = days < 1 ? [Math.ceil(days * 24), 'hour'] : [days, 'day'];
  return `up to ${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

const regionNames: Readonly<Record<Region, string>> = {
  us: 'the USA',
  eu: 'the EU',
  uk: 'the United Kingdom',
  asia: 'Asia',
  china: 'China',
  own: 'your own hosts',
};
