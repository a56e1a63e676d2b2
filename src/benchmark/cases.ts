import type { OriginFile } from '../contract/request.ts';
import { chatCases } from './chatCases.ts';
import type { Check } from './checks.ts';
import { completionCases } from './completionCases.ts';

/** One task with an answer that a machine can judge. */
export type BenchmarkCase = CompletionCase | ChatCase | OwnCodeCase;
export type CaseKind = BenchmarkCase['kind'];

interface CaseBase {
  /** Unique in a run, and the same from run to run. */
  readonly id: string;
  /** A few words for the report. */
  readonly title: string;
  /** The most tokens that a sensible answer needs. */
  readonly maxOutputTokens: number;
}

/** A gap in a committed piece of code. */
export interface CompletionCase extends CaseBase {
  readonly kind: 'completion';
  readonly origin: OriginFile;
  readonly prefix: string;
  readonly suffix: string;
  readonly check: Check;
}

/** A committed question. */
export interface ChatCase extends CaseBase {
  readonly kind: 'chat';
  readonly question: string;
  readonly check: Check;
}

/** A gap cut into a file of the person's. Line endings are `\n` throughout. */
export interface OwnCodeCase extends CaseBase {
  readonly kind: 'own-code';
  readonly origin: OriginFile;
  readonly prefix: string;
  readonly suffix: string;
  /** What stood in the gap. */
  readonly hidden: string;
}

/** The cases that come with Watershed: the same for everyone, and small enough for a tiny model without a GPU. */
export const committedCases: readonly BenchmarkCase[] = [...completionCases, ...chatCases];
