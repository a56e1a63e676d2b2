import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { outcomesVariable, writeOutcomes } from './outcome.ts';

/**
 * A reporter for Node's test runner: one line for each file that passed, the whole story of each failure, each skip
 * with its reason. Writes what became of each file where the test command wants it, so that it can add up its stages.
 */
export async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = new Map<string, { passed: number; failed: number; skipped: number }>();
  const late = new Set<string>();
  const wrong = new Set<string>();
  for await (const event of events) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') yield event.data.message;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { details, name, skip } = event.data;
    const file = relative(process.cwd(), event.data.file ?? '');
    const count = counts.get(file) ?? { passed: 0, failed: 0, skipped: 0 };
    counts.set(file, count);
    const error = event.type === 'test:fail' ? event.data.details.error : undefined;
    // Why a hook failed stands with its suite alone; else a suite says only that its tests failed.
    if (error !== undefined && !hasType(error, 'subtestsFailed')) {
      yield `✖ ${file}: ${name}\n${describe(error)}\n`;
      if (!hasType(error, 'cancelledByParent')) (isTimeout(error) ? late : wrong).add(file);
    }
    if (details.type === 'suite') continue;
    if (error !== undefined) count.failed++;
    else if (skip !== undefined) {
      count.skipped++;
      yield `- ${file}: ${name}: skipped: ${skip}\n`;
    } else count.passed++;
  }
  for (const [file, { passed }] of counts) if (passed > 0) yield `✔ ${file} (${passed})\n`;
  const path = process.env[outcomesVariable];
  if (path === undefined) return;
  const isLate = (file: string) => late.has(file) && !wrong.has(file);
  writeOutcomes(
    path,
    [...counts].map(([file, count]) => ({ file, ...count, isLate: isLate(file) })),
  );
}

/** Of the kinds of failure that Node's test runner tells apart. */
function hasType(error: Error, failureType: string): boolean {
  return 'failureType' in error && error.failureType === failureType;
}

function causeOf(error: Error): unknown {
  return error.cause instanceof Error ? error.cause : error;
}

/** Playwright's error where a wait is over, and that of `AbortSignal.timeout`; a helper may tell more around it. */
function isTimeout(error: Error): boolean {
  return error.name === 'TimeoutError' || (error.cause instanceof Error && isTimeout(error.cause));
}

function describe(error: Error): string {
  const cause = causeOf(error);
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return text.replaceAll(/^/gm, '    ');
}

// Node's runner takes a reporter as a module's default export.
// biome-ignore lint/style/noDefaultExport: see above
export default report;
