import type { FileOutcome } from './outcome.ts';

/** What became of some files of tests. */
export interface Try {
  readonly outcomes: readonly FileOutcome[];
  /** The exit code of the test runner. */
  readonly code: number;
}

/**
 * Runs tests of windows of VS Code, into which a busy machine now and then loses a key: where all that failed in a file is
 * that something had not come when a wait was over, the file gets a second try, and that counts. What was asserted and
 * did not hold gets none.
 */
export async function withSecondTry(
  files: readonly string[],
  run: (files: readonly string[]) => Promise<Try>,
): Promise<Try> {
  const first = await run(files);
  const late = first.outcomes.filter(({ isLate }) => isLate).map(({ file }) => file);
  if (late.length === 0) return first;
  console.log(`\nSomething did not come in time. A second try: ${late.join(', ')}`);
  const second = await run(late);
  const outcomes = [...first.outcomes.filter(({ isLate }) => !isLate), ...second.outcomes];
  // A file of which nothing is known has died.
  const unknown = files.filter((file) => !outcomes.some((outcome) => outcome.file === file));
  return { outcomes, code: Math.max(second.code, unknown.length) };
}

/** Adds the files up. One that dies before its first test fails the run without a failed test. */
export function countTests({ outcomes, code }: Try): Pick<FileOutcome, 'passed' | 'failed' | 'skipped'> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of outcomes) {
    counts.passed += passed;
    counts.failed += failed;
    counts.skipped += skipped;
  }
  return code === 0 ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}
