import { discoverServers } from '../../src/backends/discovery.ts';
import { createGate } from '../../src/backends/gate.ts';
import { proposeModels } from '../../src/backends/propose.ts';
import type { BackendEntry, OfferedModel } from '../../src/contract/setup.ts';
import type { Report } from '../../test/support/cache.ts';
import { fetchBetterModel } from './betterModel.ts';
import { engineProbes } from './engineProbes.ts';
import { type Engine, type FoundEngine, findEngine } from './findEngine.ts';

/** The model server that the sample uses. */
export interface StartedEngine {
  /** How it was found: running, started, or embedded. */
  readonly kind: FoundEngine['origin'];
  /** A sentence for the terminal. */
  readonly description: string;
  /** The value of `watershed.backends` that uses it. */
  readonly backends: Readonly<Record<string, BackendEntry>>;
  /** Ends what was started; a server that ran before goes on. */
  stop(): Promise<void>;
}

/** Finds a local model server, or starts one; with `wantsBetterModel` a larger model is fetched where that is possible. */
export async function startEngine(wantsBetterModel: boolean, report: Report): Promise<StartedEngine> {
  const probes = { ...engineProbes, getJson: getUsableJson, report };
  const found = await findEngine(probes);
  const better = wantsBetterModel ? await fetchBetterModel(found, report) : undefined;
  if (better === undefined) return describe(found, found.engine.models);
  if (better.kind === 'ollama-model') return describe(found, [better.name, ...found.engine.models]);
  await found.stop();
  process.env['WATERSHED_MODEL'] = better.path;
  const restarted = await findEngine(probes);
  return describe(restarted, restarted.engine.models);
}

/** Ollama also lists models that only embed or that run in its cloud; what is listed here can answer on this machine. */
async function getUsableJson(url: string): Promise<unknown> {
  const answer = await engineProbes.getJson(url);
  if (answer === undefined || !url.endsWith('/api/tags')) return answer;
  const models = await askModels({ kind: 'ollama', url: new URL(url).origin });
  return models === undefined ? answer : { models };
}

/** The models that can answer, with what the server tells of them; undefined where it does not answer in time. */
async function askModels({ kind, url }: Pick<Engine, 'kind' | 'url'>): Promise<readonly OfferedModel[] | undefined> {
  const port = Number(new URL(url).port);
  const ports = { ollama: kind === 'ollama' ? [port] : [], llamaCpp: kind === 'llama.cpp' ? [port] : [] };
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  try {
    const [server] = await discoverServers({ gate, ports, signal: new AbortController().signal });
    return server?.models;
  } finally {
    gate.dispose();
  }
}

async function describe(found: FoundEngine, models: readonly string[]): Promise<StartedEngine> {
  const { kind, url } = found.engine;
  const named = models.map((name) => ({ name, sizeBytes: undefined, fillsInMiddle: undefined }));
  const offered = (await askModels(found.engine)) ?? named;
  const { completion, chat } = proposeModels([{ kind, url, models: offered }]);
  const [first = ''] = models;
  const completionModel = completion?.model ?? first;
  const chatModel = chat?.model ?? first;
  return {
    kind: found.origin,
    description: describeSentence(found, completionModel, chatModel),
    backends:
      completionModel === chatModel
        ? { local: { kind, url, model: completionModel, roles: ['completion', 'chat'] } }
        : {
            completion: { kind, url, model: completionModel, roles: ['completion'] },
            chat: { kind, url, model: chatModel, roles: ['chat'] },
          },
    stop: found.stop,
  };
}

function describeSentence({ origin, engine }: FoundEngine, completion: string, chat: string): string {
  const name = engine.kind === 'ollama' ? 'Ollama' : 'llama.cpp';
  const models = completion === chat ? completion : `${completion} for completions, ${chat} for the chat`;
  const isSmall = origin === 'embedded' && /135M/.test(completion);
  const advice = isSmall
    ? ' It is very small (135 million parameters): enough to see everything work, not to work with.' +
      ' “npm start -- --better-model” fetches a better one (1.6 GB).'
    : '';
  return `${name} at ${engine.url} (${origin}), ${models}.${advice}`;
}
