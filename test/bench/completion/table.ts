import { type BenchReport, compare, compareFigures, type Verdict } from './baseline.ts';
import { goals } from './goals.ts';
import { type Measure, measures } from './measures.ts';
import type { MicroReport } from './micro.ts';
import type { RowReport } from './rowReport.ts';

/** The rows side by side, one measure a line; ▼ marks what is worse than the baseline, ▲ what is better. */
export function toTable(report: BenchReport, baseline: BenchReport | undefined): string {
  const { rows, micro } = report;
  const parts = [
    ...(rows.length === 0 ? [] : [rowTable(rows, baseline)]),
    ...(micro === undefined ? [] : [microTable(micro, baseline?.micro)]),
    ...goals(report).map(
      ({ isReached, what, measured, reach }) =>
        `${isReached === undefined ? '·' : isReached ? '✓' : '✗'} ${what}: ${measured}, to reach ${reach}`,
    ),
    ...rows.flatMap(({ name, traces }) =>
      traces
        .filter(({ isAsMeant }) => !isAsMeant)
        .map((trace) => `✗ ${name}: ${trace.name} does not hold what was meant, ${trace.difference}`),
    ),
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
  return `${formatAll(measure, row)}${marks[verdict]}`;
}

const marks: Readonly<Record<Verdict, string>> = { worse: '▼', better: '▲', same: ' ' };

function formatAll(measure: Measure, row: RowReport): string {
  const values = [measure.read(row), ...(measure.further?.(row) ?? [])];
  return values.every(isUnknown) ? '·' : values.map((value) => format(measure, value)).join('/');
}

function isUnknown(value: number | undefined): boolean {
  return value === undefined || Number.isNaN(value);
}

function format({ unit }: Measure, value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '·';
  if (unit === 'percent') return `${(100 * value).toFixed(0)} %`;
  return unit === 'fraction' ? value.toFixed(1) : String(Math.round(value));
}

/** Two runs of the same code differ by this ratio: p50 is steady, p99 is what else the machine did. */
const microTolerance = { p50: 1.5, p99: 2 };

function microTable(micro: MicroReport, before: MicroReport | undefined): string {
  const line = (title: string, name: keyof MicroReport) => {
    const cell = (which: 'p50' | 'p99') => {
      const [value, old] = [micro[name][which], before?.[name][which]];
      const verdict = compareFigures({ better: 'lower', tolerance: microTolerance[which], unit: 'ms' }, value, old);
      return `${which} ${value?.toFixed(3) ?? '·'} ms${marks[verdict]}`;
    };
    return `${title.padEnd(34)}${cell('p50')} ${cell('p99')}\n`;
  };
  const lines = [
    line('8,000 lines: typed through', 'typedThroughMs'),
    line('  from the cache', 'cacheMs'),
    line('  a closed gate', 'gateMs'),
  ];
  return lines.join('');
}
