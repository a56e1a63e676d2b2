import type { BackendFacts, Speed } from '../contract/routing.ts';
import { unknownUsage } from '../contract/stream.ts';
import type { RequestShape } from './explain/requestShape.ts';
import type { ConfiguredPrice, Prices } from './prices.ts';
import { leastAnswers, type Speeds, type UsualSizes } from './speeds.ts';

/** What an answer of one backend would take, before it is asked for. */
export interface Estimate {
  /** In milliseconds. */
  readonly firstToken: Predicted;
  /** In milliseconds, from the first to the last. */
  readonly total: Predicted;
  /** In US dollars. */
  readonly cost: Predicted;
  /** The prompt is longer than nearly all that were timed, so the times may well be longer too. */
  readonly isUnusuallyLong: boolean;
}

/** Half of all answers take less than `usual`, and few take more than `rarelyAbove`. Else a sentence on what is missing. */
export type Predicted = { readonly usual: number; readonly rarelyAbove: number } | { readonly missing: string };

/** What a prediction is made from. */
export interface EstimateBasis {
  readonly shape: Pick<RequestShape, 'task' | 'promptTokens' | 'maxOutputTokens'>;
  readonly backend: Pick<BackendFacts, 'id' | 'model' | 'billing'>;
  readonly speed: Speed | undefined;
  readonly sizes: UsualSizes | undefined;
  /** What the prompt with a usual answer costs, and with a long one; undefined where no price is known. */
  readonly costUsd: { readonly usual: number; readonly long: number } | undefined;
}

/**
 * Predicts from what was measured lately, without a model of the server: the first token takes what it took, the answer
 * is as long as answers of this task are, and comes as quickly as they came. Nothing that is unknown is filled in.
 */
export function predict({ shape, backend, speed, sizes, costUsd }: EstimateBasis): Estimate {
  const answer = outputTokens(shape, sizes);
  const task = shape.task === 'chat' ? 'chat answers' : 'completions';
  const untimed = `${backend.id} has given fewer than ${leastAnswers} ${task} lately.`;
  const unmeasured = 'How long an answer will be is not known yet.';
  return {
    firstToken: speed ? { usual: speed.firstTokenP50Ms, rarelyAbove: speed.firstTokenP95Ms } : { missing: untimed },
    total: totalOf(speed, answer) ?? {
      missing: speed === undefined ? untimed : answer ? `${backend.id} does not count its tokens.` : unmeasured,
    },
    cost: costOf(backend, costUsd) ?? {
      missing: answer === undefined ? unmeasured : `No price is known for ${backend.model}.`,
    },
    isUnusuallyLong: sizes?.promptP90 !== undefined && shape.promptTokens > 2 * sizes.promptP90,
  };
}

/** How many tokens an answer usually has, and a long one, within what the request allows. */
export function outputTokens(
  { maxOutputTokens = Number.POSITIVE_INFINITY }: Pick<RequestShape, 'maxOutputTokens'>,
  sizes: UsualSizes | undefined,
): { readonly usual: number; readonly long: number } | undefined {
  if (sizes?.output === undefined) return undefined;
  const { p50, p90 } = sizes.output;
  return { usual: Math.min(p50, maxOutputTokens), long: Math.min(p90, maxOutputTokens) };
}

function totalOf(speed: Speed | undefined, answer: ReturnType<typeof outputTokens>): Predicted | undefined {
  if (speed?.tokensPerSecond === undefined || answer === undefined) return undefined;
  const msPerToken = 1000 / speed.tokensPerSecond;
  return {
    usual: speed.firstTokenP50Ms + answer.usual * msPerToken,
    rarelyAbove: speed.firstTokenP95Ms + answer.long * msPerToken,
  };
}

function costOf({ billing }: EstimateBasis['backend'], costUsd: EstimateBasis['costUsd']): Predicted | undefined {
  if (billing === 'free') return { usual: 0, rarelyAbove: 0 };
  return costUsd && { usual: costUsd.usual, rarelyAbove: costUsd.long };
}

export interface EstimatorParts {
  readonly speeds: Pick<Speeds, 'of' | 'usualSizes'>;
  readonly prices: Pick<Prices, 'costUsd'>;
  /** The price that the person has set for a backend. */
  readonly priceOf: (backendId: string) => ConfiguredPrice | undefined;
}

export type Estimator = (shape: EstimateBasis['shape'], backend: BackendFacts) => Promise<Estimate>;

/** Looks up what a prediction is made from. It never rejects. */
export function createEstimator({ speeds, prices, priceOf }: EstimatorParts): Estimator {
  return async (shape, backend) => {
    const sizes = speeds.usualSizes(backend.id, shape.task);
    const answer = outputTokens(shape, sizes);
    const priced = { ...backend, configuredPrice: priceOf(backend.id) };
    const priceOfAnswer = (tokens: number) =>
      prices.costUsd(priced, { ...unknownUsage, uncachedInputTokens: shape.promptTokens, outputTokens: tokens });
    const usual = answer && (await priceOfAnswer(answer.usual));
    const long = answer && (await priceOfAnswer(answer.long));
    const costUsd = usual === undefined || long === undefined ? undefined : { usual, long };
    return predict({ shape, backend, speed: speeds.of(backend.id, shape.task), sizes, costUsd });
  };
}
