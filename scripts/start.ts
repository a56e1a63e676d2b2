import { cp, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../test/support/setupError.ts';
import { packageExtension } from './package.ts';
import { check } from './start/check.ts';
import { type StartedEngine, startEngine } from './start/engine.ts';
import { openEditor } from './start/openEditor.ts';

/**
 * Sets everything up and opens the extension in a real editor with a sample workspace.
 *
 *   --check          does it without a person, in a headless editor, and prints what it saw as one JSON line
 *   --better-model   agrees to fetch a better fill-in-the-middle model (1.6 GB); without a network the small one serves
 */
const { values: options } = parseArgs({
  options: { check: { type: 'boolean', default: false }, 'better-model': { type: 'boolean', default: false } },
});
const folder = resolve('.start');

let engine: StartedEngine | undefined;
try {
  await start();
} catch (error) {
  if (!(error instanceof SetupError)) console.error(error);
  else console.error(`✖ ${error.message}`);
  process.exitCode = 1;
} finally {
  await engine?.stop();
}
// Whatever still runs in the background belongs to this command.
process.exit();

async function start(): Promise<void> {
  report('building the extension');
  const vsix = resolve(await packageExtension());
  engine = await startEngine(options['better-model'], report);
  report(engine.description);
  const workspace = resolve(folder, options.check ? 'check/workspace' : 'workspace');
  if (options.check) await rm(resolve(folder, 'check'), { recursive: true, force: true });
  await cp('scripts/start/sample', workspace, { recursive: true, force: options.check });
  const parts = { vsix, workspace, backends: engine.backends, report };
  if (!options.check) return openEditor({ ...parts, folder });
  const seen = await check({ ...parts, folder: resolve(folder, 'check') });
  console.log(JSON.stringify({ ok: true, engine: engine.kind, ...seen }));
}

function report(line: string): void {
  console.log(`· ${line}`);
}
