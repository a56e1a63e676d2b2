import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

/**
 * A reporter for Node's test runner: one line for each file that passed, the whole story of each failure, each skip
 * with its reason. Appends `passed failed skipped` to the file named in WATERSHED_TEST_COUNTS, so that the test command can add up
 * its stages.
 */
export async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const perFile = new Map<string, number>();
  for await (const event of events) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') yield event.data.message;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const file = relative(process.cwd(), event.data.file ?? '');
    // Why a hook failed stands with its suite alone; else a suite says only that its tests failed.
    if (event.type === 'test:fail' && !isOfSubtests(event.data.details.error))
      yield `✖ ${file}: ${event.data.name}\n${describe(event.data.details.error)}\n`;
    if (event.data.details.type === 'suite') continue;
    if (event.type === 'test:fail') counts.failed++;
    else if (event.data.skip !== undefined) {
      counts.skipped++;
      yield `- ${file}: ${event.data.name}: skipped: ${event.data.skip}\n`;
    } else {
      counts.passed++;
      perFile.set(file, (perFile.get(file) ?? 0) + 1);
    }
  }
  for (const [file, passed] of perFile) yield `✔ ${file} (${passed})\n`;
  const countsFile = process.env['WATERSHED_TEST_COUNTS'];
  if (countsFile !== undefined) appendFileSync(countsFile, `${counts.passed} ${counts.failed} ${counts.skipped}\n`);
}

function isOfSubtests(error: unknown): boolean {
  return error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return text.replaceAll(/^/gm, '    ');
}

// Node's runner takes a reporter as a module's default export.
// biome-ignore lint/style/noDefaultExport: see above
export default report;
