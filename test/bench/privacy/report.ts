import type { FalseFindings } from './falseFindings.ts';
import type { Latency } from './latency.ts';

interface Quality {
  readonly recall: number;
  readonly precision: number;
}

export interface PrivacyFigures {
  readonly vendorKeys: { readonly formats: number; readonly recall: number };
  readonly passwords: { readonly tuned: Quality; readonly heldOut: Quality };
  readonly firstCorpus: Omit<FalseFindings, 'lines'>;
  readonly secondCorpus: Omit<FalseFindings, 'lines'>;
  readonly latencyMs: Readonly<Record<string, Latency & { readonly name?: string }>>;
}

export interface Goal {
  readonly measure: string;
  readonly value: number;
  /** What it should be at least, or at most. */
  readonly reach: { readonly atLeast: number } | { readonly atMost: number };
  readonly isReached: boolean;
}

/** Each measure with its goal, in the order of the table. */
export function goalsOf(figures: PrivacyFigures): readonly Goal[] {
  const { vendorKeys, passwords, firstCorpus, secondCorpus, latencyMs } = figures;
  const small = latencyMs['8 KB'];
  const large = latencyMs['100 KB'];
  const worst = latencyMs['worst made-up text, 100 KB'];
  return [
    atLeast(`recall on keys of ${vendorKeys.formats} formats`, vendorKeys.recall, 0.97),
    atLeast('passwords, tuned: recall', passwords.tuned.recall, 0.6),
    atLeast('passwords, tuned: precision', passwords.tuned.precision, 0.6),
    atLeast('passwords, held out: recall', passwords.heldOut.recall, 0.6),
    atLeast('passwords, held out: precision', passwords.heldOut.precision, 0.6),
    atMost(`false vendor findings, first corpus (${firstCorpus.megabytes} MB)`, firstCorpus.vendor, 1),
    atMost('generic findings for 500 KB, first corpus', firstCorpus.genericPer500Kb, 1),
    atMost(`false vendor findings, second corpus (${secondCorpus.megabytes} MB)`, secondCorpus.vendor, 1),
    atMost('generic findings for 500 KB, second corpus', secondCorpus.genericPer500Kb, 1),
    atMost('8 KB prompt, p95 ms', small?.p95 ?? Number.NaN, 2),
    atMost('100 KB prompt, p95 ms', large?.p95 ?? Number.NaN, 25),
    atMost(`100 KB of ${worst?.name ?? 'made-up text'}, p95 ms`, worst?.p95 ?? Number.NaN, 100),
  ];
}

/** Prints each measure beside its goal and what the baseline had. */
export function printTable(figures: PrivacyFigures, baseline: PrivacyFigures | undefined): void {
  const before = baseline === undefined ? [] : goalsOf(baseline);
  console.log(`${'measure'.padEnd(56)} ${'now'.padStart(8)} ${'goal'.padStart(8)} ${'baseline'.padStart(9)}`);
  for (const [index, { measure, value, reach, isReached }] of goalsOf(figures).entries()) {
    const goal = 'atLeast' in reach ? `≥ ${reach.atLeast}` : `≤ ${reach.atMost}`;
    const then = before[index]?.value;
    const columns = [measure.padEnd(56), round(value).padStart(8), goal.padStart(8), round(then).padStart(9)];
    console.log(`${columns.join(' ')}${isReached ? '' : '   missed'}`);
  }
  for (const [size, { p50, p95 }] of Object.entries(figures.latencyMs)) {
    console.log(
      `inspection of ${size.padEnd(28)} p50 ${p50.toFixed(2).padStart(7)}   p95 ${p95.toFixed(2).padStart(7)}`,
    );
  }
  printCorpus('first corpus', figures.firstCorpus);
  printCorpus('second corpus', figures.secondCorpus);
}

function printCorpus(name: string, { files, published, privateKeys }: PrivacyFigures['firstCorpus']): void {
  console.log(
    `${name}: ${files} files; not counted: ${published} published keys, ${privateKeys} private keys of tests`,
  );
}

function round(value: number | undefined): string {
  return value === undefined ? '' : String(Math.round(value * 1000) / 1000);
}

function atLeast(measure: string, value: number, least: number): Goal {
  return { measure, value, reach: { atLeast: least }, isReached: value >= least };
}

function atMost(measure: string, value: number, most: number): Goal {
  return { measure, value, reach: { atMost: most }, isReached: value <= most };
}
