import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, type Report } from './cache.ts';
import { findOnPath, retryOnce, runCommand, tryCommand } from './command.ts';
import type { ModelServer } from './llamaServer.ts';
import { ensureLlamaCppSource } from './models.ts';
import { freePort, type RunningServer, startServer, waitUntilReady } from './process.ts';
import { SetupError } from './setupError.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export interface OllamaModel {
  readonly name: string;
  readonly ggufPath: string;
  /** A Go template of the prompt; with `{{ .Suffix }}` in it the model has the capability "insert". */
  readonly template?: string;
}

export interface OllamaOptions {
  readonly models: readonly OllamaModel[];
  readonly port?: number;
  /** Whether it writes down all that it does, which prompts it finds in its cache for one. */
  readonly isVerbose?: boolean;
}

export interface OllamaServer extends ModelServer {
  /** The last lines that it wrote. */
  output(): string;
}

/** Fill-in-the-middle as starcoder writes it; for the FIM model of models.ts. */
export const insertTemplate =
  '{{ if .Suffix }}<fim_prefix>{{ .Prompt }}<fim_suffix>{{ .Suffix }}<fim_middle>{{ else }}{{ .Prompt }}{{ end }}';

export type OllamaBuildTools =
  | { readonly kind: 'found'; readonly go: string }
  /** The reason is one line that says what to install. */
  | { readonly kind: 'missing'; readonly reason: string };

/** Whether Ollama can be had here: a program on the PATH needs nothing, building it needs Go and gcc. */
export async function findOllamaBuildTools(): Promise<OllamaBuildTools> {
  const go = findOnPath('go');
  const missing = [
    ...(go === undefined ? ['Go 1.21 or later'] : []),
    ...(findOnPath('gcc') === undefined ? ['gcc'] : []),
  ];
  if (go === undefined || missing.length > 0) {
    return { kind: 'missing', reason: `Ollama is not on the PATH; building it needs ${missing.join(' and ')}.` };
  }
  const { stdout } = await tryCommand(go, ['env', 'GOVERSION']);
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  // From 1.21 on Go fetches the newer toolchain that a module asks for.
  if (minor < 21)
    return { kind: 'missing', reason: `Building Ollama needs Go 1.21 or later; ${go} is ${stdout.trim()}.` };
  return { kind: 'found', go };
}

/** The path of an `ollama` program: the one on the PATH, or one built from its Go module (3 to 5 minutes, once). */
export async function ensureOllama(report: Report = () => undefined): Promise<string> {
  const installed = findOnPath('ollama');
  if (installed !== undefined) return installed;
  const build = async (folder: string) => {
    const tools = await findOllamaBuildTools();
    if (tools.kind === 'missing') throw new SetupError(tools.reason);
    const source = await ensureLlamaCppSource(report);
    // Go module archives drop folders named vendor, and with them headers that Ollama's C++ code includes.
    const env = {
      GOBIN: folder,
      GOFLAGS: '-modcacherw',
      CGO_ENABLED: '1',
      CGO_CPPFLAGS: `-I${join(source, 'vendor')}`,
    };
    report('building Ollama takes 3 to 5 minutes the first time');
    await retryOnce('building Ollama', report, () => runCommand(tools.go, ['install', ollamaModule], { env }));
  };
  return join(await cached('ollama', ollamaVersion, build, report), 'ollama');
}

/** Starts Ollama with a model store of its own, cloud models off, and creates the models in it. */
export async function startOllama(options: OllamaOptions, report?: Report): Promise<OllamaServer> {
  const ollama = await ensureOllama(report);
  const home = await temporaryFolder('ollama');
  const port = options.port ?? (await freePort());
  const env = {
    HOME: home,
    OLLAMA_HOST: `127.0.0.1:${port}`,
    OLLAMA_MODELS: join(home, 'models'),
    OLLAMA_NO_CLOUD: '1',
    OLLAMA_NOPRUNE: '1',
    ...(options.isVerbose && { OLLAMA_DEBUG: '1' }),
  };
  const server = await startServer({
    name: 'Ollama',
    command: ollama,
    args: ['serve'],
    env: { ...process.env, ...env },
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady('Ollama', server, { url: `${url}/api/version`, deadlineMs: 60_000 });
  for (const model of options.models) await createModel(ollama, model, home, env, server);
  return { url, pid: server.pid, output: server.output, stop: server.stop };
}

const ollamaVersion = '0.17.4';
const ollamaModule = `github.com/ollama/ollama@v${ollamaVersion}`;

async function createModel(
  ollama: string,
  model: OllamaModel,
  home: string,
  env: Readonly<Record<string, string>>,
  server: RunningServer,
): Promise<void> {
  const folder = join(home, 'modelfiles');
  await mkdir(folder, { recursive: true });
  const modelfile = join(folder, model.name.replaceAll(/\W/g, '-'));
  const template = model.template === undefined ? '' : `TEMPLATE """${model.template}"""\n`;
  // Always the likeliest token, so that the same question gets the same answer.
  await writeFile(modelfile, `FROM ${model.ggufPath}\nPARAMETER temperature 0\n${template}`);
  try {
    await runCommand(ollama, ['create', model.name, '-f', modelfile], { env });
  } catch (error) {
    await server.stop();
    throw error;
  }
}
