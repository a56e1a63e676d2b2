import type { Request } from '../../contract/request.ts';
import type { Reason, Route } from '../../contract/routing.ts';
import { isLoop } from '../checks/notLoop.ts';
import { isRefusal } from '../checks/notRefusal.ts';
import type { Run, SendStream } from './attempt.ts';
import type { Judge, Received, Verdict } from './contender.ts';
import { contest } from './contest.ts';
import { checkSetback } from './setback.ts';

/**
 * Starts the first route, and the second one beside it when the first has not begun after `hedgeAfterMs`, or failed. The
 * first answer whose beginning passes its checks wins: being quick alone is not enough. The other one is ended.
 */
export function race(run: Run): SendStream {
  const [first] = run.plan.routes;
  const afterMs = run.plan.hedgeAfterMs ?? 0;
  const hedge = first === undefined ? undefined : { afterMs, because: slowerThanUsual(first) };
  return contest(run, { judgeOf: () => beginningJudge(run.request), hedge });
}

function slowerThanUsual({ backendId }: Route): Reason {
  return { layer: 'strategy', code: 'hedged', text: `${backendId} took longer than usual to begin.` };
}

/** Looks at the beginning only, so that the winner is shown while it is still being written. */
function beginningJudge({ task }: Request): Judge {
  return {
    onPart(received) {
      if (received.parts.at(-1)?.type === 'tool-call') return 'good';
      const { length } = received.text.trim();
      // What fits into a line of code is nothing to be judged by its wording.
      if (task === 'completion') return length > 0 ? 'good' : undefined;
      return length < judgedCharacters ? undefined : judgeBeginning(received);
    },
    onEnd: async (received) => (task === 'chat' ? judgeBeginning(received) : judgeEmptiness(received)),
  };
}

function judgeBeginning(received: Received): Verdict {
  const { route, text } = received;
  if (isRefusal(text)) return checkSetback(route, { code: 'refusal', text: 'It is a refusal.' });
  if (isLoop(text, shortestLoop)) return checkSetback(route, { code: 'loop', text: 'It repeats itself.' });
  return judgeEmptiness(received);
}

function judgeEmptiness({ route, text, parts }: Received): Verdict {
  if (text.trim() !== '' || parts.some(({ type }) => type === 'tool-call')) return 'good';
  return checkSetback(route, { code: 'empty', text: 'It is empty.' });
}

/** Enough for "I'm sorry, but I can't help with that", and about a dozen tokens. */
const judgedCharacters = 48;
const shortestLoop = 32;
