import type { CheckFailure } from '../../contract/answerCheck.ts';
import { BackendError } from '../../contract/errors.ts';
import type { Plan, Reason, Route } from '../../contract/routing.ts';

/** Why a route gives way to the next one. */
export interface Setback {
  /** What the caller gets where no other route answers. */
  readonly error: Error;
  /** What the next route says of itself. */
  readonly reason: Reason;
}

/** A route failed, or was refused after all. */
export function failedSetback(error: Error): Setback {
  return { error, reason: { layer: 'health', code: 'fallback', text: `Fallback: ${error.message}` } };
}

/** A route answered, and something speaks against its answer. */
export function checkSetback({ backendId }: Route, { code, text }: CheckFailure): Setback {
  const message = `The answer of ${backendId} was not used: ${text}`;
  return {
    error: new BackendError({ kind: 'bad-reply', backendId, message }),
    reason: { layer: 'strategy', code, text: message },
  };
}

/** What the caller gets where no route is left: the fault, and that a paid model could have answered but was not asked. */
export function lastError({ error }: Setback, { refused }: Pick<Plan, 'refused'>): Error {
  const withheld = refused.find(({ reason }) => reason.code === 'paid-fallback-not-allowed');
  if (withheld === undefined || !(error instanceof BackendError)) return error;
  const { kind, backendId, retryAfterMs, cause } = error;
  const message = `${error.message} ${withheld.reason.text}`;
  return new BackendError({ kind, backendId, message, retryAfterMs, cause });
}
