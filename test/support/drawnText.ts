import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** What an extension draws into the text without its being there, in the order of the page. */
export async function drawnTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('.view-lines .view-line span')]
    .flatMap((span) => ['::before', '::after'].map((side) => getComputedStyle(span, side).content))
    .filter((content) => content.startsWith('"'))
    .map((content) => JSON.parse(content).replaceAll('\\u00a0', ' '))`);
}

/** Waits until exactly these are drawn, in this order. */
export async function waitForDrawnTexts(page: Page, expected: readonly string[]): Promise<void> {
  let seen: readonly string[] = [];
  const isDrawn = async () => {
    seen = await drawnTexts(page);
    return JSON.stringify(seen) === JSON.stringify(expected);
  };
  // What stands there in the end is a fault when it is wrong, and no wait that was over.
  await until(isDrawn, 'What is to be drawn', 15_000).catch(() => assert.deepEqual(seen, expected));
}
