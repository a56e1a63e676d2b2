import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { reportToStderr } from '../../test/support/cache.ts';
import { findOnPath } from '../../test/support/command.ts';
import { startLlamaServer } from '../../test/support/llamaServer.ts';
import { ensureSmallModel } from '../../test/support/models.ts';
import { freePort, startServer, waitUntilReady } from '../../test/support/process.ts';
import { SetupError } from '../../test/support/setupError.ts';
import type { EngineProbes, StartedServer } from './findEngine.ts';

/** This machine, as findEngine sees it. */
export const engineProbes: EngineProbes = {
  getJson,
  findProgram: findOnPath,
  findModelFile,
  startOllama: (program) =>
    startProgram({ name: 'Ollama', program, readyPath: '/api/version' }, (port) => ({
      args: ['serve'],
      env: { OLLAMA_HOST: `127.0.0.1:${port}` },
    })),
  startLlamaServer: (program, modelPath) =>
    startProgram({ name: 'llama-server', program, readyPath: '/health' }, (port) => ({
      args: ['--model', modelPath, '--host', '127.0.0.1', '--port', String(port)],
      env: {},
    })),
  startEmbedded: async () => {
    const chosen = chosenModel();
    const modelPath = chosen ?? (await ensureSmallModel(reportToStderr));
    const name = chosen === undefined ? { alias: 'SmolLM2-135M-Instruct' } : {};
    return startLlamaServer({ modelPath, ...name }, reportToStderr);
  },
  report: reportToStderr,
};

async function getJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_500) });
    const text = await response.text();
    return response.ok ? JSON.parse(text) : undefined;
  } catch {
    // Refused, too slow and not JSON all mean: no engine of ours there.
    return undefined;
  }
}

interface Program {
  readonly name: string;
  readonly program: string;
  /** Answers with success once the server is ready. */
  readonly readyPath: string;
}

interface Launch {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function startProgram(program: Program, toLaunch: (port: number) => Launch): Promise<StartedServer> {
  const port = await freePort();
  const { args, env } = toLaunch(port);
  const server = await startServer({
    name: program.name,
    command: program.program,
    args,
    env: { ...process.env, ...env },
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(program.name, server, { url: `${url}${program.readyPath}`, deadlineMs: 120_000 });
  return { url, stop: server.stop };
}

async function findModelFile(): Promise<string | undefined> {
  return chosenModel() ?? (await newestModel(llamaCacheFolders()));
}

function chosenModel(): string | undefined {
  const path = process.env['WATERSHED_MODEL'];
  if (path === undefined || path === '') return undefined;
  if (!existsSync(path)) throw new SetupError(`WATERSHED_MODEL names a file that is not there: ${path}`);
  return path;
}

function llamaCacheFolders(): readonly string[] {
  const chosen = process.env['LLAMA_CACHE'];
  if (chosen !== undefined) return [chosen];
  return [join(homedir(), '.cache', 'llama.cpp'), join(homedir(), 'Library', 'Caches', 'llama.cpp')];
}

/** Projectors for images and later parts of a split model lie in the same folders and are no models by themselves. */
async function newestModel(folders: readonly string[]): Promise<string | undefined> {
  const models: { path: string; modifiedMs: number }[] = [];
  for (const folder of folders.filter((path) => existsSync(path))) {
    for (const name of await readdir(folder, { recursive: true })) {
      const isPart = /-0*[2-9]\d*-of-\d+\.gguf$|mmproj/.test(name);
      if (!name.endsWith('.gguf') || isPart) continue;
      const path = join(folder, name);
      models.push({ path, modifiedMs: (await stat(path)).mtimeMs });
    }
  }
  return models.sort((one, other) => other.modifiedMs - one.modifiedMs)[0]?.path;
}
