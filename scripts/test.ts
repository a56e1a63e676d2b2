import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareNetworkTests, tryCreateNetwork } from '../test/network/stage.ts';
import { packageExtension } from './package.ts';
import { run } from './run.ts';
import { outcomesVariable, readOutcomes } from './test/outcome.ts';
import { countTests, type Try, withSecondTry } from './test/secondTry.ts';

/**
 * Everything that must hold, in the order of its price: types, lint, unit tests, the backends' contract,
 * what becomes of each fault, the packaged extension in a real editor, and the same in a network of its own.
 * Arguments name stages to run (`npm test -- unit`); none runs them all.
 * The last line is `N passed, N failed, N skipped`.
 */
interface Stage {
  readonly name: string;
  run(): Promise<void>;
}

const folder = mkdtempSync(join(tmpdir(), 'watershed-test-'));
const outcomesFile = join(folder, 'outcomes');
const totals = { passed: 0, failed: 0, skipped: 0 };

const stages: readonly Stage[] = [
  { name: 'types', run: () => check('tsc', ['-p', '.'], ['-p', 'media']) },
  { name: 'lint', run: () => check('biome', ['check', '.']) },
  { name: 'unit', run: () => testFiles('test/unit/**/*.test.ts', []) },
  { name: 'contract', run: () => testFiles('test/contract/**/*.test.ts', ['--test-concurrency=1']) },
  { name: 'faults', run: () => testFiles('test/faults/**/*.test.ts', ['--test-concurrency=1']) },
  { name: 'package', run: packageStage },
  { name: 'editor', run: () => testWindows('test/editor/**/*.test.ts') },
  { name: 'network', run: networkStage },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. Stages: ${stages.map((stage) => stage.name).join(', ')}.`);
  process.exit(2);
}
for (const stage of stages) {
  if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
  console.log(`\n── ${stage.name} ──`);
  await stage.run();
}
rmSync(folder, { recursive: true });

const skippedInCi = process.env['CI'] === 'true' && totals.skipped > 0;
if (skippedInCi) console.log('In CI nothing may be skipped.');
process.exitCode = totals.failed > 0 || skippedInCi ? 1 : 0;
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);

/** Runs a checker once for each list of arguments; each run counts as one test. */
async function check(program: string, ...runs: readonly (readonly string[])[]): Promise<void> {
  for (const args of runs) count((await run(join('node_modules', '.bin', program), args)) === 0);
}

async function packageStage(): Promise<void> {
  try {
    await packageExtension();
    count(true);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    count(false);
  }
}

/** The tests run inside a network namespace, whose only way out is a link on which packets are counted. */
async function networkStage(): Promise<void> {
  const network = await tryCreateNetwork();
  if ('missing' in network) {
    console.log(`- network: skipped: ${network.missing}`);
    totals.skipped++;
    return;
  }
  await using _removedAfterwards = network;
  await prepareNetworkTests();
  await testWindows('test/network/**/*.test.ts', network.inside);
}

/** Each file in a process of its own. */
async function testFiles(pattern: string, options: readonly string[]): Promise<void> {
  addUp(await runTests(filesOf(pattern), options));
}

/**
 * All files in one process, with the windows that they share. `inside` is a command that runs the tests' own command,
 * which is given after it.
 */
async function testWindows(pattern: string, inside: readonly string[] = []): Promise<void> {
  addUp(await withSecondTry(filesOf(pattern), (files) => runTests(files, ['--test-isolation=none'], inside)));
}

function filesOf(pattern: string): readonly string[] {
  const files = globSync(pattern).sort();
  if (files.length === 0) throw new Error(`No test matches ${pattern}.`);
  return files;
}

async function runTests(
  files: readonly string[],
  options: readonly string[],
  inside: readonly string[] = [],
): Promise<Try> {
  rmSync(outcomesFile, { force: true });
  const reporter = ['--test-reporter=./scripts/test/reporter.ts', '--test-reporter-destination=stdout'];
  const [command, ...args] = [...inside, process.execPath, '--test', ...options, ...reporter, ...files];
  const code = await run(command ?? process.execPath, args, { [outcomesVariable]: outcomesFile });
  return { outcomes: existsSync(outcomesFile) ? readOutcomes(outcomesFile) : [], code };
}

function addUp(tried: Try): void {
  const { passed, failed, skipped } = countTests(tried);
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
}

function count(passed: boolean): void {
  if (passed) totals.passed++;
  else totals.failed++;
}
