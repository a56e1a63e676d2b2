import { type Run, type SendStream, toRoutePart } from './attempt.ts';
import { failedSetback, lastError, type Setback } from './setback.ts';

/**
 * Tries one route after the other. A fault before the first part of an answer leads to the next one; a fault in the
 * middle is thrown, since half an answer is never silently continued by another model.
 */
export async function* inTurn(run: Run): SendStream {
  let setback: Setback | undefined;
  for (let index = 0; index < run.plan.routes.length; index++) {
    run.signal.throwIfAborted();
    const started = await run.start(index, { because: setback?.reason });
    if ('refused' in started) {
      // The fault of a route that was tried says more than the refusal of one that was not.
      setback ??= failedSetback(started.refused);
      continue;
    }
    const { attempt } = started;
    let hasBegun = false;
    try {
      yield toRoutePart(attempt);
      for (;;) {
        const step = await attempt.next();
        if (step.kind === 'end') return { ...step.end, route: attempt.route };
        if (step.kind === 'failed') {
          // A bad request is bad everywhere.
          if (hasBegun || !step.error.retryable) throw step.error;
          setback = failedSetback(step.error);
          break;
        }
        hasBegun = true;
        yield step.part;
      }
    } finally {
      await attempt.close();
    }
  }
  throw setback === undefined ? run.noRoute() : lastError(setback, run.plan);
}
