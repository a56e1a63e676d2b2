import { readFile, writeFile } from 'node:fs/promises';
import type { Measure } from './measures.ts';
import type { MicroReport } from './micro.ts';
import type { RowReport } from './rowReport.ts';

/** Everything that one run has measured. */
export interface BenchReport {
  readonly rows: readonly RowReport[];
  readonly micro: MicroReport | undefined;
}

/** A committed report; undefined where there is none yet. */
export async function readBaseline(path: string): Promise<BenchReport | undefined> {
  let json: string;
  try {
    json = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  // Only this bench writes the file, and a test of the bench reads it back.
  return JSON.parse(json) as BenchReport;
}

/** Rows that were not run keep what the baseline had. The single lines and texts are left out: they are long. */
export async function saveBaseline(path: string, report: BenchReport): Promise<void> {
  const before = await readBaseline(path);
  const kept = before?.rows.filter(({ name }) => !report.rows.some((row) => row.name === name)) ?? [];
  const rows = [...kept, ...report.rows.map(withoutDetails)];
  await writeFile(path, `${JSON.stringify({ rows, micro: report.micro ?? before?.micro }, undefined, 2)}\n`);
}

function withoutDetails(row: RowReport): RowReport {
  const quality = row.quality === undefined ? undefined : { ...row.quality, cases: [] };
  return {
    ...row,
    quality,
    traces: [],
    notifications: [],
    warnings: [],
    abortedExamples: [],
    flicker: { ...row.flicker, examples: [] },
  };
}

export type Verdict = 'worse' | 'better' | 'same';

/** What has no direction is not read: an older baseline may not have it. */
export function compare(measure: Measure, now: RowReport, before: RowReport): Verdict {
  return measure.better === undefined ? 'same' : compareFigures(measure, measure.read(now), measure.read(before));
}

/** Times are compared as a ratio, since machines differ; everything else as a difference. */
export function compareFigures(
  { better, tolerance = 0, unit }: Pick<Measure, 'better' | 'tolerance' | 'unit'>,
  value: number | undefined,
  old: number | undefined,
): Verdict {
  if (better === undefined || value == null || old == null) return 'same';
  const [high, low] = unit === 'ms' ? [old * tolerance, old / tolerance] : [old + tolerance, old - tolerance];
  if (value > high) return better === 'higher' ? 'better' : 'worse';
  if (value < low) return better === 'higher' ? 'worse' : 'better';
  return 'same';
}
