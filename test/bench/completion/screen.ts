import type { Page } from 'playwright-core';
import { z } from 'zod';
import { readGhost } from '../../support/ghostText.ts';

/** What happened on the screen, in order. Times are milliseconds since the epoch, with fractions. */
export type ScreenEvent = KeyEvent | GhostEvent;

export interface KeyEvent {
  readonly kind: 'key';
  readonly key: string;
  readonly atMs: number;
}

/** The ghost text changed. */
export interface GhostEvent {
  readonly kind: 'ghost';
  /** The grey text, further lines behind a line feed; undefined: it went away. */
  readonly text: string | undefined;
  /**
   * The cursor's whole line as it is drawn, with the ghost text in its place among what is typed and what the editor has
   * closed. It stays the same while a person types along, whatever the editor closes by itself. What stands right of the
   * cursor and is drawn behind the ghost's last line is not part of it.
   */
  readonly line: string | undefined;
  readonly atMs: number;
}

const eventsSchema = z.array(
  z.union([
    z.object({ kind: z.literal('key'), key: z.string(), atMs: z.number() }),
    z
      .object({ kind: z.literal('ghost'), text: z.string().nullable(), line: z.string().nullable(), atMs: z.number() })
      .transform((event) => ({ ...event, text: event.text ?? undefined, line: event.line ?? undefined })),
  ]),
);

/** Starts to record keys and ghost text; calling it again forgets what was recorded. */
export async function startScreen(page: Page): Promise<void> {
  await page.evaluate(startRecording);
}

/** What was recorded since then. Modifier keys by themselves are left out. */
export async function readScreen(page: Page): Promise<readonly ScreenEvent[]> {
  const events = eventsSchema.parse(await page.evaluate('globalThis.benchScreen.events'));
  return events.toSorted((left, right) => left.atMs - right.atMs);
}

/** The ghost that stands now. */
export async function readStandingGhost(
  page: Page,
): Promise<{ readonly text: string; readonly line: string } | undefined> {
  const ghost = await page.evaluate(`(${readGhostAndLine})()`);
  return z.object({ text: z.string(), line: z.string() }).nullable().parse(ghost) ?? undefined;
}

/** Runs in the page: the drawn line at the height of the cursor. */
export const findLineAtCursor = `(() => {
  const cursor = document.querySelector('.editor-group-container.active .cursors-layer .cursor')?.getBoundingClientRect();
  const middle = cursor === undefined ? NaN : cursor.top + cursor.height / 2;
  return [...document.querySelectorAll('.editor-group-container.active .view-lines .view-line')].find((line) => {
    const { top, bottom } = line.getBoundingClientRect();
    return top <= middle && middle < bottom;
  });
})()`;

/** Runs in the page. A ghost of which only further lines are left has nothing in the cursor's line. */
const readGhostAndLine = `() => {
  const text = ${readGhost};
  if (text === null) return null;
  const span = document.querySelector('.view-lines .ghost-text-decoration, .view-lines .ghost-text-decoration-preview');
  const copy = (span?.closest('.view-line') ?? ${findLineAtCursor})?.cloneNode(true);
  for (const hidden of copy?.querySelectorAll('.ghost-text-hidden') ?? []) hidden.remove();
  const line = (copy?.textContent ?? '').replaceAll('\\u00a0', ' ').replaceAll('\\u200b', '');
  return { text, line };
}`;

/** Runs in the page. A key's own time stamp, not the time its listener ran, so that a busy page counts. */
const startRecording = `(() => {
  globalThis.benchScreen?.stop();
  const read = ${readGhostAndLine};
  const offset = Date.now() - performance.now();
  const events = [];
  let last = '';
  const modifiers = ['Control', 'Shift', 'Alt', 'Meta'];
  const onKey = (event) => {
    if (!modifiers.includes(event.key)) events.push({ kind: 'key', key: event.key, atMs: event.timeStamp + offset });
  };
  const observer = new MutationObserver(() => {
    const ghost = read();
    const now = ghost === null ? '' : ghost.text + '\\0' + ghost.line;
    if (now === last) return;
    last = now;
    const { text, line } = ghost ?? { text: null, line: null };
    events.push({ kind: 'ghost', text, line, atMs: performance.now() + offset });
  });
  addEventListener('keydown', onKey, true);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  const stop = () => { removeEventListener('keydown', onKey, true); observer.disconnect(); };
  globalThis.benchScreen = { events, stop };
})()`;
