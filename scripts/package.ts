import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareFiles } from './package/compareFiles.ts';
import { findLicenceProblems } from './package/licences.ts';
import { zipNames } from './package/zipNames.ts';
import { run } from './run.ts';

/** The most that the packaged extension may weigh. The grammars are three quarters of it. */
const sizeLimitBytes = 3_000_000;

/** Every file that the VSIX may hold. */
const acceptedFiles = join(import.meta.dirname, 'package', 'vsixFiles.txt');

/** Builds the extension and packs it into one universal VSIX; returns the file's name. */
export async function packageExtension(): Promise<string> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const file = `watershed-${version}.vsix`;
  // What an older build has left there must not be shipped.
  await rm('dist', { recursive: true, force: true });
  if ((await run(process.execPath, ['esbuild.js'])) !== 0) throw new Error('The build failed; see above.');
  const vsce = ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--allow-missing-repository'];
  const code = await run(process.execPath, [...vsce, '--no-rewrite-relative-links', '--out', file]);
  if (code !== 0) throw new Error('vsce could not package the extension; see above.');
  const { size } = await stat(file);
  if (size > sizeLimitBytes) throw new Error(`${file} has ${size} bytes; the limit is ${sizeLimitBytes}.`);
  await checkContent(file);
  console.log(`${file}: ${(size / 1e6).toFixed(2)} MB`);
  return file;
}

/** Nothing gets into the package unseen: each file of it was accepted by hand once, and so was each licence. */
async function checkContent(file: string): Promise<void> {
  const problems = findLicenceProblems(await readFile('dist/third-party-licences.txt', 'utf8'));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const found = await zipNames(await readFile(file));
  if (process.argv.includes(acceptOption)) await writeFile(acceptedFiles, `${found.join('\n')}\n`);
  const accepted = (await readFile(acceptedFiles, 'utf8')).split('\n').filter(Boolean);
  const differences = compareFiles(found, accepted);
  if (differences.length === 0) return;
  throw new Error(
    `${file} does not hold what scripts/package/vsixFiles.txt lists:\n${differences.join('\n')}\nIf that is meant, run “npm run package -- ${acceptOption}” and commit the list.`,
  );
}

const acceptOption = '--accept-files';

if (import.meta.main) await packageExtension();
