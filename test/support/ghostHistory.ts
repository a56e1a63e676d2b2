import type { Page } from 'playwright-core';
import { z } from 'zod';
import { readGhost } from './ghostText.ts';

/** What happened on the screen, in order. Times are the page's own clock, performance.now, in milliseconds. */
export type ScreenEvent =
  | { readonly kind: 'key'; readonly key: string; readonly atMs: number }
  /** The ghost text changed to this; undefined: it went away. */
  | { readonly kind: 'ghost'; readonly text: string | undefined; readonly atMs: number };

const events = z.array(
  z.union([
    z.object({ kind: z.literal('key'), key: z.string(), atMs: z.number() }),
    z
      .object({ kind: z.literal('ghost'), text: z.string().nullable(), atMs: z.number() })
      .transform(({ kind, text, atMs }) => ({ kind, text: text ?? undefined, atMs })),
  ]),
);

/** Starts to record each key press and each change of the ghost text; calling it again forgets what was recorded. */
export async function recordScreen(page: Page): Promise<void> {
  await page.evaluate(startRecording);
}

/** What was recorded since recordScreen. */
export async function readScreen(page: Page): Promise<readonly ScreenEvent[]> {
  return events.parse(await page.evaluate('globalThis.watershedScreen?.events ?? []'));
}

/**
 * The times from a key press to the next ghost text, for keys that were followed by one before the next key. Discard
 * the first 30 of a session as warm-up and compare medians.
 */
export function keyToGhostMs(history: readonly ScreenEvent[]): readonly number[] {
  return history.flatMap((event, index) => {
    const next = history[index + 1];
    const isAnswered = event.kind === 'key' && next?.kind === 'ghost' && next.text !== undefined;
    return isAnswered ? [next.atMs - event.atMs] : [];
  });
}

/** Runs in the page. A key's own time stamp, not the time its listener ran, so that a busy page counts. */
const startRecording = `(() => {
  globalThis.watershedScreen?.stop();
  const events = [];
  let last = null;
  const onKey = (event) => events.push({ kind: 'key', key: event.key, atMs: event.timeStamp });
  const observer = new MutationObserver(() => {
    const text = ${readGhost};
    if (text === last) return;
    last = text;
    events.push({ kind: 'ghost', text, atMs: performance.now() });
  });
  addEventListener('keydown', onKey, true);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  const stop = () => { removeEventListener('keydown', onKey, true); observer.disconnect(); };
  globalThis.watershedScreen = { events, stop };
})()`;
