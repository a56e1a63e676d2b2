import { cuesInOtherLanguages } from './cuesInOtherLanguages.ts';
import { createPhraseMatcher } from './phraseMatcher.ts';
import { type Cues, cues, hardFault, questionKinds } from './questionCues.ts';
import type { QuestionReading } from './readQuestion.ts';

/**
 * What the classifier sees of a question: how much speaks for each kind, then traits of the whole question, in the order
 * of `featureNames`. Each is a small count.
 */
export function featuresOf(question: QuestionReading): readonly number[] {
  const opening = question.prose.slice(0, openingCharacters);
  const elsewhere = { prose: matchPhrases(question.prose), opening: matchPhrases(opening) };
  const ofKinds = questionKinds.flatMap((kind, index) => {
    const found = (place: 'prose' | 'opening', strength: number) => Number(elsewhere[place][3 * index + strength]);
    const saidAtOnce = Math.max(found('opening', 0), found('opening', 1));
    const inOthers = [found('prose', 0), found('prose', 1), found('prose', 2), saidAtOnce];
    return cueCounts(cues[kind], question.prose, opening).map((count, place) => count + (inOthers[place] ?? 0));
  });
  return [...ofKinds, ...traits.map(({ holds }) => Number(holds(question)))];
}

/** Whether anything in these features speaks for a kind of question. */
export function hasCue(features: readonly number[]): boolean {
  return features.slice(0, 4 * questionKinds.length).some((count) => count > 0);
}

/** What is said first is what is asked for, so it counts once more; the rest often tells how it came about. */
function cueCounts({ certain, clear, faint }: Cues, prose: string, opening: string): readonly number[] {
  const count = (patterns: readonly RegExp[], text: string) => patterns.filter((pattern) => pattern.test(text)).length;
  return [count(certain, prose), count(clear, prose), count(faint, prose), count([...certain, ...clear], opening)];
}

const matchPhrases = createPhraseMatcher(
  questionKinds.flatMap((kind) => {
    const { certain, clear, faint } = cuesInOtherLanguages[kind];
    return [certain, clear, faint].map((lines) => lines.flatMap((line) => line.split(', ')));
  }),
);

interface Trait {
  readonly name: string;
  readonly holds: (question: QuestionReading) => boolean;
}

const traits: readonly Trait[] = [
  { name: 'broad scope', holds: ({ isBroad }) => isBroad },
  { name: 'hard fault', holds: ({ prose }) => hardFault.test(prose) },
  { name: 'has a trace', holds: ({ traceFiles }) => traceFiles > 0 },
  { name: 'trace of three files', holds: ({ traceFiles }) => traceFiles >= 3 },
  { name: 'has code', holds: ({ codeCharacters }) => codeCharacters > 0 },
  { name: 'names an error', holds: ({ prose }) => /\w(?:error|exception)\b/.test(prose) },
  { name: 'ends in a question mark', holds: ({ prose }) => /[?？]\s*$/.test(prose) },
  { name: 'short', holds: ({ prose }) => prose.length < 40 },
  { name: 'long', holds: ({ prose }) => prose.length > 120 },
];

export const featureNames: readonly string[] = [
  ...questionKinds.flatMap((kind) =>
    ['certain', 'clear', 'faint', 'at once'].map((strength) => `${kind}: ${strength}`),
  ),
  ...traits.map(({ name }) => name),
];

const openingCharacters = 80;
