import { ConstantBackoff, handleWhen, retry } from 'cockatiel';

export interface SecondTry {
  /** Whether the fault of the try that has just failed may well be gone a moment later. */
  readonly isPassing: (error: unknown) => boolean;
  /** Waits before the second try, by our own clock and only as long as anybody wants the answer. */
  readonly between: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Tries something once more where its fault passes, and never more often: the router knows other routes.
 * @throws what the last try threw
 */
export function tryTwice<T>(attempt: () => Promise<T>, { isPassing, between, signal }: SecondTry): Promise<T> {
  const policy = retry(handleWhen(isPassing), { maxAttempts: 1, backoff: new ConstantBackoff(0) });
  return policy.execute(async ({ attempt: count }) => {
    if (count > 0) await between();
    return attempt();
  }, signal);
}
