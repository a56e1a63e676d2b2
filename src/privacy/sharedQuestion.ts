import type { AskConsent } from '../contract/admission.ts';
import type { Request } from '../contract/request.ts';
import type { Route } from '../contract/routing.ts';

interface OpenQuestion {
  readonly answer: Promise<boolean>;
  /** Withdraws the question once nobody waits for its answer any more. */
  readonly withdrawal: AbortController;
  waiting: number;
}

/**
 * Puts one question at a time to the person. Requests for the same origin share the question; one for another origin
 * waits for its turn. A request that is aborted stops waiting, and the question goes when all who waited have gone.
 */
export function createSharedQuestion(ask: AskConsent): AskConsent {
  const open = new Map<string, OpenQuestion>();
  let turn: Promise<unknown> = Promise.resolve();

  const openQuestion = (request: Request, route: Route): OpenQuestion => {
    const withdrawal = new AbortController();
    const answer = turn.then(() => {
      withdrawal.signal.throwIfAborted();
      return ask(request, route, withdrawal.signal);
    });
    turn = answer.catch(() => undefined);
    return { answer, withdrawal, waiting: 0 };
  };

  return async (request, route, signal) => {
    signal.throwIfAborted();
    const question = open.get(route.origin) ?? openQuestion(request, route);
    open.set(route.origin, question);
    question.waiting++;
    try {
      return await untilAborted(question.answer, signal);
    } finally {
      question.waiting--;
      if (question.waiting === 0) {
        open.delete(route.origin);
        question.withdrawal.abort();
      }
    }
  };
}

/** Settles like the promise, or rejects with the signal's reason as soon as it aborts. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
