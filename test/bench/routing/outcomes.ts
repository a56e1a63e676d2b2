import { usualChecks } from '../../../src/routing/checks/usualChecks.ts';
import { type Answer, createAsker, toChatRequest } from './ask.ts';
import type { BackendPlan } from './backends.ts';
import { extractCode } from './extractCode.ts';
import { runInSandbox, type Verdict } from './sandbox.ts';
import type { Task } from './tasks.ts';

/** What became of one task at one backend. */
export interface Outcome {
  readonly verdict: Verdict;
  /** Why an answer would not be shown, as far as that can be known before it is run; undefined where nothing is known. */
  readonly failedCheck: string | undefined;
  readonly totalMs: number;
}

/** One task, with its outcomes in the order of the backends. */
export interface TaskOutcomes {
  readonly id: string;
  readonly level: number;
  readonly prompt: string;
  readonly outcomes: readonly Outcome[];
}

/** Asks each backend for every task, one backend after the other, and runs what they answer. */
export async function collectOutcomes(
  plans: readonly BackendPlan[],
  tasks: readonly Task[],
  report: (line: string) => void,
): Promise<readonly TaskOutcomes[]> {
  const byBackend: Outcome[][] = [];
  for (const plan of plans) {
    const backend = await plan.start();
    try {
      const ask = createAsker(backend);
      const outcomes: Outcome[] = [];
      for (const task of tasks) outcomes.push(await judge(task, await ask(task.prompt)));
      const passed = outcomes.filter(({ verdict }) => verdict === 'passed').length;
      report(`${plan.id}: ${passed} of ${tasks.length} tasks solved`);
      byBackend.push(outcomes);
    } finally {
      await backend.stop();
    }
  }
  return tasks.map(({ id, level, prompt }, index) => ({
    ...{ id, level, prompt },
    outcomes: byBackend.flatMap((outcomes) => outcomes.slice(index, index + 1)),
  }));
}

async function judge(task: Task, answer: Answer): Promise<Outcome> {
  const verdict = await runInSandbox(task, extractCode(answer.text, task.functionName));
  return { verdict, failedCheck: await checkAnswer(task.prompt, answer, verdict), totalMs: answer.totalMs };
}

/**
 * What of an answer speaks against showing it, before it is run: the extension's own checks, that it came to its end, and
 * that its code parses.
 */
export async function checkAnswer(prompt: string, answer: Answer, verdict: Verdict): Promise<string | undefined> {
  const request = toChatRequest(prompt, { kind: 'auto' });
  for (const check of usualChecks) {
    const failure = await check(request, answer.text);
    if (failure !== undefined) return failure.code;
  }
  if (!answer.isWhole) return 'cut-off';
  return verdict === 'does-not-parse' ? 'does-not-parse' : undefined;
}
