import { readFile, stat } from 'node:fs/promises';
import { run } from './run.ts';

/** The most that the packaged extension may weigh. The grammars are three quarters of it. */
const sizeLimitBytes = 3_000_000;

/** Builds the extension and packs it into one universal VSIX; returns the file's name. */
export async function packageExtension(): Promise<string> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const file = `watershed-${version}.vsix`;
  if ((await run(process.execPath, ['esbuild.js'])) !== 0) throw new Error('The build failed; see above.');
  const vsce = ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--allow-missing-repository'];
  const code = await run(process.execPath, [...vsce, '--no-rewrite-relative-links', '--out', file]);
  if (code !== 0) throw new Error('vsce could not package the extension; see above.');
  const { size } = await stat(file);
  if (size > sizeLimitBytes) throw new Error(`${file} has ${size} bytes; the limit is ${sizeLimitBytes}.`);
  console.log(`${file}: ${(size / 1e6).toFixed(2)} MB`);
  return file;
}

if (import.meta.main) await packageExtension();
