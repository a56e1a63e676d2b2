import { appendFileSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** What became of the tests of one file. */
const fileOutcome = z.object({
  /** Relative to the top of the project. */
  file: z.string(),
  ...{ passed: z.number(), failed: z.number(), skipped: z.number() },
  /** All that failed is that something had not come when the test's wait for it was over. */
  isLate: z.boolean(),
});

export type FileOutcome = z.infer<typeof fileOutcome>;

/** The file in which the reporter leaves the outcomes; one JSON object on each line. */
export const outcomesVariable = 'WATERSHED_TEST_OUTCOMES';

export function writeOutcomes(path: string, outcomes: Iterable<FileOutcome>): void {
  for (const outcome of outcomes) appendFileSync(path, `${JSON.stringify(outcome)}\n`);
}

export function readOutcomes(path: string): readonly FileOutcome[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => fileOutcome.parse(JSON.parse(line)));
}
