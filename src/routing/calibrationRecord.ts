import * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Calibration } from '../contract/routing.ts';
import { calibrationOf, type Learnt, type Observation, observe } from './calibration.ts';
import { summarizeCalibration } from './calibrationSummary.ts';
import { questionKinds } from './questionCues.ts';

/** Where what was learnt is kept between sessions, on this machine. */
export interface CalibrationStore {
  /** What was saved last, unchecked; undefined when nothing was. */
  load(): unknown;
  save(value: unknown): void;
}

/** What this person's own decisions have taught the router. Nothing of it leaves the machine. */
export interface CalibrationRecord {
  observe(observation: Omit<Observation, 'atMs'>): void;
  /** For the router's facts; undefined as long as too little is known. */
  current(): Calibration | undefined;
  /** A sentence for each kind of question, for the person. */
  summary(): readonly string[];
  /** Forgets everything, in the store too. */
  reset(): void;
}

/** Reads the store at first use. What cannot be read, of another version or damaged, counts as nothing learnt. */
export function createCalibrationRecord(store: CalibrationStore, clock: Pick<Clock, 'now'>): CalibrationRecord {
  let known: Learnt | undefined;
  const learnt = () => {
    known ??= parseLearnt(store.load());
    return known;
  };
  const replace = (next: Learnt) => {
    known = next;
    store.save({ version: 1, learnt: next });
  };
  return {
    observe: (observation) => replace(observe(learnt(), { ...observation, atMs: clock.now() })),
    current: () => calibrationOf(learnt(), clock.now()),
    summary: () => summarizeCalibration(learnt(), clock.now()),
    reset: () => replace({}),
  };
}

function parseLearnt(saved: unknown): Learnt {
  const parsed = savedSchema.safeParse(saved);
  return parsed.success ? parsed.data.learnt : {};
}

const amount = z.number().nonnegative();
const tallySchema = z
  .object({
    answers: amount.int(),
    askedAgain: amount.int(),
    escalated: amount.int(),
    weight: amount,
    disappointment: amount,
    atMs: amount,
  })
  .refine(({ weight, disappointment }) => disappointment <= weight);
const sidesSchema = z.object({ local: tallySchema.exactOptional(), remote: tallySchema.exactOptional() });
const savedSchema = z.object({
  version: z.literal(1),
  learnt: z.partialRecord(z.enum(questionKinds), sidesSchema),
});
