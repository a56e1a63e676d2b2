import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Takes one line about what is being prepared, for a person who waits. */
export type Report = (line: string) => void;

/** Fills an empty folder. What it throws leaves nothing behind in the cache. */
export type Build = (folder: string) => Promise<void>;

const heartbeatMs = 5_000;
const staleLockMs = 60_000;
const repositoryRoot = resolve(import.meta.dirname, '../..');

/** The folder for downloads and builds: WATERSHED_CACHE_DIR, or `.cache` in the repository, which git ignores. */
export function cacheFolder(): string {
  return resolve(process.env['WATERSHED_CACHE_DIR'] ?? join(repositoryRoot, '.cache'));
}

/**
 * Gives the folder of `name` at `version`, building it first where it is not there yet. The build happens in a
 * temporary sibling that is renamed when complete, so the folder is whole whenever it exists.
 */
export async function cached(name: string, version: string, build: Build, report: Report = ignoreReport) {
  const folder = join(cacheFolder(), `${name}-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder(), { recursive: true });
  const release = await lock(`${folder}.lock`, report);
  const temporary = `${folder}.${process.pid}.tmp`;
  try {
    if (existsSync(folder)) return folder;
    await removeLeftovers(folder);
    await mkdir(temporary);
    report(`preparing ${name} ${version}`);
    const startedMs = performance.now();
    await build(temporary);
    await rename(temporary, folder);
    report(`${name} is ready (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await release();
  }
  return folder;
}

/** A build that was killed leaves its temporary folder; whoever has the lock may remove it. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(dirname(folder));
  const isLeftover = (name: string) => name.startsWith(`${basename(folder)}.`) && name.endsWith('.tmp');
  for (const name of names.filter(isLeftover)) await rm(join(dirname(folder), name), { recursive: true, force: true });
}

export const ignoreReport: Report = () => undefined;

/** Writes progress to standard error, so that standard output stays free for results. */
export const reportToStderr: Report = (line) => {
  process.stderr.write(`${line}\n`);
};

/**
 * Waits until this process owns the lock file. Should two processes ever take over the same dead lock at once, both
 * build, and the later rename fails: slow and loud, never a broken folder.
 */
async function lock(path: string, report: Report): Promise<() => Promise<void>> {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    for (let waits = 0; !(await tryLink(own, path)); waits++) {
      if (await isAbandoned(path)) {
        await rm(path, { force: true });
        continue;
      }
      if (waits === 0) report(`waiting for another process that builds the same (${path})`);
      await sleep(300);
    }
  } finally {
    await rm(own, { force: true });
  }
  const heartbeat = setInterval(() => void utimes(path, new Date(), new Date()).catch(ignoreMissing), heartbeatMs);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    await rm(path, { force: true });
  };
}

/** A link is made whole or not at all: nobody ever reads a lock file without its owner's process id. */
async function tryLink(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The heartbeat decides where the owner's process id was given to another process since, or lives elsewhere. */
async function isAbandoned(path: string): Promise<boolean> {
  try {
    const owner = Number(await readFile(path, 'utf8'));
    const ageMs = Date.now() - (await stat(path)).mtimeMs;
    return !isAlive(owner) || ageMs > staleLockMs;
  } catch (error) {
    ignoreMissing(error);
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function ignoreMissing(error: unknown): void {
  if (!hasCode(error, 'ENOENT')) throw error;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
