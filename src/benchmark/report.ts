import type { Measurement } from '../contract/ledger.ts';
import type { CaseKind } from './cases.ts';
import type { BenchmarkBackend, Quality } from './requests.ts';

/** All that a run has found; everything shown is computed from this. */
export interface BenchmarkReport {
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Whether the person stopped the run, so that cases are missing. */
  readonly isCancelled: boolean;
  /** In the order in which they ran. */
  readonly backends: readonly BenchmarkBackend[];
  /** One for each case at each backend that was asked it. */
  readonly results: readonly CaseResult[];
}

export interface CaseResult {
  readonly backendId: string;
  readonly caseId: string;
  readonly title: string;
  readonly kind: CaseKind;
  readonly outcome: CaseOutcome;
}

/** `refused`: the person's privacy settings or the service did not allow it; that says nothing of the model. */
export type CaseOutcome =
  | { readonly kind: 'answered'; readonly answer: string; readonly quality: Quality; readonly measurement: Measurement }
  | { readonly kind: 'refused' | 'failed'; readonly reason: string };
