import type { ContextSnippet } from '../../contract/request.ts';
import { estimateTokens, takeEnd, takeStart } from './tokenEstimate.ts';

/** What goes into a prompt: of the text around the cursor and of other files. */
export interface PromptSource {
  /** The path of the file, for families that name it. */
  readonly path: string;
  readonly prefix: string;
  readonly suffix: string;
  /** As in the request. */
  readonly typedCharacters?: number;
  readonly snippets: readonly ContextSnippet[];
}

/** Room for the control tokens and the file names of a prompt. */
const reservedTokens = 64;

/**
 * Cuts a source to what fits into so many prompt tokens: snippets go first, the last one first, so that the front of
 * the prompt stays the same and cached; then the suffix is cut from its end to a quarter, and the prefix from its start.
 */
export function fitSource(source: PromptSource, promptTokens: number): PromptSource {
  const roomTokens = Math.max(0, promptTokens - reservedTokens - estimateTokens(source.path));
  const prefixTokens = tokensWithin(source.prefix, roomTokens);
  const suffixTokens = tokensWithin(source.suffix, roomTokens);
  if (prefixTokens + suffixTokens <= roomTokens) {
    return { ...source, snippets: fitSnippets(source.snippets, roomTokens - prefixTokens - suffixTokens) };
  }
  const suffix = cutEnd(source.suffix, Math.max(roomTokens - prefixTokens, Math.floor(roomTokens / 4)));
  const prefix = cutStart(source.prefix, roomTokens - estimateTokens(suffix));
  return { ...source, prefix, suffix, snippets: [] };
}

/** The tokens of a text, or infinitely many where they are more than asked for: a huge file is not counted to its end. */
function tokensWithin(text: string, maxTokens: number): number {
  return takeStart(text, maxTokens).length === text.length ? estimateTokens(text) : Number.POSITIVE_INFINITY;
}

function fitSnippets(snippets: readonly ContextSnippet[], roomTokens: number): readonly ContextSnippet[] {
  let usedTokens = 0;
  const firstTooMany = snippets.findIndex((snippet) => {
    usedTokens += estimateTokens(snippet.origin.path) + estimateTokens(snippet.text) + 2;
    return usedTokens > roomTokens;
  });
  return firstTooMany === -1 ? snippets : snippets.slice(0, firstTooMany);
}

/**
 * Cuts a prefix that is too long from its start, to a place that moves in blocks: as the prefix grows with each key, the
 * prompt keeps its beginning, and with it what the server has cached, until the next block is due. About 60 to 100 % of
 * the room is used.
 */
function cutStart(prefix: string, maxTokens: number): string {
  const kept = takeEnd(prefix, maxTokens);
  if (kept.length === prefix.length) return prefix;
  // Tokens of code hold about three characters, so this block is 40 % of the room.
  const blockLength = Math.max(64, Math.round(maxTokens * 1.2));
  const start = Math.ceil((prefix.length - kept.length) / blockLength) * blockLength;
  return prefix.slice(nextLineStart(prefix, start, blockLength));
}

/** Keeps whole lines where there are some. */
function cutEnd(suffix: string, maxTokens: number): string {
  const kept = takeStart(suffix, maxTokens);
  if (kept.length === suffix.length) return suffix;
  return kept.slice(0, kept.lastIndexOf('\n') + 1) || kept;
}

/** The start of the next line within a block from `start`, else `start` itself, moved off the middle of a character. */
function nextLineStart(text: string, start: number, blockLength: number): number {
  const newline = text.indexOf('\n', start - 1);
  if (newline !== -1 && newline < start + blockLength / 4) return newline + 1;
  const unit = text.charCodeAt(start);
  return unit >= 0xdc00 && unit <= 0xdfff ? start + 1 : start;
}
