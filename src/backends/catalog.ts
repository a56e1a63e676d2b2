import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Backend, ConnectionTest, KeySource } from '../contract/backend.ts';
import type { Log } from '../contract/log.ts';
import type { Locality } from '../contract/routing.ts';
import { createAnthropic } from './anthropic.ts';
import type { Gate } from './gate.ts';
import { inTurn } from './inTurn.ts';
import { createLlamaCpp } from './llamaCpp.ts';
import { createOllama } from './ollama.ts';
import { createOpenAICompatible } from './openaiCompatible.ts';
import { providers } from './providers/catalogue.ts';
import type { Provider } from './providers/schema.ts';
import type { BackendOptions, ServerBackend } from './serverBackend.ts';
import { createServerSlots, type ServerSlots } from './serverSlots.ts';
import type { BackendSettings } from './settings.ts';

export interface CatalogOptions {
  readonly settings: readonly BackendSettings[];
  /** Where a model runs as far as its settings prove it; the rule is privacy's. */
  readonly localityOf: (settings: BackendSettings) => Locality;
  readonly gate: Gate;
  readonly keys: KeySource;
  readonly clock: Clock;
  readonly log: Log;
  /** Handed from one catalogue to the next, whose requests share servers with those still running; else its own. */
  readonly serverSlots?: ServerSlots | undefined;
}

/** The configured backends. Changed settings make a new catalogue. */
export interface Catalog extends Disposable {
  /** In the order of the settings. */
  list(): readonly Backend[];
  get(id: string): Backend | undefined;
  /**
   * Asks a backend's server what it has, without a prompt.
   * @throws BackendError, the signal's reason when it was aborted, or RangeError for an id that is not configured
   */
  test(id: string, signal: AbortSignal): Promise<ConnectionTest>;
}

export function createCatalog(options: CatalogOptions): Catalog {
  const { localityOf, gate, keys, clock, log } = options;
  const owned = new DisposableStore();
  const serverSlots = options.serverSlots ?? owned.add(createServerSlots());
  const backends = options.settings.map((settings) => {
    const locality = localityOf(settings);
    log.debug(`Backend “${settings.id}”: ${settings.kind} at ${settings.origin}, ${locality}.`);
    const backend = owned.add(
      makers[providers[settings.kind].protocol]({
        settings,
        locality,
        gate,
        keys,
        clock,
        log,
        notice: serverSlots.tell,
      }),
    );
    return inTurn(backend, serverSlots.of(settings, backend.facts.locality), clock);
  });
  const find = (id: string) => backends.find((backend) => backend.facts.id === id);
  return {
    list: () => backends,
    get: find,
    async test(id, signal) {
      const backend = find(id);
      if (backend === undefined) throw new RangeError(`No backend “${id}” is configured.`);
      return backend.test(signal);
    },
    dispose: () => owned.dispose(),
  };
}

const makers: Readonly<Record<Provider['protocol'], (options: BackendOptions) => ServerBackend>> = {
  'llama.cpp': createLlamaCpp,
  ollama: createOllama,
  'openai-compatible': createOpenAICompatible,
  anthropic: createAnthropic,
};
