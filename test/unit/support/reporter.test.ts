import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { it } from 'node:test';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

it('the report says why a hook failed, and counts the tests that did not run as failed', async () => {
  const folder = await temporaryFolder('reporter');
  const file = join(folder, 'window.test.ts');
  await writeFile(
    file,
    `import { before, describe, test } from 'node:test';
    describe('a window', () => {
      before(() => { throw new Error('the browser did not start'); });
      test('one', () => {});
      test('two', () => {});
    });
    describe('another', () => { test('three', () => {}); });`,
  );
  const counts = join(folder, 'counts');
  const { NODE_TEST_CONTEXT: _ofThisRun, ...environment } = process.env;
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--test', `--test-reporter=${resolve('scripts/test/reporter.ts')}`, file],
    { env: { ...environment, WATERSHED_TEST_COUNTS: counts }, encoding: 'utf8' },
  );
  assert.equal(status, 1);
  assert.match(stdout, /a window\n {4}Error: the browser did not start/);
  assert.equal((await readFile(counts, 'utf8')).trim(), '1 2 0');
});
