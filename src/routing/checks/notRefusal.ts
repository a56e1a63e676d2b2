import type { AnswerCheck } from '../../contract/answerCheck.ts';

/** A chat answer does more than decline. */
export const notRefusal: AnswerCheck = async ({ task }, answer) =>
  task === 'chat' && isRefusal(answer) ? { code: 'refusal', text: 'It is a refusal.' } : undefined;

/**
 * Whether a text begins like the usual refusals of chat models: an apology or none, then that "I" cannot help. That a
 * language or a function cannot do something is an answer, so only the first person counts.
 */
export function isRefusal(text: string): boolean {
  const beginning = text.trimStart().slice(0, examinedCharacters).toLowerCase().replaceAll('’', "'");
  return refusals.some((pattern) => pattern.test(beginning));
}

/** Where a refusal shows, if it is one. */
const examinedCharacters = 200;

const refusals: readonly RegExp[] = [
  /^(?:(?:i'?m|i am) (?:\w+ )?sorry|sorry|(?:my )?apologies|i apologi[sz]e|unfortunately|as an ai[^.,\n]*)?[,.;:!]? ?(?:but |however, )?i(?:'m| am)? (?:can(?:no|')?t|can not|won't|will not|unable to|not able to) (?!help but)(?:\w+ ){0,2}(?:assist|help|answer|comply|provide|fulfill?|do that|discuss|create|generate|write|support|continue)\b/,
  /^(?:es )?tut mir leid\b.{0,30}\bkann\b.{0,40}\bnicht\b/,
  /^(?:je suis )?désolée?[ ,].{0,20}je ne peux pas\b/,
  /^lo siento\b.{0,20}\bno puedo\b/,
  /^(?:抱歉|对不起|很抱歉).{0,12}(?:无法|不能)/,
];
