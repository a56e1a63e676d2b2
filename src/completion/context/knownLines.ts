import type { CursorPlace } from '../../contract/context.ts';
import { isOnlyClosers } from '../brackets.ts';

/** Whether a line stands somewhere already. */
export type IsKnownLine = (line: string) => boolean;

/** The lines of some texts that are long enough to tell one place from another. A lone bracket tells nothing. */
export function knownLinesOf(texts: readonly string[]): IsKnownLine {
  const known = new Set(texts.flatMap((text) => text.split('\n').map(toTelling)).filter(Boolean));
  return (line) => known.has(toTelling(line));
}

/** The lines that the prompt holds around the cursor, and the cursor's own, whose closing brackets are not sent. */
export function knownLinesAround({ prefix, suffix }: CursorPlace): IsKnownLine {
  const isKnown = knownLinesOf([prefix + suffix]);
  const typed = prefix.slice(prefix.lastIndexOf('\n') + 1);
  const isOwnLine = (line: string) =>
    typed.trim() !== '' && line.startsWith(typed) && isOnlyClosers(line.slice(typed.length));
  return (line) => isKnown(line) || isOwnLine(line);
}

/** The longest run of lines without one that is known; the earliest of equals. */
export function longestUnknownRun(text: string, isKnown: IsKnownLine): string {
  const lines = text.split('\n');
  let best: readonly string[] = [];
  let start = 0;
  for (let end = 0; end <= lines.length; end++) {
    const line = lines[end];
    if (line !== undefined && !isKnown(line)) continue;
    if (end - start > best.length) best = lines.slice(start, end);
    start = end + 1;
  }
  return best.join('\n');
}

const leastLength = 12;

/** The line without its indentation, or '' where it tells nothing. */
function toTelling(line: string): string {
  const text = line.trim();
  return text.length < leastLength ? '' : text;
}
