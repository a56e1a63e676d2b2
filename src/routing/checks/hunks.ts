/** Whether a text holds a change of a unified diff, and not only lines with a plus or a minus. */
export function hasHunks(text: string): boolean {
  return /^@@/m.test(text);
}

/**
 * A unified diff with the headers of its hunks written anew: each says how many lines it has, and that it begins at the
 * first line. Models count badly, so what they say of places and lengths is of no use. Where a hunk goes, its lines tell.
 */
export function withCountedHunks(diff: string): string {
  const lines = diff.split('\n');
  const counted: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (!line.startsWith('@@')) {
      counted.push(line);
      continue;
    }
    const end = endFrom(lines, index + 1);
    const body = bodyOf(lines.slice(index + 1, end));
    counted.push(toHeader(body), ...body);
    index = end - 1;
  }
  return counted.join('\n');
}

/** The lines of a hunk. Editors and models leave out the space of an empty line; the empty ones at its end belong to none. */
function bodyOf(lines: readonly string[]): readonly string[] {
  const length = lines.findLastIndex((line) => line !== '') + 1;
  return lines.slice(0, length).map((line) => (line === '' ? ' ' : line));
}

/** Where the next hunk or the next file begins. */
function endFrom(lines: readonly string[], start: number): number {
  let end = start;
  while (end < lines.length && !beginsSomethingNew(lines, end)) end += 1;
  return end;
}

function beginsSomethingNew(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? '';
  if (/^(?:@@|diff |Index: |={10,})/.test(line)) return true;
  return line.startsWith('--- ') && (lines[index + 1] ?? '').startsWith('+++ ');
}

function toHeader(body: readonly string[]): string {
  const count = (kinds: string) => body.filter((line) => kinds.includes(line.charAt(0))).length;
  return `@@ -1,${count(' -')} +1,${count(' +')} @@`;
}
