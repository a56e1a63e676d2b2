import type { ChatTurn } from '../contract/conversation.ts';
import type { Calibration, Locality } from '../contract/routing.ts';
import { type QuestionKind, questionKinds } from './questionCues.ts';

/** What became of one answer. */
export interface Observation {
  readonly kind: QuestionKind;
  readonly locality: Locality;
  readonly verdict: Exclude<ChatTurn['verdict'], 'unknown'>;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** All that is kept of the answers of one kind from one side: numbers, never a question or an answer. */
export interface Tally {
  /** How many there were since the last reset, and what became of them. */
  readonly answers: number;
  readonly askedAgain: number;
  readonly escalated: number;
  /** The same as a weight that fades: an answer of 30 days ago counts half. */
  readonly weight: number;
  /** How much of that weight was a disappointment. */
  readonly disappointment: number;
  /** When the weights were last brought up to date, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** What has been learnt; a kind or a side without an answer is absent. */
export type Learnt = Readonly<Partial<Record<QuestionKind, Readonly<Partial<Record<Locality, Tally>>>>>>;

/**
 * Takes in what became of an answer. That a larger model was asked for the same is a whole disappointment; that the same
 * was asked again is half of one, since it may be a new thought.
 */
export function observe(learnt: Learnt, { kind, locality, verdict, atMs }: Observation): Learnt {
  const before = faded(learnt[kind]?.[locality] ?? emptyTally, atMs);
  const tally: Tally = {
    answers: before.answers + 1,
    askedAgain: before.askedAgain + (verdict === 'asked-again' ? 1 : 0),
    escalated: before.escalated + (verdict === 'escalated' ? 1 : 0),
    weight: before.weight + 1,
    disappointment: before.disappointment + disappointments[verdict],
    atMs: before.atMs,
  };
  return { ...learnt, [kind]: { ...learnt[kind], [locality]: tally } };
}

/**
 * The offsets for the classifier, by kind. One is the log-odds of a disappointing local answer, less what is usual (1 in
 * 5), less the same for cloud answers: where both disappoint alike, another side gains nothing. Each rate is drawn to the
 * usual one as by 10 more answers, a side with a weight below 8 says nothing, and no offset is beyond ±2 (a factor of
 * 7.4 in the odds). Since weights halve in 30 days, a side that is not asked any more is tried again some day.
 * Undefined where nothing can be said of any kind.
 */
export function calibrationOf(learnt: Learnt, nowMs: number): Calibration | undefined {
  const known = questionKinds.flatMap((kind) => {
    const offset = offsetOf(learnt, kind, nowMs);
    return offset === 0 ? [] : [[kind, offset] as const];
  });
  return known.length === 0 ? undefined : { offsets: Object.fromEntries(known) };
}

/** The offset of one kind, in log-odds; 0 where too little is known. */
export function offsetOf(learnt: Learnt, kind: QuestionKind, nowMs: number): number {
  const excess = (locality: Locality) => excessOf(faded(learnt[kind]?.[locality] ?? emptyTally, nowMs));
  return Math.min(largestOffset, Math.max(-largestOffset, excess('local') - excess('remote')));
}

/** How much more a side disappoints than is usual, in log-odds. */
function excessOf({ weight, disappointment }: Tally): number {
  if (weight < leastWeight) return 0;
  const rate = (disappointment + usualRate * priorAnswers) / (weight + priorAnswers);
  return logOdds(rate) - logOdds(usualRate);
}

function logOdds(share: number): number {
  return Math.log(share / (1 - share));
}

/** A clock that was set back fades nothing. */
function faded(tally: Tally, nowMs: number): Tally {
  const factor = 0.5 ** (Math.max(0, nowMs - tally.atMs) / halfLifeMs);
  return {
    ...tally,
    weight: tally.weight * factor,
    disappointment: tally.disappointment * factor,
    atMs: Math.max(nowMs, tally.atMs),
  };
}

const emptyTally: Tally = { answers: 0, askedAgain: 0, escalated: 0, weight: 0, disappointment: 0, atMs: 0 };
const disappointments = { kept: 0, 'asked-again': 0.5, escalated: 1 } as const;
const halfLifeMs = 30 * 24 * 60 * 60 * 1000;
const usualRate = 0.2;
const priorAnswers = 10;
const leastWeight = 8;
const largestOffset = 2;
