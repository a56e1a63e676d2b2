import type { Request } from './request.ts';

/** What is wrong with an answer, for a person: `text` is one sentence. */
export interface CheckFailure {
  /** A stable name for tests and logs, for example `does-not-parse`. */
  readonly code: string;
  readonly text: string;
}

/**
 * Looks at a whole answer before it is shown. Undefined means that nothing speaks against it, also where it has nothing
 * to say of such an answer.
 */
export type AnswerCheck = (request: Request, answer: string) => Promise<CheckFailure | undefined>;
