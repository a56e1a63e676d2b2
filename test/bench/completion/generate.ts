import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toTrace } from './keystrokes.ts';
import { pausesOf } from './trace.ts';

/** Writes traces/ anew from sources/. The same sources and seeds give the same traces. */
const here = import.meta.dirname;
for (const file of (await readdir(join(here, 'sources'))).sort()) {
  const name = basename(file, '.txt');
  const trace = toTrace(name, await readFile(join(here, 'sources', file), 'utf8'));
  await writeFile(join(here, 'traces', `${name}.json`), `${JSON.stringify(trace, undefined, 2)}\n`);
  const seconds = trace.keys.reduce((total, [, waitMs]) => total + waitMs, 0) / 1000;
  console.log(`${name}: ${trace.keys.length} keys, ${pausesOf(trace).length} pauses, ${seconds.toFixed(0)} s`);
}
