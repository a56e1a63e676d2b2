import { isBlank } from './indentation.ts';
import type { View } from './view.ts';

/** Where a word ends, since something follows it; brackets that close behind it belong to it. */
const wordEnd = /[\p{L}\p{N}_$](?:[)\]}]+|(?=[^\p{L}\p{N}_$]))/gu;

/**
 * What of an unfinished line may be shown already: up to its last whole word. Empty as long as the line may turn out to be
 * the next one once more, which is never shown.
 */
export function wholeWordsOf(text: string, { linePrefix, below }: Pick<View, 'linePrefix' | 'below'>): string {
  const last = [...text.matchAll(wordEnd)].at(-1);
  const whole = last === undefined ? '' : text.slice(0, last.index + last[0].length);
  const next = below.split('\n').find((line) => !isBlank(line));
  const line = (linePrefix + whole).split('\n').at(-1) ?? '';
  return next?.trimStart().startsWith(line.trim()) === true ? '' : whole;
}
