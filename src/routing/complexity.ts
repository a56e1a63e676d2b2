import type { ChatRequest } from '../contract/request.ts';
import type { Calibration } from '../contract/routing.ts';
import { featuresOf, hasCue } from './classifierFeatures.ts';
import { demandWeights, kindWeights, type LinearWeights } from './classifierWeights.ts';
import { type QuestionKind, questionKinds } from './questionCues.ts';
import { type QuestionReading, readQuestion } from './readQuestion.ts';

/** How demanding a chat question looks. */
export interface Complexity {
  readonly kind: QuestionKind;
  /** `simple`: a small model is expected to do as well as a large one. */
  readonly level: 'simple' | 'complex';
  /**
   * How much speaks for a demanding question, in log-odds, with what the person's own decisions have added: complex above
   * 0, and near 0 it might be either.
   */
  readonly score: number;
  /** What kind of question it is and what makes it demanding, to be ended by who asks: it has no full stop. */
  readonly description: string;
}

/** Classifies the newest question of a conversation, together with what is attached to it. */
export function classifyChat(request: ChatRequest, calibration?: Calibration): Complexity {
  const newest = request.messages.findLast((message) => message.role === 'user');
  return classifyQuestion(newest?.text ?? '', calibration);
}

/**
 * Classifies a question by the kind of work that its words ask for, and by how far it reaches. The length alone decides
 * nothing: a long question may be a simple one. It measures the kind of the task, not whether a model will succeed.
 */
export function classifyQuestion(text: string, calibration?: Calibration): Complexity {
  const question = readQuestion(text);
  const features = featuresOf(question);
  const speaks = hasCue(features);
  const isPlain = !speaks && question.traceFiles === 0;
  const kind = speaks ? likeliestKind(features) : isPlain ? 'lookup' : 'debugging';
  const score = handSetScore(kind, question) ?? (speaks ? sumOf(demandWeights, features) : plainScore);
  const calibrated = score + (calibration?.offsets[kind] ?? 0);
  const level = calibrated > 0 ? 'complex' : 'simple';
  const name = isPlain ? 'A plain question' : kindNames[kind];
  const why = (level === 'complex') === score > 0 ? demandOf(kind, level, question) : learnt[level];
  return { kind, level, score: calibrated, description: why === undefined ? name : `${name}, ${why}` };
}

/** Equal scores are decided by the order of the kinds. */
function likeliestKind(features: readonly number[]): QuestionKind {
  const scores = questionKinds.map((kind) => sumOf(kindWeights[kind], features));
  return questionKinds[scores.indexOf(Math.max(...scores))] ?? 'lookup';
}

/** What nearly no labelled prompt is long enough to teach: clearly demanding, and still within what can be learnt. */
function handSetScore(kind: QuestionKind, { codeCharacters, traceFiles }: QuestionReading): number | undefined {
  return codeCharacters > muchCode || (kind === 'debugging' && traceFiles >= 3) ? 2 : undefined;
}

function sumOf({ bias, weights }: LinearWeights, features: readonly number[]): number {
  return features.reduce((total, feature, index) => total + feature * (weights[index] ?? 0), bias);
}

/** What makes a question demanding, in words; undefined for a simple one. */
function demandOf(kind: QuestionKind, level: Complexity['level'], question: QuestionReading): string | undefined {
  if (level === 'simple') return undefined;
  if (kind === 'design') return 'which weighs one thing against another';
  if (kind === 'multi-file' || question.isBroad) return 'which reaches over more than one place';
  if (question.codeCharacters > muchCode) return 'with a lot of code attached';
  if (kind !== 'debugging') return 'which seems to ask for more than its kind does';
  if (question.traceFiles >= 3) return 'whose trace runs through several files';
  return 'whose cause does not show at one place';
}

/** Said where the person's own decisions have turned the verdict. */
const learnt = {
  complex: 'of a kind for which local answers have not been enough for you',
  simple: 'of a kind for which local answers have been enough for you',
} as const;

const kindNames: Readonly<Record<QuestionKind, string>> = {
  writing: 'A piece of writing',
  explain: 'An explanation',
  'small-edit': 'A small edit',
  lookup: 'A question for a fact',
  debugging: 'A search for a fault',
  'multi-file': 'A larger change',
  design: 'A design question',
};

/** About 6,000 tokens: beyond this, small models lose the thread. */
const muchCode = 24_000;
/** Nothing speaks for a demanding question where nothing speaks at all. */
const plainScore = -2;
