import type { Reason, Route } from '../../contract/routing.ts';
import type { SendPart } from '../../contract/send.ts';
import type { Attempt, SendStream } from './attempt.ts';
import type { Contender } from './contender.ts';
import type { Setback } from './setback.ts';

/** An answer to show, and what of it the caller has not seen yet. */
export interface Winner {
  readonly contender: Contender;
  readonly attempt: Attempt;
  /** As the caller is told of it. */
  readonly route: Route;
  readonly unseen: readonly SendPart[];
}

/** Shows what was held back of the winner, and then the rest as it comes. */
export async function* passOn({ contender, attempt, route, unseen }: Winner): SendStream {
  yield* unseen;
  if (contender.end !== undefined) return { ...contender.end, route };
  for (;;) {
    const step = await attempt.next();
    if (step.kind === 'end') return { ...step.end, route };
    if (step.kind === 'failed') throw step.error;
    yield step.part;
  }
}

/** Where nothing else answers, even an answer that was given up is better than nothing, if it says anything. */
export function isWorthShowing(contender: Contender): boolean {
  const { parts, text } = contender.received;
  return text.trim() !== '' || parts.some(({ type }) => type === 'tool-call');
}

export function shownAfterAll({ error }: Setback): Reason {
  const text = `Shown for want of another answer. ${error.message}`;
  return { layer: 'strategy', code: 'shown-after-all', text };
}
