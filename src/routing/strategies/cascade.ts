import { describeFault } from '../../base/describeFault.ts';
import type { AnswerCheck, CheckFailure } from '../../contract/answerCheck.ts';
import type { Run, SendStream } from './attempt.ts';
import type { Judge } from './contender.ts';
import { contest } from './contest.ts';
import { checkSetback } from './setback.ts';

/**
 * Collects a local answer and checks it before it is shown; where a check fails, the next route answers, with the
 * reason. Cloud answers are shown as they come, and so is the last one, since nothing comes after it.
 */
export function cascade(run: Run): SendStream {
  const judge = wholeJudge(run);
  return contest(run, { judgeOf: ({ locality }, isLast) => (locality === 'local' && !isLast ? judge : undefined) });
}

function wholeJudge(run: Run): Judge {
  return {
    onPart: () => undefined,
    async onEnd({ route, text, parts }) {
      // Who asks for a tool has not answered yet.
      if (parts.some(({ type }) => type === 'tool-call')) return 'good';
      for (const check of run.checks) {
        const failure = await resultOf(check, run, text);
        if (failure !== undefined) return checkSetback(route, failure);
      }
      return 'good';
    },
  };
}

/** A check that fails itself says nothing against the answer. */
async function resultOf(check: AnswerCheck, { request, log }: Run, text: string): Promise<CheckFailure | undefined> {
  try {
    return await check(request, text);
  } catch (error) {
    log.error(`${request.id}: a check of the answer failed with ${describeFault(error)}.`);
    return undefined;
  }
}
