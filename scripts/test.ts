import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareNetworkTests, tryCreateNetwork } from '../test/network/stage.ts';
import { packageExtension } from './package.ts';
import { run } from './run.ts';
import { type FileOutcome, outcomesVariable, readOutcomes } from './test/outcome.ts';

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
  const { outcomes, code } = await tryFiles(filesOf(pattern), options);
  addUp(outcomes, code);
}

/**
 * All files in one process, with the windows that they share. A busy machine now and then loses a key on its way into
 * VS Code: where all that failed in a file is that something had not come when a wait was over, the file gets a second
 * try, and that counts. What was asserted and did not hold gets none.
 * `inside` is a command that runs the tests' own command, which is given after it.
 */
async function testWindows(pattern: string, inside: readonly string[] = []): Promise<void> {
  const options = ['--test-isolation=none'];
  const files = filesOf(pattern);
  const first = await tryFiles(files, options, inside);
  const late = first.outcomes.filter(({ isLate }) => isLate).map(({ file }) => file);
  if (late.length === 0) return addUp(first.outcomes, first.code);
  console.log(`\nSomething did not come in time. A second try: ${late.join(', ')}`);
  const second = await tryFiles(late, options, inside);
  const outcomes = [...first.outcomes.filter(({ isLate }) => !isLate), ...second.outcomes];
  // A file of which nothing is known has died.
  const unknown = files.filter((file) => !outcomes.some((outcome) => outcome.file === file));
  addUp(outcomes, Math.max(second.code, unknown.length));
}

function filesOf(pattern: string): readonly string[] {
  const files = globSync(pattern).sort();
  if (files.length === 0) throw new Error(`No test matches ${pattern}.`);
  return files;
}

interface Try {
  readonly outcomes: readonly FileOutcome[];
  readonly code: number;
}

async function tryFiles(
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

function addUp(outcomes: readonly FileOutcome[], code: number): void {
  const sum = (count: (outcome: FileOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  totals.passed += sum(({ passed }) => passed);
  totals.skipped += sum(({ skipped }) => skipped);
  // A file that dies before its first test fails the run without a failed test.
  const failed = sum(({ failed }) => failed);
  totals.failed += code === 0 ? failed : Math.max(failed, 1);
}

function count(passed: boolean): void {
  if (passed) totals.passed++;
  else totals.failed++;
}
