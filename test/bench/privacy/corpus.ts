import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, type Report } from '../../support/cache.ts';
import { findOnPath, retryOnce, runCommand } from '../../support/command.ts';
import { findPython, pip } from '../../support/python.ts';
import { SetupError } from '../../support/setupError.ts';

/** Ordinary open-source code, named by packages with their versions. */
export interface CorpusPackages {
  readonly npm: readonly string[];
  readonly pip: readonly string[];
  /** Whole repositories, with their tests, pages and settings. */
  readonly go: readonly string[];
}

/** What the rules were tuned on: each finding in it was looked at. */
export const firstCorpus: CorpusPackages = {
  npm: ['express@4.21.2', 'mongoose@8.9.2', 'typeorm@0.3.20', 'knex@3.1.0', 'nodemailer@6.9.16', 'eslint@9.17.0'],
  pip: ['celery==5.4.0', 'flask==3.1.0', 'oauthlib==3.2.2', 'ansible-core==2.18.1', 'jupyter-server==2.14.2'],
  go: [
    'github.com/apache/thrift@v0.22.0',
    'github.com/docker/compose/v2@v2.40.0',
    'helm.sh/helm/v3@v3.18.0',
    'github.com/gin-gonic/gin@v1.10.0',
    'github.com/caddyserver/caddy/v2@v2.9.0',
  ],
};

/** What no rule was tuned on: it says what to expect elsewhere. */
export const secondCorpus: CorpusPackages = {
  npm: ['fastify@5.2.0', 'sequelize@6.37.5', 'pm2@5.4.3', 'socket.io@4.8.1', 'prettier@3.4.2', 'graphql@16.10.0'],
  pip: ['sphinx==8.1.3', 'pytest==8.3.4', 'poetry==1.8.5', 'httpx==0.28.1', 'pyramid==2.0.2'],
  go: [
    'github.com/google/flatbuffers@v25.1.24+incompatible',
    'github.com/prometheus/alertmanager@v0.27.0',
    'github.com/restic/restic@v0.17.3',
    'github.com/jackc/pgx/v5@v5.7.2',
    'github.com/gofiber/fiber/v2@v2.52.6',
  ],
};

/**
 * Keys of vendors in the corpora that were looked at and are whole keys: people published them by mistake or as an example.
 * They are found rightly, so they do not count as false.
 */
export const publishedKeys: readonly string[] = [
  'go/github.com/restic/restic@v0.17.3/doc/080_examples.rst',
  'go/github.com/prometheus/alertmanager@v0.27.0/notify/discord/discord_test.go',
];

export interface CorpusFile {
  /** Below the corpus' folder. */
  readonly path: string;
  readonly text: string;
}

/** Fetches the packages once into the cache. Their code is never run: no install script, no build. */
export async function ensureCorpus(name: string, packages: CorpusPackages, report: Report): Promise<string> {
  // A list that changes is fetched anew.
  const version = String([...packages.npm, ...packages.pip, ...packages.go].join(' ').length);
  return await cached(`privacy-corpus-${name}`, version, (folder) => fetchAll(folder, packages, report), report);
}

async function fetchAll(folder: string, packages: CorpusPackages, report: Report): Promise<void> {
  for (const wanted of packages.npm) await fetchNpm(join(folder, 'npm', wanted), wanted, report);
  const python = await findPython();
  for (const wanted of packages.pip) {
    const target = join(folder, 'pip', wanted);
    await mkdir(target, { recursive: true });
    await pip(python, ['download', '--no-deps', '--only-binary', ':all:', '--dest', target, wanted], report);
    for (const wheel of await readdir(target)) {
      await runCommand(python.command, ['-m', 'zipfile', '-e', join(target, wheel), target]);
      await rm(join(target, wheel));
    }
  }
  await fetchGo(join(folder, 'go'), packages.go, report);
}

async function fetchNpm(target: string, wanted: string, report: Report): Promise<void> {
  await mkdir(target, { recursive: true });
  await retryOnce(`npm pack ${wanted}`, report, () =>
    runCommand('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', target, wanted]),
  );
  for (const archive of await readdir(target)) {
    await runCommand('tar', ['-xzf', join(target, archive), '-C', target]);
    await rm(join(target, archive));
  }
}

async function fetchGo(target: string, modules: readonly string[], report: Report): Promise<void> {
  const go = findOnPath('go');
  if (go === undefined) throw new SetupError('The corpus of ordinary code needs Go 1.21 or later: install golang.');
  await mkdir(target, { recursive: true });
  // `-modcacherw`: without it nobody could delete the folder.
  const env = { GOMODCACHE: target, GOFLAGS: '-modcacherw -mod=mod' };
  for (const wanted of modules) {
    await retryOnce(`go mod download ${wanted}`, report, () =>
      runCommand(go, ['mod', 'download', wanted], { env, cwd: target }),
    );
  }
  await rm(join(target, 'cache'), { recursive: true, force: true });
}

const largestFileBytes = 1_000_000;

/** Every text file of a folder, one after the other. What is no text, or very large, is left out. */
export async function* readCorpus(folder: string, below = ''): AsyncGenerator<CorpusFile> {
  if (!existsSync(join(folder, below))) return;
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) yield* readCorpus(folder, path);
    if (!entry.isFile() || (await stat(join(folder, path))).size > largestFileBytes) continue;
    const text = await readFile(join(folder, path), 'utf8');
    if (text !== '' && !/[\0\ufffd]/.test(text)) yield { path, text };
  }
}
