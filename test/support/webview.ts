import { setTimeout as sleep } from 'node:timers/promises';
import { errors, type Frame, type Page } from 'playwright-core';

/** Which webview is meant: by what its HTML's title is, or by something that is in it (a Playwright selector). */
export type WebviewMatch = { readonly title: string } | { readonly containing: string };

/** The document of a webview, of a view or of an editor panel, once it is there. */
export async function findWebview(page: Page, match: WebviewMatch, timeoutMs = 30_000): Promise<Frame> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < timeoutMs) {
    for (const frame of page.frames()) {
      if (isWebview(frame) && (await isMatch(frame, match))) return frame;
    }
    await sleep(50);
  }
  throw new errors.TimeoutError(`No webview with ${JSON.stringify(match)} within ${timeoutMs} ms.`);
}

/** The outer frame belongs to VS Code, and the extension's document is the frame inside it. */
function isWebview(frame: Frame): boolean {
  return frame.name() === 'active-frame' || frame.name() === 'pending-frame';
}

async function isMatch(frame: Frame, match: WebviewMatch): Promise<boolean> {
  try {
    if ('title' in match) return (await frame.title()) === match.title;
    return (await frame.locator(match.containing).count()) > 0;
  } catch {
    // VS Code replaces the frame while it loads; the next round sees the new one.
    return false;
  }
}
