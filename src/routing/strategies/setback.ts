import type { CheckFailure } from '../../contract/answerCheck.ts';
import { BackendError } from '../../contract/errors.ts';
import type { Reason, Route } from '../../contract/routing.ts';

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
