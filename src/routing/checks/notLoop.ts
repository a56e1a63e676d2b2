import type { AnswerCheck } from '../../contract/answerCheck.ts';

/** An answer comes to an end instead of saying the same thing over and over. */
export const notLoop: AnswerCheck = async (_request, answer) =>
  isLoop(answer, shortestLoop) ? { code: 'loop', text: 'It repeats itself.' } : undefined;

/**
 * Whether the end of a text is one piece again and again, over at least `leastCharacters` and four times or more. Rulers
 * and indentation repeat too, so a piece without a letter or a digit does not count. A loop that a model has found
 * out of is none.
 */
export function isLoop(text: string, leastCharacters: number): boolean {
  const tail = text.trimEnd().slice(-examinedCharacters);
  for (let pieceLength = 1; pieceLength <= tail.length / leastTimes; pieceLength++) {
    const repeated = repeatedLength(tail, pieceLength);
    const isLong = repeated >= Math.max(leastCharacters, leastTimes * pieceLength);
    if (isLong && /[\p{L}\p{N}]/u.test(tail.slice(-pieceLength))) return true;
  }
  return false;
}

/** How many characters at the end of a text are a repetition of its last `pieceLength` ones, these included. */
function repeatedLength(text: string, pieceLength: number): number {
  let index = text.length - pieceLength - 1;
  while (index >= 0 && text[index] === text[index + pieceLength]) index -= 1;
  return text.length - 1 - index;
}

const leastTimes = 4;
const shortestLoop = 160;
const examinedCharacters = 1_200;
