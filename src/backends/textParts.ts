import type { AnswerPart } from '../contract/stream.ts';

type ReadText = (
  text: string | null | undefined,
  logProbabilities?: readonly number[],
) => Generator<AnswerPart, void, void>;

/**
 * Makes parts of an answer's text. A token that ends in the middle of a character has no text of its own: its
 * probability comes with the text that completes it.
 */
export function createTextReader(): ReadText {
  let waiting: readonly number[] = [];
  return function* (text, logProbabilities = []) {
    if (logProbabilities.length > 0) waiting = [...waiting, ...logProbabilities];
    if (!text) return;
    const told = waiting.length === 0 ? {} : { logProbabilities: waiting };
    waiting = [];
    yield { type: 'text-delta', text, ...told };
  };
}
