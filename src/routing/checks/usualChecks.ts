import type { AnswerCheck } from '../../contract/answerCheck.ts';
import { diffApplies } from './diffApplies.ts';
import { notEmpty } from './notEmpty.ts';
import { notLoop } from './notLoop.ts';
import { notRefusal } from './notRefusal.ts';

/** What every whole answer has to pass, the cheapest first. */
export const usualChecks: readonly AnswerCheck[] = [notEmpty, notRefusal, notLoop, diffApplies];
