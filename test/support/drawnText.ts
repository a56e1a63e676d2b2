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
  const wanted = JSON.stringify(expected);
  let seen = '';
  const isDrawn = async () => {
    seen = JSON.stringify(await drawnTexts(page));
    return seen === wanted;
  };
  await until(isDrawn, () => `The page draws ${seen}, and ${wanted}`, 15_000);
}
