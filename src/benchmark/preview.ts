import type { Request } from '../contract/request.ts';
import type { Explain } from '../contract/send.ts';
import { formatUsd } from '../metering/format.ts';
import { maxTokensOf, type Prices } from '../metering/prices.ts';
import type { BenchmarkCase } from './cases.ts';
import { type BenchmarkBackend, planTrials, type Trial } from './requests.ts';

/** The calls that a run would make to one service outside this machine. */
export interface CloudCalls {
  readonly backend: BenchmarkBackend;
  /** The warm-up included. */
  readonly calls: number;
  /** How many of the calls hold a piece of the person's own files. */
  readonly ownCodeCalls: number;
  /** How many more the person's settings refuse. */
  readonly refusedCalls: number;
  /** What all of it costs at most, in US dollars; undefined where no price is known. */
  readonly maxCostUsd: number | undefined;
}

export interface PreviewParts {
  readonly explain: Explain;
  readonly prices: Pick<Prices, 'maxCostUsd'>;
}

/** What a run would send to whom, without sending anything. Services that would get nothing are left out. */
export async function previewCloudCalls(
  cases: readonly BenchmarkCase[],
  backends: readonly BenchmarkBackend[],
  parts: PreviewParts,
): Promise<readonly CloudCalls[]> {
  const remote = backends.filter((backend) => backend.locality === 'remote');
  const all = await Promise.all(remote.map((backend) => previewBackend(cases, backend, parts)));
  return all.filter((calls) => calls.calls > 0);
}

/** The sentences to ask the person with; undefined where no cloud would be called. */
export function describeCloudCalls(all: readonly CloudCalls[]): string | undefined {
  return all.length === 0 ? undefined : all.map(describe).join('\n');
}

async function previewBackend(
  cases: readonly BenchmarkCase[],
  backend: BenchmarkBackend,
  { explain, prices }: PreviewParts,
): Promise<CloudCalls> {
  const plan = planTrials(cases, backend);
  const trials = plan === undefined ? [] : [plan.warmUp, ...plan.trials];
  const allowed: Trial[] = [];
  for (const trial of trials) {
    const { plan: routes } = await explain(trial.request);
    if (routes.routes.some((route) => route.backendId === backend.id)) allowed.push(trial);
  }
  const costs = await Promise.all(allowed.map(({ request }) => maxCostOf(request, backend, prices)));
  return {
    backend,
    calls: allowed.length,
    ownCodeCalls: allowed.filter((trial) => trial.case.kind === 'own-code').length,
    refusedCalls: trials.length - allowed.length,
    maxCostUsd: addAllKnown(costs),
  };
}

async function maxCostOf(request: Request, backend: BenchmarkBackend, prices: PreviewParts['prices']) {
  const texts = request.task === 'chat' ? request.messages.map(({ text }) => text) : [request.prefix, request.suffix];
  const outputTokens = request.maxOutputTokens;
  if (outputTokens === undefined) return undefined;
  return prices.maxCostUsd(backend, { inputTokens: maxTokensOf(texts), outputTokens });
}

/** The sum, or undefined where one part is unknown. */
function addAllKnown(costs: readonly (number | undefined)[]): number | undefined {
  const known = costs.filter((cost) => cost !== undefined);
  return known.length < costs.length ? undefined : known.reduce((sum, cost) => sum + cost, 0);
}

function describe({ backend, calls, ownCodeCalls, refusedCalls, maxCostUsd }: CloudCalls): string {
  const cost = maxCostUsd === undefined ? 'at a price that is not known' : `for at most ${formatUsd(maxCostUsd)}`;
  const own =
    ownCodeCalls === 0
      ? ''
      : ` ${ownCodeCalls} of them ${ownCodeCalls === 1 ? 'holds' : 'hold'} a piece of your open files.`;
  const refused = refusedCalls === 0 ? '' : ` Your settings keep ${refusedCalls} more from being sent.`;
  const requests = calls === 1 ? '1 request' : `${calls} requests`;
  return `${requests} to ${backend.origin} (${backend.id}, ${backend.model}) ${cost}.${own}${refused}`;
}
