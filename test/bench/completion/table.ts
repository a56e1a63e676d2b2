import { type BenchReport, compare } from './baseline.ts';
import { goals } from './goals.ts';
import { type Measure, measures } from './measures.ts';
import type { MicroReport } from './micro.ts';
import type { RowReport } from './rowReport.ts';

/** The rows side by side, one measure a line; ▼ marks what is worse than the baseline, ▲ what is better. */
export function toTable(report: BenchReport, baseline: BenchReport | undefined): string {
  const { rows, micro } = report;
  const parts = [
    ...(rows.length === 0 ? [] : [rowTable(rows, baseline)]),
    ...(micro === undefined ? [] : [microTable(micro)]),
    ...goals(report).map(
      ({ isReached, what, measured, reach }) =>
        `${isReached === undefined ? '·' : isReached ? '✓' : '✗'} ${what}: ${measured}, to reach ${reach}`,
    ),
    ...rows.filter(({ isAsMeant }) => !isAsMeant).map(({ name }) => `✗ ${name}: a file does not hold what was meant`),
  ];
  return parts.join('\n');
}

function rowTable(rows: readonly RowReport[], baseline: BenchReport | undefined): string {
  const lines = measures
    .filter(({ read }) => rows.some((row) => read(row) !== undefined))
    .map((measure) => [measure.title, ...rows.map((row) => toCell(measure, row, baseline))]);
  const cells = [['', ...rows.map(({ name }) => `${name} `)], ...lines];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return `${cells.map((line) => line.map(pad).join('  ')).join('\n')}\n`;
}

function toCell(measure: Measure, row: RowReport, baseline: BenchReport | undefined): string {
  const before = baseline?.rows.find(({ name }) => name === row.name);
  const verdict = before === undefined ? 'same' : compare(measure, row, before);
  return `${format(measure, measure.read(row))}${{ worse: '▼', better: '▲', same: ' ' }[verdict]}`;
}

function format({ unit }: Measure, value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '·';
  if (unit === 'percent') return `${(100 * value).toFixed(0)} %`;
  return unit === 'fraction' ? value.toFixed(1) : String(Math.round(value));
}

function microTable({ typedThroughMs, cacheMs, gateMs }: MicroReport): string {
  const line = (title: string, { p50 = 0, p99 = 0 }: MicroReport['gateMs']) =>
    `${title.padEnd(34)}p50 ${p50.toFixed(3)} ms  p99 ${p99.toFixed(3)} ms`;
  const titles = ['8,000 lines: typed through', '  from the cache', '  a closed gate'] as const;
  return `${line(titles[0], typedThroughMs)}\n${line(titles[1], cacheMs)}\n${line(titles[2], gateMs)}\n`;
}
