import { formatCost, formatCount } from '../format.ts';
import type { Exit } from './exits.ts';
import { periodLabels, periods, startOfPeriod } from './periods.ts';
import type { TotalsRow } from './report.ts';
import { formatBytes, hostOf } from './words.ts';

/** What left in a period. Requests without a prompt are counted apart: they carry nothing of the person's. */
export interface Totals {
  readonly prompts: number;
  readonly withoutPrompt: number;
  /** How many requests went to each host, the most first, those without a prompt too. */
  readonly hosts: readonly (readonly [host: string, requests: number])[];
  /** Of the bodies of all requests. */
  readonly bytes: number;
  readonly inputTokens: PartlyKnown;
  readonly outputTokens: PartlyKnown;
  readonly costUsd: PartlyKnown;
}

/** A sum of what is known, and of how many prompts nobody told. */
export interface PartlyKnown {
  readonly known: number;
  readonly unknownCount: number;
}

export function totalsOf(exits: readonly Exit[]): Totals {
  const hosts = new Map<string, number>();
  for (const { sent } of exits) hosts.set(hostOf(sent.origin), (hosts.get(hostOf(sent.origin)) ?? 0) + 1);
  const prompts = exits.filter(({ sent }) => sent.prompt !== undefined);
  // A try that was repeated has its figures with the last one.
  const counted = prompts.filter(({ end }) => end !== 'repeated');
  return {
    prompts: prompts.length,
    withoutPrompt: exits.length - prompts.length,
    hosts: [...hosts].sort(([, a], [, b]) => b - a),
    bytes: exits.reduce((sum, { sent }) => sum + sent.bodyBytes, 0),
    inputTokens: sumOf(counted.map(({ settled }) => settled?.inputTokens)),
    outputTokens: sumOf(counted.map(({ settled }) => settled?.outputTokens)),
    costUsd: sumOf(counted.map(({ settled }) => settled?.costUsd)),
  };
}

/** The newest exits come first. */
export function totalsRows(exits: readonly Exit[], nowMs: number): readonly TotalsRow[] {
  return periods.map((period) => {
    const totals = totalsOf(exitsSince(exits, startOfPeriod(period, nowMs)));
    return {
      ...{ period, label: periodLabels[period] },
      prompts: formatCount(totals.prompts),
      withoutPrompt: formatCount(totals.withoutPrompt),
      bytes: formatBytes(totals.bytes),
      inputTokens: shorten(formatPartlyKnown(totals.inputTokens)),
      outputTokens: shorten(formatPartlyKnown(totals.outputTokens)),
      cost: shorten(formatCost({ knownUsd: totals.costUsd.known, unknownCount: totals.costUsd.unknownCount })),
      hosts: describeHosts(totals.hosts.map(([host]) => host)),
    };
  });
}

export function exitsSince(exits: readonly Exit[], fromMs: number): readonly Exit[] {
  return exits.filter(({ sent }) => sent.atMs >= fromMs);
}

/** A table has no room for words. */
function shorten(figure: string): string {
  return figure.replace(/^at least /, '≥ ');
}

function describeHosts(hosts: readonly string[]): string {
  if (hosts.length <= 4) return hosts.join(', ');
  return `${hosts.slice(0, 3).join(', ')} and ${formatCount(hosts.length - 3)} more`;
}

/** `1,234`, `at least 1,234`, or `unknown` where nobody told any. */
export function formatPartlyKnown({ known, unknownCount }: PartlyKnown): string {
  if (unknownCount === 0) return formatCount(known);
  return known === 0 ? 'unknown' : `at least ${formatCount(known)}`;
}

function sumOf(values: readonly (number | undefined)[]): PartlyKnown {
  const known = values.filter((value) => value !== undefined);
  return { known: known.reduce((sum, value) => sum + value, 0), unknownCount: values.length - known.length };
}
