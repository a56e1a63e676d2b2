import type { Clock } from '../base/clock.ts';
import { BackendError, NoRouteError } from '../contract/errors.ts';
import type { Send } from '../contract/send.ts';
import type { BenchmarkCase } from './cases.ts';
import type { BenchmarkReport, CaseOutcome, CaseResult } from './report.ts';
import { type BenchmarkBackend, judge, planTrials, type Trial } from './requests.ts';

export interface BenchmarkOptions {
  readonly cases: readonly BenchmarkCase[];
  readonly backends: readonly BenchmarkBackend[];
  readonly send: Send;
  readonly clock: Clock;
  /** Told of each request before it is made: what it is, for the person, and the share (0 to 1) that is done. */
  readonly onProgress: (message: string, share: number) => void;
}

/**
 * Asks every backend every case that it has a role for, one after the other, by the same pipeline as everything else.
 * A fault is a result like any other; when the signal aborts, the report holds what was done until then.
 */
export async function runBenchmark(options: BenchmarkOptions, signal: AbortSignal): Promise<BenchmarkReport> {
  const { cases, backends, send, clock, onProgress } = options;
  const startedAtMs = clock.now();
  const startMs = clock.monotonic();
  const plans = backends.map((backend) => planTrials(cases, backend)).filter((plan) => plan !== undefined);
  const totalCases = plans.reduce((sum, plan) => sum + plan.trials.length, 0);
  const results: CaseResult[] = [];

  for (const { warmUp, trials } of plans) {
    if (signal.aborted) break;
    // Loads the model and opens the connection; no case has to pay for that.
    report(warmUp);
    const unusable = toFault(await attempt(send, warmUp, signal));
    for (const trial of trials) {
      if (signal.aborted) break;
      report(trial);
      const outcome = unusable ?? (await attempt(send, trial, signal));
      if (outcome !== undefined) results.push(toResult(trial, outcome));
    }
  }
  return {
    startedAtMs,
    durationMs: clock.monotonic() - startMs,
    isCancelled: signal.aborted,
    backends: plans.map((plan) => plan.warmUp.backend),
    results,
  };

  function report(trial: Trial): void {
    onProgress(`${trial.backend.id}: ${trial.case.title}`, results.length / totalCases);
  }
}

/** Asks once. Undefined where the person stopped the run before the answer was there. */
async function attempt(send: Send, trial: Trial, signal: AbortSignal): Promise<CaseOutcome | undefined> {
  if (signal.aborted) return undefined;
  try {
    return await ask(send, trial, signal);
  } catch (error) {
    return signal.aborted ? undefined : toOutcome(error);
  }
}

async function ask(send: Send, trial: Trial, signal: AbortSignal): Promise<CaseOutcome> {
  const stream = send(trial.request, signal);
  let answer = '';
  for (;;) {
    const next = await stream.next();
    if (next.done !== true) {
      if (next.value.type === 'text-delta') answer += next.value.text;
      continue;
    }
    const { finish, route, measurement } = next.value;
    if (route.backendId !== trial.backend.id) {
      return { kind: 'failed', reason: `It was answered by ${route.backendId} instead.` };
    }
    if (finish === 'interrupted') return { kind: 'failed', reason: 'The answer stopped half way.' };
    return { kind: 'answered', answer, quality: judge(trial, answer), measurement };
  }
}

function toOutcome(error: unknown): CaseOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  const isRefusal = error instanceof NoRouteError ? error.kind === 'policy' : isRefusedByService(error);
  return { kind: isRefusal ? 'refused' : 'failed', reason };
}

function isRefusedByService(error: unknown): boolean {
  return error instanceof BackendError && error.kind === 'refused';
}

/** What keeps the warm-up from an answer would keep every case from one, only more slowly. */
function toFault(warmUp: CaseOutcome | undefined): CaseOutcome | undefined {
  return warmUp === undefined || warmUp.kind === 'answered' ? undefined : warmUp;
}

function toResult({ backend, case: asked }: Trial, outcome: CaseOutcome): CaseResult {
  return { backendId: backend.id, caseId: asked.id, title: asked.title, kind: asked.kind, outcome };
}
