import { z } from 'zod';

export type EngineKind = 'ollama' | 'llama.cpp';

/** A local model server that answers, with at least one model. */
export interface Engine {
  readonly kind: EngineKind;
  /** Without a slash at the end. */
  readonly url: string;
  /** Model names as the server lists them; never empty. */
  readonly models: readonly [string, ...string[]];
}

export type FoundEngine =
  /** It was running before; stop does nothing. */
  | ({ readonly origin: 'running' } & Stoppable)
  /** Its program was on the PATH and was started; stop ends it. */
  | ({ readonly origin: 'started'; readonly program: string } & Stoppable)
  /** The embedded default: a real llama.cpp server with a small model; stop ends it. */
  | ({ readonly origin: 'embedded' } & Stoppable);

interface Stoppable {
  readonly engine: Engine;
  stop(): Promise<void>;
}

/** A server that was just started and answers at this URL. */
export interface StartedServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** What findEngine asks of the machine. */
export interface EngineProbes {
  /** The JSON at this URL; undefined when nothing answers there with success and JSON. */
  getJson(url: string): Promise<unknown>;
  /** The path of a program on the PATH. */
  findProgram(name: string): string | undefined;
  /** A model file for llama-server: the person's choice, or one in llama.cpp's usual cache folder. */
  findModelFile(): Promise<string | undefined>;
  startOllama(program: string): Promise<StartedServer>;
  startLlamaServer(program: string, modelPath: string): Promise<StartedServer>;
  startEmbedded(): Promise<StartedServer>;
  report(line: string): void;
}

export const usualServers: readonly { readonly kind: EngineKind; readonly url: string }[] = [
  { kind: 'ollama', url: 'http://127.0.0.1:11434' },
  { kind: 'llama.cpp', url: 'http://127.0.0.1:8080' },
  { kind: 'llama.cpp', url: 'http://127.0.0.1:8012' },
  { kind: 'llama.cpp', url: 'http://127.0.0.1:8081' },
];

/** Prefers what runs, then what can be started, then the embedded default, the only one whose failure is thrown. */
export async function findEngine(probes: EngineProbes): Promise<FoundEngine> {
  return (await findRunning(probes)) ?? (await tryStartInstalled(probes)) ?? (await startEmbedded(probes));
}

async function findRunning(probes: EngineProbes): Promise<FoundEngine | undefined> {
  for (const { kind, url } of usualServers) {
    const engine = await identify(probes, kind, url);
    if (engine !== undefined) return { origin: 'running', engine, stop: async () => undefined };
  }
  return undefined;
}

async function tryStartInstalled(probes: EngineProbes): Promise<FoundEngine | undefined> {
  const ollama = probes.findProgram('ollama');
  if (ollama !== undefined) {
    const found = await tryStart(probes, 'ollama', ollama, () => probes.startOllama(ollama));
    if (found !== undefined) return found;
  }
  const llamaServer = probes.findProgram('llama-server');
  if (llamaServer === undefined) return undefined;
  const modelPath = await probes.findModelFile();
  if (modelPath === undefined) {
    probes.report(`${llamaServer} is there, but no model file for it: set WATERSHED_MODEL to a .gguf file to use it.`);
    return undefined;
  }
  return tryStart(probes, 'llama.cpp', llamaServer, () => probes.startLlamaServer(llamaServer, modelPath));
}

async function tryStart(
  probes: EngineProbes,
  kind: EngineKind,
  program: string,
  start: () => Promise<StartedServer>,
): Promise<FoundEngine | undefined> {
  try {
    const server = await start();
    const engine = await identify(probes, kind, server.url);
    if (engine !== undefined) return { origin: 'started', program, engine, stop: server.stop };
    probes.report(`${program} was started but has no model, so it is not used.`);
    await server.stop();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    probes.report(`${program} could not be started, so it is not used: ${reason}`);
  }
  return undefined;
}

async function startEmbedded(probes: EngineProbes): Promise<FoundEngine> {
  const server = await probes.startEmbedded();
  const engine = await identify(probes, 'llama.cpp', server.url);
  if (engine !== undefined) return { origin: 'embedded', engine, stop: server.stop };
  await server.stop();
  throw new Error(`The embedded llama.cpp server at ${server.url} lists no model.`);
}

/** Ports are shared by many programs: only a server that shows what it is counts, and only with a model. */
async function identify(probes: EngineProbes, kind: EngineKind, url: string): Promise<Engine | undefined> {
  const names = kind === 'ollama' ? await listOllamaModels(probes, url) : await listLlamaModels(probes, url);
  const [first, ...others] = names;
  return first === undefined ? undefined : { kind, url, models: [first, ...others] };
}

async function listOllamaModels(probes: EngineProbes, url: string): Promise<readonly string[]> {
  const tags = ollamaTags.safeParse(await probes.getJson(`${url}/api/tags`));
  return tags.success ? tags.data.models.map((model) => model.name) : [];
}

async function listLlamaModels(probes: EngineProbes, url: string): Promise<readonly string[]> {
  const list = openAiModels.safeParse(await probes.getJson(`${url}/v1/models`));
  if (!list.success) return [];
  const models = list.data.data;
  const isNamed = models.some((model) => model.owned_by === 'llamacpp');
  const isLlamaCpp = isNamed || llamaProps.safeParse(await probes.getJson(`${url}/props`)).success;
  return isLlamaCpp ? models.map((model) => model.id) : [];
}

const ollamaTags = z.object({ models: z.array(z.object({ name: z.string() })) });
const openAiModels = z.object({ data: z.array(z.object({ id: z.string(), owned_by: z.string().optional() })) });
const llamaProps = z.object({ default_generation_settings: z.object({}), total_slots: z.number() });
