import { classifyQuestion } from '../../../src/routing/complexity.ts';
import { mean } from '../completion/quantile.ts';
import type { TaskOutcomes } from './outcomes.ts';
import { bootstrap, type Estimate } from './statistics.ts';

/** A way of choosing between the first backend and the second one, over all tasks. */
export interface PolicyRow {
  readonly name: string;
  /** The share of tasks for which the second backend was called. */
  readonly secondShare: number;
  /** The share of tasks that are solved. */
  readonly quality: Estimate;
  /** The quality less that of a random choice with the same share of calls to the second one; undefined where it is random. */
  readonly gain: Estimate | undefined;
}

/** For one task, the chance, 0 to 1, that the second backend gives the answer. */
type Policy = (task: TaskOutcomes) => number;

export function comparePolicies(tasks: readonly TaskOutcomes[], longestLocal: number): readonly PolicyRow[] {
  const byScore = ranked(tasks, ({ prompt }) => classifyQuestion(prompt).score);
  const byLength = ranked(tasks, ({ prompt }) => prompt.length);
  const shares = [0.25, 0.5, 0.75];
  return [
    toRow('always first', tasks, () => 0, 'random'),
    toRow('always second', tasks, () => 1, 'random'),
    ...shares.map((share) => toRow(`random, ${percent(share)}`, tasks, () => share, 'random')),
    toRow(`length only, over ${longestLocal}`, tasks, ({ prompt }) => Number(prompt.length > longestLocal)),
    ...shares.map((share) => toRow(`longest ${percent(share)}`, tasks, byLength(share))),
    toRow('classifier', tasks, ({ prompt }) => Number(classifyQuestion(prompt).level === 'complex')),
    ...shares.map((share) => toRow(`classifier, highest ${percent(share)}`, tasks, byScore(share))),
    toRow('verified cascade', tasks, ({ outcomes }) => Number(outcomes[0]?.failedCheck !== undefined)),
    toRow('oracle', tasks, (task) => Number(!solves(task, 0) && solves(task, 1))),
  ];
}

/** What the rows say of routing, in plain sentences. The oracle is no way to route and is left out. */
export function conclude(tasks: readonly TaskOutcomes[], rows: readonly PolicyRow[]): string {
  const routed = rows.filter(({ name, gain }) => gain !== undefined && name !== 'oracle');
  const better = routed.filter(({ gain }) => gain !== undefined && gain.low > 0);
  const difference = bootstrap(
    tasks,
    (all) => mean(all.map((task) => Number(solves(task, 1)) - Number(solves(task, 0)))) ?? 0,
  );
  const pair = `The second backend solves ${compareSolved(difference)} the first one.`;
  if (better.length === 0) {
    return `${pair} Routing has no gain here: no way of choosing solves more than a random choice with as many calls to the second one, beyond the 95 % interval.`;
  }
  const names = better.map(({ name, gain }) => `${name} (${(100 * (gain?.value ?? 0)).toFixed(1)} points)`);
  return `${pair} More than a random choice with as many calls to the second one, beyond the 95 % interval, is solved by: ${names.join(', ')}. All other ways have no gain.`;
}

function compareSolved({ value, low, high }: Estimate): string {
  const points = (share: number) => (100 * share).toFixed(1);
  if (value === 0) return 'just as many tasks as';
  const interval = `95 % interval of the difference ${points(low)} to ${points(high)}`;
  return `${points(Math.abs(value))} points ${value > 0 ? 'more' : 'fewer'} (${interval}) than`;
}

function toRow(name: string, tasks: readonly TaskOutcomes[], policy: Policy, kind?: 'random'): PolicyRow {
  const cases = tasks.map((task) => {
    const chance = policy(task);
    const [first, second] = [Number(solves(task, 0)), Number(solves(task, 1))];
    return { chance, first, second, solved: (1 - chance) * first + chance * second };
  });
  const average = (all: typeof cases, read: (one: (typeof cases)[number]) => number) => mean(all.map(read)) ?? 0;
  const gainOf = (all: readonly (typeof cases)[number][]) => {
    const share = average([...all], ({ chance }) => chance);
    return average([...all], ({ solved, first, second }) => solved - (1 - share) * first - share * second);
  };
  return {
    name,
    secondShare: average(cases, ({ chance }) => chance),
    quality: bootstrap(cases, (all) => average([...all], ({ solved }) => solved)),
    gain: kind === 'random' ? undefined : bootstrap(cases, gainOf),
  };
}

function solves({ outcomes }: TaskOutcomes, backend: number): boolean {
  return outcomes[backend]?.verdict === 'passed';
}

/** Sends the share of tasks with the highest values to the second backend; equal values share what is left between them. */
export function ranked(tasks: readonly TaskOutcomes[], worthOf: (task: TaskOutcomes) => number) {
  return (share: number): Policy => {
    const count = share * tasks.length;
    return (task) => {
      const value = worthOf(task);
      const above = tasks.filter((other) => worthOf(other) > value).length;
      const equal = tasks.filter((other) => worthOf(other) === value).length;
      return Math.min(1, Math.max(0, (count - above) / equal));
    };
  };
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
