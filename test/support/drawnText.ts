import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** What an extension draws into the text without its being there, in the order of the page. */
export async function drawnTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('.view-lines .view-line span')]
    .flatMap((span) => ['::before', '::after'].map((side) => getComputedStyle(span, side).content))
    .filter((content) => content.startsWith('"'))
    .map((content) => JSON.parse(content).replaceAll('\\u00a0', ' '))`);
}

/** Waits until exactly these are drawn, in this order. */
export async function waitForDrawnTexts(page: Page, expected: readonly string[]): Promise<void> {
  const endMs = performance.now() + 5_000;
  let seen: readonly string[] = [];
  do {
    seen = await drawnTexts(page);
    if (JSON.stringify(seen) === JSON.stringify(expected)) return;
    await page.waitForTimeout(30);
  } while (performance.now() < endMs);
  assert.deepEqual(seen, expected);
}
