import type { ChooserRow } from './classifierTable.ts';
import type { Latency, LatencyReport } from './latency.ts';
import type { PolicyRow } from './policies.ts';
import type { BackendRow, ClassifierReport, OutcomesReport, RoutingReport } from './report.ts';
import type { Estimate } from './statistics.ts';

/** The report for a person; ▼ marks what lies below the baseline's interval, ▲ what lies above it. */
export function toTable({ classifier, outcomes }: RoutingReport, baseline: RoutingReport | undefined): string {
  const parts = [
    ...(classifier === undefined ? [] : [classifierTable(classifier, baseline?.classifier)]),
    ...(outcomes === undefined ? [] : [outcomesTable(outcomes, baseline?.outcomes)]),
  ];
  return parts.join('\n\n');
}

function classifierTable(report: ClassifierReport, baseline: ClassifierReport | undefined): string {
  const { choosers, latency } = report;
  const before = (name: string) => baseline?.choosers.find((row) => row.name === name);
  const toLine = (row: ChooserRow) => [
    row.name,
    estimate(row.accuracy, before(row.name)?.accuracy),
    estimate(row.balancedAccuracy, before(row.name)?.balancedAccuracy),
    percent(row.cloudShare),
    row.kindAccuracy === undefined ? '·' : estimate(row.kindAccuracy, before(row.name)?.kindAccuracy),
  ];
  return [
    `Part one: ${report.heldOutPrompts} held-out prompts of this project's own, ${report.tuningPrompts} for tuning. Their labels are the kind of task; they say nothing of quality.`,
    columns([['', 'right side', 'balanced', 'to a cloud', 'right kind'], ...choosers.map(toLine)]),
    `By language: ${Object.entries(report.accuracyByLanguage)
      .map(([language, { value }]) => `${language} ${percent(value)}`)
      .join(', ')}`,
    latencyLines(latency),
  ].join('\n');
}

function latencyLines({ classifyMs, routeMs, classifyHugeMs }: LatencyReport): string {
  const line = (what: string, { p50, p99 }: Latency) =>
    `${what.padEnd(34)}p50 ${p50.toFixed(3)} ms  p99 ${p99.toFixed(3)} ms`;
  const goal = (what: string, { p99 }: Latency) =>
    `${p99 <= 1 ? '✓' : '✗'} ${what}, p99: ${p99.toFixed(2)} ms, to reach ≤ 1 ms`;
  return [
    line('8,000 characters: classified', classifyMs),
    line('  routed', routeMs),
    line('10 million characters: classified', classifyHugeMs),
    goal('8,000 characters classified', classifyMs),
    goal('8,000 characters routed', routeMs),
  ].join('\n');
}

function outcomesTable(
  { backends, policies, conclusion, tasks }: OutcomesReport,
  baseline: OutcomesReport | undefined,
): string {
  const before = (id: string) => baseline?.backends.find((row) => row.id === id)?.passRate;
  const backendLine = ({ id, what, passRate, passRateByLevel, medianMs }: BackendRow) => [
    `${id}: ${what}`,
    estimate(passRate, before(id)),
    Object.values(passRateByLevel)
      .map(({ value }) => percent(value))
      .join(' / '),
    medianMs === undefined ? '·' : `${Math.round(medianMs)} ms`,
  ];
  const policyLine = ({ name, secondShare, quality, gain }: PolicyRow) => [
    name,
    percent(secondShare),
    estimate(quality, undefined),
    gain === undefined ? '·' : signed(gain),
  ];
  return [
    `Part two: ${tasks.length} programming tasks, solved where their tests pass.`,
    columns([['', 'solved', 'by level', 'median'], ...backends.map(backendLine)]),
    columns([['', 'calls to second', 'solved', 'over random'], ...policies.map(policyLine)]),
    conclusion,
  ].join('\n');
}

function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return `${lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n')}\n`;
}

function estimate({ value, low, high }: Estimate, before: Estimate | undefined): string {
  const mark = before === undefined ? ' ' : value < before.low ? '▼' : value > before.high ? '▲' : ' ';
  return `${percent(value)} [${(100 * low).toFixed(0)}, ${(100 * high).toFixed(0)}]${mark}`;
}

function signed({ value, low, high }: Estimate): string {
  const points = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`;
  return `${points(value)} [${points(low)}, ${points(high)}]`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
