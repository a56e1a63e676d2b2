import type { Run, SendStream } from './attempt.ts';
import type { Judge, Received, Verdict } from './contender.ts';
import { contest } from './contest.ts';
import { checkSetback } from './setback.ts';

/**
 * Tries one route after the other, also onwards from an answer that its model is not sure of: the beginning is held
 * back until the mean probability of its tokens is known. What tells no probabilities is shown at once.
 */
export function inTurnWhileSure(run: Run): SendStream {
  const judge = confidenceJudge(run.plan.leastConfidence ?? 0);
  return contest(run, { judgeOf: (_route, isLast) => (isLast ? undefined : judge), wantsLogProbabilities: true });
}

function confidenceJudge(leastConfidence: number): Judge {
  return {
    onPart(received) {
      const part = received.parts.at(-1);
      if (part?.type === 'reasoning-delta') return undefined;
      if (part?.type !== 'text-delta' || part.logProbabilities === undefined) return 'good';
      return logProbabilitiesOf(received).length < judgedTokens ? undefined : judgeDoubt(received, leastConfidence);
    },
    onEnd: async (received) => judgeDoubt(received, leastConfidence),
  };
}

function judgeDoubt(received: Received, leastConfidence: number): Verdict {
  const confidence = meanProbability(logProbabilitiesOf(received));
  if (confidence === undefined || confidence >= leastConfidence) return 'good';
  return checkSetback(received.route, { code: 'low-confidence', text: 'Its model is not sure of it.' });
}

/** The geometric mean, which one doubtful word lowers less than a doubtful sentence. */
function meanProbability(logProbabilities: readonly number[]): number | undefined {
  if (logProbabilities.length === 0) return undefined;
  return Math.exp(logProbabilities.reduce((sum, value) => sum + value, 0) / logProbabilities.length);
}

function logProbabilitiesOf({ parts }: Received): readonly number[] {
  return parts.flatMap((part) => (part.type === 'text-delta' ? (part.logProbabilities ?? []) : []));
}

/** About a sentence: half a second at fifty tokens a second. */
const judgedTokens = 24;
