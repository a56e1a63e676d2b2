import { type Clock, createSystemClock } from '../base/clock.ts';
import { BackendError } from '../contract/errors.ts';
import type { DiscoveredServer, OfferedModel } from '../contract/setup.ts';
import { Connection, noKeys } from './connection.ts';
import { askLlamaCppServer, askOllama } from './discoverNative.ts';
import { askLiteLlm, askLmStudio, askTgi, askVllm } from './discoverOpenAI.ts';
import type { Gate } from './gate.ts';
import { providers } from './providers/catalogue.ts';

export interface DiscoveryOptions {
  readonly gate: Gate;
  readonly ports?: DiscoveryPorts;
  readonly clock?: Clock;
  readonly signal: AbortSignal;
}

/** Where to look for which server. */
export interface DiscoveryPorts {
  readonly ollama: readonly number[];
  readonly llamaCpp: readonly number[];
  readonly lmStudio?: readonly number[];
  readonly vllm?: readonly number[];
  readonly tgi?: readonly number[];
  readonly liteLlm?: readonly number[];
}

/** What is on this machine answers at once, or is too busy to begin with. */
const deadlineMs = 3_000;

/**
 * Asks the usual ports of 127.0.0.1 for model servers. A server is recognised by its own answers; what does not answer,
 * or is something else, is not in the list. No prompt is sent.
 * @throws the signal's reason when it was aborted
 */
export async function discoverServers(options: DiscoveryOptions): Promise<readonly DiscoveredServer[]> {
  const { ports = usualPorts(), signal } = options;
  const { ollama, llamaCpp, lmStudio = [], vllm = [], tgi = [], liteLlm = [] } = ports;
  const found = await Promise.all([
    ...ollama.map((port) => tryServer(options, { kind: 'ollama', port, base: '', ask: askOllama })),
    ...llamaCpp.map((port) => tryServer(options, { kind: 'llama.cpp', port, base: '', ask: askLlamaCppServer })),
    ...lmStudio.map((port) => tryServer(options, { kind: 'lm-studio', port, base: '/v1', ask: askLmStudio })),
    ...vllm.map((port) => tryServer(options, { kind: 'vllm', port, base: '/v1', ask: askVllm })),
    ...tgi.map((port) => tryServer(options, { kind: 'tgi', port, base: '/v1', ask: askTgi })),
    ...liteLlm.map((port) => tryServer(options, { kind: 'litellm', port, base: '/v1', ask: askLiteLlm })),
  ]);
  signal.throwIfAborted();
  return found.filter((server) => server !== undefined);
}

function usualPorts(): DiscoveryPorts {
  return {
    ollama: providers.ollama.usualPorts,
    llamaCpp: providers['llama.cpp'].usualPorts,
    lmStudio: providers['lm-studio'].usualPorts,
    vllm: providers.vllm.usualPorts,
    tgi: providers.tgi.usualPorts,
    liteLlm: providers.litellm.usualPorts,
  };
}

interface Candidate {
  readonly kind: DiscoveredServer['kind'];
  readonly port: number;
  /** What an entry of the settings has behind the port. */
  readonly base: string;
  /** Throws a BackendError for a server of another kind. */
  readonly ask: (connection: Connection, signal: AbortSignal) => Promise<readonly OfferedModel[]>;
}

async function tryServer(
  options: DiscoveryOptions,
  { kind, port, base, ask }: Candidate,
): Promise<DiscoveredServer | undefined> {
  const { gate, clock = createSystemClock() } = options;
  const origin = `http://127.0.0.1:${port}`;
  const url = `${origin}${base}`;
  const server = { id: origin, kind, model: '', origin };
  const connection = new Connection({ server, url: origin, locality: () => 'local', gate, keys: noKeys, clock });
  try {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(deadlineMs)]);
    return { kind, url, models: await ask(connection, signal) };
  } catch (error) {
    // A llama.cpp or an Ollama that is still loading its model is there. Everything else is not, or not of this kind.
    const isLoading = error instanceof BackendError && error.kind === 'loading' && base === '';
    return isLoading ? { kind, url, models: [] } : undefined;
  }
}
