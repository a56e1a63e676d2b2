import type { SpokenText } from './controlTokens.ts';

/**
 * Characters that turn the reading direction around or show nothing at all, so that code does something else than it
 * looks like: the bidirectional embeddings, overrides and isolates ("Trojan Source", CVE-2021-42574), and Unicode's tags.
 */
const hidden = /[\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u;

/** Ends a suggestion before the first of them: nobody would see in grey text what they take with Tab. */
export function cutAtHiddenCharacter({ text, isOver }: SpokenText): SpokenText {
  const found = hidden.exec(text);
  return found === null ? { text, isOver } : { text: text.slice(0, found.index), isOver: true };
}
