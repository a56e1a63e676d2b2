/**
 * About how many tokens a text has, rather too many than too few, without a vocabulary: letters by fours, and one by one
 * where no vowel makes a word of them; three capitals by two; each digit and sign on its own; white space by eights, a
 * single space not at all; everything outside ASCII by its bytes. For code that is 30 to 60 % too many. The contract suite
 * holds it against the vocabularies of real servers.
 */
export function estimateTokens(text: string): number {
  return piecesOf(text).reduce((sum, piece) => sum + tokensOf(piece), 0);
}

/** The longest start of a text that has at most so many tokens by the estimate. It never cuts a character in two. */
export function takeStart(text: string, maxTokens: number): string {
  const head = piecesOf(text.slice(0, reach(maxTokens)));
  return text.slice(0, lengthWithin(head, maxTokens));
}

/** The longest end of a text that has at most so many tokens by the estimate. It never cuts a character in two. */
export function takeEnd(text: string, maxTokens: number): string {
  const tail = piecesOf(text.slice(-reach(maxTokens)));
  return text.slice(text.length - lengthWithin(tail.reverse(), maxTokens));
}

const pieces = /[A-Z]?[a-z]{1,8}|[A-Z]{1,8}|[ \t]{1,8}|[^\p{ASCII}]{1,8}|\p{ASCII}/gu;

/** More characters than so many tokens can hold: eight each, and a free space. */
function reach(tokens: number): number {
  return Math.max(1, tokens * 9);
}

function piecesOf(text: string): string[] {
  return text.match(pieces) ?? [];
}

function tokensOf(piece: string): number {
  const first = piece.charCodeAt(0);
  if (piece === ' ') return 0;
  if (first > 0x7f) return Buffer.byteLength(piece);
  if (!/^[a-zA-Z]/.test(piece)) return 1;
  if (piece.length > 3 && !/[aeiouyAEIOUY]/.test(piece)) return piece.length;
  return Math.ceil(piece.length / (/^[A-Z]{2}/.test(piece) ? 1.5 : 4));
}

function lengthWithin(candidates: readonly string[], maxTokens: number): number {
  let tokens = 0;
  let length = 0;
  for (const piece of candidates) {
    tokens += tokensOf(piece);
    if (tokens > maxTokens) break;
    length += piece.length;
  }
  return length;
}
