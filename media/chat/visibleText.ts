/**
 * Writes characters that show nothing, yet turn the reading direction around or smuggle text, as escapes that can be
 * seen: the bidirectional embeddings, overrides and isolates, and the tag characters.
 */
export function toVisibleText(text: string): string {
  return text.replace(deceptive, (character) => `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`);
}

const deceptive = /[\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu;
