import { join } from 'node:path';
import type { Report } from './cache.ts';
import { freePort, startServer, waitUntilReady } from './process.ts';
import { ensurePythonPackages, type Python } from './python.ts';

export interface LlamaCpp {
  readonly python: Python;
  /** The folder for PYTHONPATH. */
  readonly folder: string;
}

export interface LlamaServerOptions {
  readonly modelPath: string;
  /** Shared out over the slots, as llama.cpp does: 8192 with two slots gives 4096 to each. */
  readonly contextTokens?: number;
  readonly slots?: number;
  readonly port?: number;
  readonly apiKey?: string;
  /** The model's name in /v1/models. */
  readonly alias?: string;
  readonly threads?: number;
  /** Always the likeliest token, so that the same question gets the same answer, unless a request says otherwise. */
  readonly isGreedy?: boolean;
  /** Where an answer ends that nobody has limited; a very small model may never end by itself. */
  readonly maxOutputTokens?: number;
}

export interface ModelServer {
  /** Without a slash at the end, like http://127.0.0.1:8080. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The real llama.cpp server, build 11549, as a prebuilt Python package (34 MB, MIT). */
export function ensureLlamaCpp(report?: Report): Promise<LlamaCpp> {
  const version = '2026.10.11549';
  return ensurePythonPackages('xllamacpp', version, ['--no-deps', `xllamacpp==${version}`], report);
}

/** Starts a llama.cpp server on a loopback port and waits until its model is loaded. */
export async function startLlamaServer(options: LlamaServerOptions, report?: Report): Promise<ModelServer> {
  const llamaCpp = await ensureLlamaCpp(report);
  const port = options.port ?? (await freePort());
  const parameters = { contextTokens: 8192, slots: 2, threads: 2, ...options, port };
  const server = await startServer({
    name: 'llama.cpp server',
    command: llamaCpp.python.command,
    args: [join(import.meta.dirname, 'llamaServer.py'), JSON.stringify(parameters)],
    env: { ...process.env, PYTHONPATH: llamaCpp.folder },
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady('llama.cpp server', server, { url: `${url}/health`, deadlineMs: 60_000 });
  return { url, pid: server.pid, stop: server.stop };
}
