import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { cached, cacheFolder } from '../../support/cache.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

beforeEach(async () => {
  process.env['WATERSHED_CACHE_DIR'] = await temporaryFolder('cache');
});

test('builds once and gives the same folder afterwards', async () => {
  let builds = 0;
  const build = async (folder: string) => {
    builds++;
    await writeFile(join(folder, 'file'), 'whole');
  };
  const folder = await cached('thing', '1', build);
  assert.equal(await cached('thing', '1', build), folder);
  assert.equal(await readFile(join(folder, 'file'), 'utf8'), 'whole');
  assert.equal(builds, 1);
});

test('builds once for callers at the same time', async () => {
  let builds = 0;
  const build = async () => {
    builds++;
  };
  await Promise.all([cached('thing', '1', build), cached('thing', '1', build), cached('thing', '1', build)]);
  assert.equal(builds, 1);
});

test('a failed build leaves nothing behind and can be repeated', async () => {
  const failing = cached('thing', '1', async (folder) => {
    await writeFile(join(folder, 'half'), '');
    throw new Error('no connection');
  });
  await assert.rejects(failing, /no connection/);
  assert.deepEqual(await readdir(cacheFolder()), []);
  const folder = await cached('thing', '1', async () => undefined);
  assert.deepEqual(await readdir(folder), []);
});

test('takes over the lock of a process that is gone', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(join(cacheFolder(), 'thing-1.lock'), String(child.pid));
  const folder = await cached('thing', '1', async () => undefined);
  assert.ok(existsSync(folder));
  assert.deepEqual(await readdir(cacheFolder()), ['thing-1']);
});

test('removes what a killed build left', async () => {
  await mkdir(join(cacheFolder(), 'thing-1.123.tmp'), { recursive: true });
  await cached('thing', '1', async () => undefined);
  assert.deepEqual(await readdir(cacheFolder()), ['thing-1']);
});

test('tells a person what is prepared', async () => {
  const lines: string[] = [];
  await cached(
    'thing',
    '1',
    async () => undefined,
    (line) => lines.push(line),
  );
  assert.match(lines.join('\n'), /preparing thing 1\nthing is ready \(\d+\.\d s\)/);
});
