import { readFile, writeFile } from 'node:fs/promises';
import type { ChooserRow } from './classifierTable.ts';
import type { LatencyReport } from './latency.ts';
import type { TaskOutcomes } from './outcomes.ts';
import type { PolicyRow } from './policies.ts';
import type { Estimate } from './statistics.ts';

/** Everything that one run has measured. */
export interface RoutingReport {
  readonly classifier: ClassifierReport | undefined;
  readonly outcomes: OutcomesReport | undefined;
}

export interface ClassifierReport {
  readonly tuningPrompts: number;
  readonly heldOutPrompts: number;
  readonly choosers: readonly ChooserRow[];
  readonly accuracyByLanguage: Readonly<Record<string, Estimate>>;
  readonly latency: LatencyReport;
}

export interface OutcomesReport {
  readonly backends: readonly BackendRow[];
  readonly policies: readonly PolicyRow[];
  readonly conclusion: string;
  readonly tasks: readonly TaskOutcomes[];
}

export interface BackendRow {
  readonly id: string;
  readonly what: string;
  readonly passRate: Estimate;
  readonly passRateByLevel: Readonly<Record<string, Estimate>>;
  readonly medianMs: number | undefined;
  readonly failedChecks: Readonly<Record<string, number>>;
}

/** A committed report; undefined where there is none yet. */
export async function readBaseline(path: string): Promise<RoutingReport | undefined> {
  try {
    // Only this bench writes the file, and a test of the bench reads it back.
    return JSON.parse(await readFile(path, 'utf8')) as RoutingReport;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A part that was not run keeps what the baseline had. The single tasks are left out: they are long. */
export async function saveBaseline(path: string, report: RoutingReport): Promise<void> {
  const before = await readBaseline(path);
  const outcomes = report.outcomes ?? before?.outcomes;
  const saved: RoutingReport = {
    classifier: report.classifier ?? before?.classifier,
    outcomes: outcomes === undefined ? undefined : { ...outcomes, tasks: [] },
  };
  await writeFile(path, `${JSON.stringify(saved, undefined, 2)}\n`);
}
