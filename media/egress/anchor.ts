/**
 * Draws, and then scrolls so that the first row on the screen is where it was: rows that come in above must not push
 * away what the person reads. At the beginning of the list they may, since there the newest is what one wants to see.
 */
export function keepInPlace(rows: Iterable<HTMLElement>, draw: () => void): void {
  const anchor = firstOnScreen(rows);
  const beforePx = anchor?.getBoundingClientRect().top ?? 0;
  draw();
  if (anchor?.isConnected !== true) return;
  const movedPx = anchor.getBoundingClientRect().top - beforePx;
  if (movedPx !== 0) window.scrollBy({ top: movedPx, behavior: 'instant' });
}

/** Undefined as long as the first row of all is on the screen. */
function firstOnScreen(rows: Iterable<HTMLElement>): HTMLElement | undefined {
  let isFirst = true;
  for (const row of rows) {
    const { top, bottom } = row.getBoundingClientRect();
    if (isFirst && top >= 0) return undefined;
    isFirst = false;
    if (bottom > 0) return row;
  }
  return undefined;
}
