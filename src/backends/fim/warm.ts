import { type AnswerEnd, type AnswerStream, unknownUsage, type WarmedPrompt } from '../../contract/stream.ts';
import type { PromptLayout, PromptPiece } from './layout.ts';

/** How many characters of a prompt stay the same while a person types on, and so are worth warming. */
export function staticPromptLength({ fixed }: PromptLayout): number {
  return fixed.reduce((sum, { text }) => sum + text.length, 0);
}

/**
 * The beginning of a prompt that a warm-up evaluates: at most so many characters of what stays the same, cut before a
 * control token or a character that would else be cut in two. The prompt itself begins with just this text.
 */
export function cutToWarm({ fixed }: PromptLayout, promptCharacters: number): string {
  let beginning = '';
  for (const piece of fixed) {
    const room = promptCharacters - beginning.length;
    if (piece.text.length > room) return beginning + cutPiece(piece, room);
    beginning += piece.text;
  }
  return beginning;
}

/**
 * Reads the answer to a warm-up to its end. Servers write a token even where none is asked for; it is dropped, and that
 * they stopped at this limit says nothing.
 */
export async function endWarmUp(stream: AnswerStream, warmed: WarmedPrompt): Promise<AnswerEnd> {
  for (;;) {
    const next = await stream.next();
    if (next.done !== true) continue;
    const end = next.value;
    return end.finish === 'interrupted' ? end : { ...end, finish: 'stop', warmed };
  }
}

/** The end of a warm-up that had nothing to send: a server may take an empty prompt for something else. */
export function endWithoutPrompt(warmed: WarmedPrompt): AnswerEnd {
  return { finish: 'stop', usage: unknownUsage, timings: undefined, servedModel: undefined, warmed };
}

function cutPiece({ text, isControl }: PromptPiece, length: number): string {
  if (isControl) return '';
  return text.slice(0, Math.max(0, length)).replace(/[\uD800-\uDBFF]$/, '');
}
