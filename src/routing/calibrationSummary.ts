import type { Locality } from '../contract/routing.ts';
import { type Learnt, offsetOf, type Tally } from './calibration.ts';
import { type QuestionKind, questionKinds } from './questionCues.ts';

/**
 * What has been learnt, a sentence for each kind of question of which an answer was seen, for example “Explanations: 12
 * local answers, 5 asked again: a cloud is preferred more.” Empty when nothing was.
 */
export function summarizeCalibration(learnt: Learnt, nowMs: number): readonly string[] {
  return questionKinds.flatMap((kind) => {
    const sides = [...describeSide(learnt, kind, 'local'), ...describeSide(learnt, kind, 'remote')];
    return sides.length === 0
      ? []
      : [`${names[kind]}: ${sides.join('; ')}: ${verdictOf(offsetOf(learnt, kind, nowMs))}.`];
  });
}

function describeSide(learnt: Learnt, kind: QuestionKind, locality: Locality): readonly string[] {
  const tally = learnt[kind]?.[locality];
  return tally === undefined ? [] : [describe(tally, locality === 'local' ? 'local' : 'cloud')];
}

function describe({ answers, askedAgain, escalated }: Tally, side: string): string {
  const parts = [
    `${answers} ${side} ${answers === 1 ? 'answer' : 'answers'}`,
    ...(askedAgain > 0 ? [`${askedAgain} asked again`] : []),
    ...(escalated > 0 ? [`${escalated} taken to a larger model`] : []),
  ];
  return parts.join(', ');
}

function verdictOf(offset: number): string {
  if (Math.abs(offset) < 0.05) return 'no change';
  const strength = Math.abs(offset) >= 1 ? 'much more' : 'more';
  return offset > 0 ? `a cloud is preferred ${strength}` : `local models are preferred ${strength}`;
}

const names: Readonly<Record<QuestionKind, string>> = {
  writing: 'Pieces of writing',
  explain: 'Explanations',
  'small-edit': 'Small edits',
  lookup: 'Questions for a fact',
  debugging: 'Searches for a fault',
  'multi-file': 'Larger changes',
  design: 'Design questions',
};
