import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { it } from 'node:test';
import { outcomesVariable, readOutcomes } from '../../../scripts/test/outcome.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

it('the report says why a hook failed, and counts the tests that did not run as failed', async () => {
  const { status, stdout, outcomes } = await reportOn(`
    describe('a window', () => {
      before(() => { throw new Error('the browser did not start'); });
      test('one', () => {});
      test('two', () => {});
    });
    describe('another', () => { test('three', () => {}); });`);
  assert.equal(status, 1);
  assert.match(stdout, /a window\n {4}Error: the browser did not start/);
  assert.deepEqual(outcomes, [{ passed: 1, failed: 2, skipped: 0, isLate: false }]);
});

const waits = `
  import { errors } from 'playwright-core';
  const wait = () => { throw new errors.TimeoutError('locator.waitFor: Timeout 10ms exceeded.'); };`;

it('a file is late where a wait was over in a test or in a hook, and nothing else failed', async () => {
  const { outcomes } = await reportOn(`${waits}
    test('one', () => { try { wait(); } catch (cause) { throw new Error('The chat shows nothing.', { cause }); } });
    test('two', () => {});
    describe('a window', () => { before(wait); test('three', () => {}); });
    describe('a server', () => { test('four', () => AbortSignal.abort(new DOMException('', 'TimeoutError')).throwIfAborted()); });`);
  assert.deepEqual(outcomes, [{ passed: 1, failed: 3, skipped: 0, isLate: true }]);
});

it('a file is not late where something was asserted that did not hold, before the wait or after it', async () => {
  for (const tests of [`test('one', wrong); test('two', wait);`, `test('one', wait); test('two', wrong);`]) {
    const { outcomes } = await reportOn(`${waits}
      const wrong = () => { throw new Error('1 is not 2'); };
      ${tests}`);
    assert.deepEqual(outcomes, [{ passed: 0, failed: 2, skipped: 0, isLate: false }]);
  }
});

/** Runs these tests as the editor's are run: in one process. */
async function reportOn(tests: string) {
  const folder = await temporaryFolder('reporter');
  const file = join(folder, 'window.test.ts');
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await writeFile(file, `import { before, describe, test } from 'node:test';\n${tests}`);
  const path = join(folder, 'outcomes');
  const { NODE_TEST_CONTEXT: _ofThisRun, ...environment } = process.env;
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--test', '--test-isolation=none', `--test-reporter=${resolve('scripts/test/reporter.ts')}`, file],
    { env: { ...environment, [outcomesVariable]: path }, encoding: 'utf8' },
  );
  return { status, stdout, outcomes: readOutcomes(path).map(({ file: _path, ...outcome }) => outcome) };
}
