import type { AnswerCheck } from '../../contract/answerCheck.ts';

/** An answer says something. */
export const notEmpty: AnswerCheck = async (_request, answer) =>
  answer.trim() === '' ? { code: 'empty', text: 'It is empty.' } : undefined;
