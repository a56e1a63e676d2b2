import { setTimeout as sleep } from 'node:timers/promises';
import { errors } from 'playwright-core';

/**
 * Looks again and again until something holds, for what no locator of Playwright can wait for: a file, a server, a table.
 * `what` is the subject of the sentence that says that it did not come.
 * @throws Playwright's TimeoutError, as a locator's wait does
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string | (() => string),
  timeoutMs = 30_000,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > endMs) {
      const subject = typeof what === 'string' ? what : what();
      throw new errors.TimeoutError(`${subject} did not come within ${timeoutMs} ms.`);
    }
    await sleep(50);
  }
}
