import { setTimeout as sleep } from 'node:timers/promises';
import { errors, type Page } from 'playwright-core';

export interface GhostText {
  /** The grey text after the cursor, several lines joined by a line feed; undefined when there is none. */
  ghostText(): Promise<string | undefined>;
  /** Waits until the ghost text fits, and gives it. A multi-line ghost is drawn in steps: expect the whole text. */
  waitForGhost(expected?: GhostExpectation, timeoutMs?: number): Promise<string>;
  waitForNoGhost(timeoutMs?: number): Promise<void>;
  /** Presses Tab and waits until that ghost text is gone or another one has taken its place. */
  acceptGhost(): Promise<void>;
}

/** The exact text, a pattern, or a predicate; without one, any ghost text fits. */
export type GhostExpectation = string | RegExp | ((ghost: string) => boolean);

export function createGhostText(page: Page): GhostText {
  const ghostText = async () => (await page.evaluate<string | null>(readGhost)) ?? undefined;

  const waitUntil = async (fits: (ghost: string | undefined) => boolean, what: string, timeoutMs: number) => {
    const seen = new Set<string | undefined>();
    const startedMs = performance.now();
    while (performance.now() - startedMs < timeoutMs) {
      const ghost = await ghostText();
      if (fits(ghost)) return ghost;
      seen.add(ghost);
      await sleep(15);
    }
    const history = [...seen].map((ghost) => (ghost === undefined ? 'none' : JSON.stringify(ghost))).join(', ');
    const message = `Expected ${what} within ${timeoutMs} ms; on screen, in order: ${history}`;
    // Where nothing stands, it may have come too late; a text that should not stand there is a fault.
    throw (await ghostText()) === undefined ? new errors.TimeoutError(message) : new Error(message);
  };

  return {
    ghostText,
    waitForGhost: async (expected = () => true, timeoutMs = 30_000) => {
      const fits = (ghost: string | undefined) => ghost !== undefined && fitsExpectation(ghost, expected);
      const what = typeof expected === 'function' ? 'ghost text' : `the ghost text ${JSON.stringify(String(expected))}`;
      return (await waitUntil(fits, what, timeoutMs)) ?? '';
    },
    waitForNoGhost: async (timeoutMs = 10_000) => {
      await waitUntil((ghost) => ghost === undefined, 'no ghost text', timeoutMs);
    },
    acceptGhost: async () => {
      const before = await waitUntil((ghost) => ghost !== undefined, 'a ghost text to accept', 5_000);
      await page.keyboard.press('Tab');
      await waitUntil((ghost) => ghost !== before, 'the accepted ghost text to go', 10_000);
    },
  };
}

function fitsExpectation(ghost: string, expected: GhostExpectation): boolean {
  if (typeof expected === 'string') return ghost === expected;
  return expected instanceof RegExp ? expected.test(ghost) : expected(ghost);
}

/**
 * Runs in the page. The rest of the cursor's line is drawn into the line itself, in one or more spans; further lines
 * are drawn by a widget. Lines are placed by their top, and their order in the document means nothing.
 */
export const readGhost = `(() => {
  const clean = (text) => text.replaceAll('\\u00a0', ' ').replaceAll('\\u200b', '');
  const top = (line) => parseFloat(line.style.top || '0');
  const inline = [...document.querySelectorAll('.view-lines .view-line')]
    .sort((a, b) => top(a) - top(b))
    .map((line) => [...line.querySelectorAll('.ghost-text-decoration, .ghost-text-decoration-preview')]
      .filter((span) => !span.parentElement.closest('.ghost-text-decoration, .ghost-text-decoration-preview'))
      .map((span) => span.textContent).join(''))
    .filter((text) => text !== '');
  const further = [...document.querySelectorAll('.suggest-preview-text .view-line')]
    .sort((a, b) => top(a) - top(b))
    .map((line) => line.textContent);
  if (inline.length === 0 && further.length === 0) return null;
  return clean([inline.join(''), ...further].join('\\n'));
})()`;
