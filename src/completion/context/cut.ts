import { identifiersIn } from './identifiers.ts';
import type { Surroundings } from './surroundings.ts';

/** The first whole lines that fit, as for a definition, whose signature comes first. */
export function cutAfterStart(text: string, maxLength: number): string {
  const lines = text.split('\n');
  return lines.slice(0, lastFitting(lines, 0, maxLength)).join('\n');
}

/** The run of whole lines that fits and shares most with the cursor's surroundings; the earliest of equals. */
export function cutToMostUseful(text: string, surroundings: Surroundings, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const lines = text.split('\n');
  const worthUpTo = [0];
  for (const [index, line] of lines.entries()) worthUpTo.push((worthUpTo[index] ?? 0) + worthOf(line, surroundings));
  let best = { start: 0, end: 0, worth: -1 };
  for (let start = 0; start < lines.length; start++) {
    const end = lastFitting(lines, start, maxLength);
    const worth = (worthUpTo[end] ?? 0) - (worthUpTo[start] ?? 0);
    if (worth > best.worth) best = { start, end, worth };
    if (end === lines.length) break;
  }
  return lines.slice(best.start, best.end).join('\n');
}

/** Without the blank lines at both ends. */
export function trimBlankLines(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
}

/** The end of the longest run from `start` on that fits, line breaks included. */
function lastFitting(lines: readonly string[], start: number, maxLength: number): number {
  let length = -1;
  let end = start;
  for (; end < lines.length; end++) {
    length += (lines[end] ?? '').length + 1;
    if (length > maxLength) break;
  }
  return end;
}

function worthOf(line: string, surroundings: Surroundings): number {
  let worth = 0;
  for (const name of identifiersIn(line)) worth += surroundings.get(name) ?? 0;
  return worth;
}
