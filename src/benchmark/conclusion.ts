import { formatMs, formatUsd } from '../metering/format.ts';
import { quantileOf } from '../metering/quantile.ts';
import type { BenchmarkReport } from './report.ts';
import { type Answered, type BackendScore, isAnswered } from './score.ts';

/**
 * What the figures say, in sentences. Backends are compared pair by pair, each with the one that answered most, and
 * only on cases that both answered: means over different cases would compare the cases.
 */
export function conclude(report: BenchmarkReport, scores: readonly BackendScore[]): readonly string[] {
  const [reference, ...others] = scores.filter((score) => score.answered > 0).sort((a, b) => b.answered - a.answered);
  if (reference === undefined) return ['No case was answered, so there is nothing to compare.'];
  const sentences =
    others.length === 0
      ? [describeAlone(reference)]
      : others.flatMap((other) => compare(report, reference.backend.id, other.backend.id));
  return [...sentences, costSentence([reference, ...others])];
}

function describeAlone({ backend, answered, quality, total }: BackendScore): string {
  const passed = Object.values(quality).reduce((sum, count) => sum + count.passed, 0);
  return (
    `${backend.id} passed ${passed} of ${answered} checks and took ${formatMs(total.p50Ms)} at the median. ` +
    'No other backend answered, so there is nothing to compare it with.'
  );
}

/** The answers of two backends to the same case. */
type Pair = readonly [first: Answered, second: Answered];

function compare(report: BenchmarkReport, firstId: string, secondId: string): string[] {
  const pairs = pairUp(report, firstId, secondId);
  if (pairs.length === 0) {
    return [`${firstId} and ${secondId} answered no case in common, so neither can be called better or faster.`];
  }
  return [speedSentence(pairs, firstId, secondId), qualitySentence(pairs, firstId, secondId)];
}

function pairUp(report: BenchmarkReport, firstId: string, secondId: string): Pair[] {
  const answers = report.results.filter(isAnswered);
  return answers
    .filter((answer) => answer.backendId === firstId)
    .flatMap((first): Pair[] => {
      const second = answers.find((other) => other.backendId === secondId && other.caseId === first.caseId);
      return second === undefined ? [] : [[first, second]];
    });
}

function speedSentence(pairs: readonly Pair[], firstId: string, secondId: string): string {
  const contest = play(pairs, ({ outcome }) => -outcome.measurement.totalMs, 0);
  const [firstMs, secondMs] = [medianMs(pairs.map(([one]) => one)), medianMs(pairs.map(([, two]) => two))];
  const verdict = {
    first: `${firstId} is faster`,
    second: `${secondId} is faster`,
    open: 'too close to call one of them faster',
  }[contest.winner];
  return (
    `${onBoth(pairs)} ${firstId} took ${formatMs(firstMs)} at the median and ${secondId} ${formatMs(secondMs)}; ` +
    `${firstId} was first in ${contest.wins}, ${secondId} in ${contest.losses}: ${verdict}.`
  );
}

/** Similarities that differ by less than this are the same: a name more or less. */
const sameSimilarity = 0.1;

function qualitySentence(pairs: readonly Pair[], firstId: string, secondId: string): string {
  const contest = play(pairs, qualityOf, sameSimilarity);
  const verdict = {
    first: `${firstId} is better`,
    second: `${secondId} is better`,
    open: 'too close to call one of them better',
  }[contest.winner];
  return (
    `${onBoth(pairs)} ${firstId} gave the better answer in ${contest.wins}, ${secondId} in ${contest.losses}, ` +
    `and ${contest.ties} were equally good: ${verdict}.`
  );
}

function qualityOf({ outcome: { quality } }: Answered): number {
  return quality.passed ? 1 : (quality.similarity ?? 0);
}

function onBoth(pairs: readonly Pair[]): string {
  return pairs.length === 1
    ? 'On the one case that both answered,'
    : `On the ${pairs.length} cases that both answered,`;
}

function medianMs(answers: readonly Answered[]): number | undefined {
  return quantileOf(
    answers.map(({ outcome }) => outcome.measurement.totalMs),
    0.5,
  );
}

interface Contest {
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly winner: 'first' | 'second' | 'open';
}

/** Case by case, who has more points; differences of up to `tolerance` are ties. */
function play(pairs: readonly Pair[], points: (answer: Answered) => number, tolerance: number): Contest {
  const leads = pairs.map(([first, second]) => points(first) - points(second));
  const wins = leads.filter((lead) => lead > tolerance).length;
  const losses = leads.filter((lead) => lead < -tolerance).length;
  const isChance = chanceOf(wins, losses) > 0.05;
  return {
    wins,
    losses,
    ties: leads.length - wins - losses,
    winner: isChance ? 'open' : wins > losses ? 'first' : 'second',
  };
}

/** The two-sided sign test: how likely a result as uneven as this is when both are equally good. */
function chanceOf(wins: number, losses: number): number {
  const games = wins + losses;
  let ways = 0;
  let choose = 1;
  for (let fewer = 0; fewer <= Math.min(wins, losses); fewer++) {
    ways += choose;
    choose = (choose * (games - fewer)) / (fewer + 1);
  }
  return Math.min(1, (2 * ways) / 2 ** games);
}

function costSentence(scores: readonly BackendScore[]): string {
  const costs = scores.map(({ backend, costPerThousandUsd }) =>
    costPerThousandUsd === undefined
      ? `an unknown sum at ${backend.id}`
      : `${formatUsd(costPerThousandUsd)} at ${backend.id}`,
  );
  const hasLocal = scores.some(({ backend }) => backend.locality === 'local');
  const electricity = hasLocal ? ' (the electricity of this machine is not counted)' : '';
  return `A thousand such requests would cost ${new Intl.ListFormat('en').format(costs)}${electricity}.`;
}
