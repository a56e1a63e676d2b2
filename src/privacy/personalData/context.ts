/** The part of the position's line that stands before it, at most so many characters of it. */
export function lineBefore(text: string, position: number, length = 120): string {
  const nearby = text.slice(Math.max(0, position - length), position);
  return nearby.slice(nearby.lastIndexOf('\n') + 1);
}

/**
 * For expressions: what must stand before a number. It does not begin within a word or another number, but directly
 * behind an escape such as the `\n` of a string in code.
 */
export const startOfNumber = String.raw`(?:(?<![\w.+-])|(?<=\\[nrt]))`;

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
