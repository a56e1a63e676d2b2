import { quantileOf } from '../metering/quantile.ts';
import type { CostTotal, Quantiles } from '../metering/summary.ts';
import type { CaseKind } from './cases.ts';
import type { BenchmarkReport, CaseOutcome, CaseResult } from './report.ts';
import type { BenchmarkBackend } from './requests.ts';

/** The figures of one backend. Quality and times are those of its answers; what was not answered stands apart. */
export interface BackendScore {
  readonly backend: BenchmarkBackend;
  readonly answered: number;
  /** For each kind of case, how many answers there were and how many of them passed. */
  readonly quality: Readonly<Record<CaseKind, PassCount>>;
  /** The mean edit similarity to the person's own code, from 0 to 1; undefined without such an answer. */
  readonly similarity: number | undefined;
  readonly timeToFirstToken: Quantiles;
  readonly total: Quantiles;
  /** The median; undefined where the server did not count tokens. */
  readonly tokensPerSecond: number | undefined;
  readonly cost: CostTotal;
  /** What a thousand answers like these would cost; undefined where the cost of one of them is. */
  readonly costPerThousandUsd: number | undefined;
  readonly refused: readonly ReasonCount[];
  readonly failed: readonly ReasonCount[];
}

export interface PassCount {
  readonly answered: number;
  readonly passed: number;
}

export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** A result with an answer. */
export type Answered = CaseResult & { readonly outcome: Extract<CaseOutcome, { kind: 'answered' }> };

/** The figures of each backend, in the order in which they ran. */
export function scoreBackends(report: BenchmarkReport): readonly BackendScore[] {
  return report.backends.map((backend) => {
    const results = report.results.filter((result) => result.backendId === backend.id);
    return scoreBackend(backend, results);
  });
}

export function isAnswered(result: CaseResult): result is Answered {
  return result.outcome.kind === 'answered';
}

function scoreBackend(backend: BenchmarkBackend, results: readonly CaseResult[]): BackendScore {
  const answers = results.filter(isAnswered);
  const measurements = answers.map(({ outcome }) => outcome.measurement);
  const costs = measurements.map((measurement) => measurement.costUsd);
  const cost = addCosts(costs);
  const rates = known(measurements.map((measurement) => measurement.tokensPerSecond));
  return {
    backend,
    answered: answers.length,
    quality: {
      completion: countPassed(answers, 'completion'),
      chat: countPassed(answers, 'chat'),
      'own-code': countPassed(answers, 'own-code'),
    },
    similarity: mean(known(answers.map(({ outcome }) => outcome.quality.similarity))),
    timeToFirstToken: quantilesOf(known(measurements.map((measurement) => measurement.timeToFirstTokenMs))),
    total: quantilesOf(measurements.map((measurement) => measurement.totalMs)),
    tokensPerSecond: quantileOf(rates, 0.5),
    cost,
    costPerThousandUsd: costs.length === 0 || cost.unknownCount > 0 ? undefined : (cost.knownUsd / costs.length) * 1000,
    refused: countReasons(results, 'refused'),
    failed: countReasons(results, 'failed'),
  };
}

function countPassed(answers: readonly Answered[], kind: CaseKind): PassCount {
  const ofKind = answers.filter((answer) => answer.kind === kind);
  return { answered: ofKind.length, passed: ofKind.filter(({ outcome }) => outcome.quality.passed).length };
}

function countReasons(results: readonly CaseResult[], kind: 'refused' | 'failed'): ReasonCount[] {
  const counts = new Map<string, number>();
  for (const { outcome } of results) {
    if (outcome.kind === kind) counts.set(outcome.reason, (counts.get(outcome.reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count }));
}

function addCosts(costs: readonly (number | undefined)[]): CostTotal {
  const knownCosts = known(costs);
  return {
    knownUsd: knownCosts.reduce((sum, usd) => sum + usd, 0),
    unknownCount: costs.length - knownCosts.length,
  };
}

function quantilesOf(durationsMs: readonly number[]): Quantiles {
  return { p50Ms: quantileOf(durationsMs, 0.5), p95Ms: quantileOf(durationsMs, 0.95) };
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function known<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}
