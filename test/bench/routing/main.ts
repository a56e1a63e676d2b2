import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { quantile } from '../completion/quantile.ts';
import { type BackendPlan, localPlans, plansFromFile } from './backends.ts';
import { accuracyByLanguage, bestLength, compareChoosers } from './classifierTable.ts';
import { measureLatency } from './latency.ts';
import { collectOutcomes, type TaskOutcomes } from './outcomes.ts';
import { comparePolicies, conclude } from './policies.ts';
import { readPrompts } from './prompts.ts';
import {
  type BackendRow,
  type ClassifierReport,
  type OutcomesReport,
  type RoutingReport,
  readBaseline,
  saveBaseline,
} from './report.ts';
import { wilson } from './statistics.ts';
import { toTable } from './table.ts';
import { readTasks } from './tasks.ts';

/** The bench of routing; README.md says what it does and how to read it. */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    backends: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'save-baseline': { type: 'boolean', default: false },
  },
});
if (values.only !== undefined && values.only !== 'classifier' && values.only !== 'outcomes') {
  console.error(`There is no part ${values.only}. Parts: classifier, outcomes.`);
  process.exit(2);
}
if (values.quick && values['save-baseline']) {
  console.error('A quick run asks for a part of the tasks and makes no baseline: leave one of the two options out.');
  process.exit(2);
}

const baselinePath = join(import.meta.dirname, 'baseline.json');
const progress = (line: string) => console.error(line);
const prompts = readPrompts();
const tuning = prompts.filter(({ split }) => split === 'tuning');
const report: RoutingReport = {
  classifier: values.only === 'outcomes' ? undefined : measureClassifier(),
  outcomes: values.only === 'classifier' ? undefined : await measureOutcomes(),
};
console.log(toTable(report, await readBaseline(baselinePath)));
if (values['save-baseline']) await saveBaseline(baselinePath, report);
if (values.json) console.log(JSON.stringify(report));
// Servers that were started for this run end with it.
process.exit(0);

function measureClassifier(): ClassifierReport {
  const heldOut = prompts.filter(({ split }) => split === 'held-out');
  return {
    tuningPrompts: tuning.length,
    heldOutPrompts: heldOut.length,
    choosers: compareChoosers(tuning, heldOut),
    accuracyByLanguage: accuracyByLanguage(heldOut),
    latency: measureLatency(),
  };
}

async function measureOutcomes(): Promise<OutcomesReport> {
  const plans = values.backends === undefined ? localPlans(progress) : await plansFromFile(resolve(values.backends));
  const all = readTasks();
  const tasks = await collectOutcomes(plans, values.quick ? all.filter((_, index) => index % 6 === 0) : all, progress);
  const backends = plans.map((plan, index) => toBackendRow(plan, index, tasks));
  // With one backend there is nothing to choose; of more than two the first and the last are compared.
  const pair = tasks.map((task) => ({ ...task, outcomes: [...task.outcomes.slice(0, 1), ...task.outcomes.slice(-1)] }));
  const policies = plans.length < 2 ? [] : comparePolicies(pair, bestLength(tuning));
  const conclusion =
    plans.length < 2 ? 'There is one backend, so there is nothing to route.' : conclude(pair, policies);
  return { backends, policies, conclusion, tasks };
}

function toBackendRow({ id, what }: BackendPlan, index: number, tasks: readonly TaskOutcomes[]): BackendRow {
  const outcomes = tasks.flatMap(({ level, outcomes: all }) =>
    all.slice(index, index + 1).map((one) => ({ ...one, level })),
  );
  const rateOf = (chosen: typeof outcomes) =>
    wilson(chosen.filter(({ verdict }) => verdict === 'passed').length, chosen.length);
  const levels = [...new Set(outcomes.map(({ level }) => level))].sort();
  const checks = outcomes.flatMap(({ failedCheck }) => failedCheck ?? []);
  return {
    ...{ id, what },
    passRate: rateOf(outcomes),
    passRateByLevel: Object.fromEntries(
      levels.map((level) => [level, rateOf(outcomes.filter((one) => one.level === level))]),
    ),
    medianMs: quantile(
      outcomes.map(({ totalMs }) => totalMs),
      0.5,
    ),
    failedChecks: Object.fromEntries(
      [...new Set(checks)].map((check) => [check, checks.filter((one) => one === check).length]),
    ),
  };
}
