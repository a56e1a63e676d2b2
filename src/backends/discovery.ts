import * as z from 'zod';
import { type Clock, createSystemClock } from '../base/clock.ts';
import { BackendError } from '../contract/errors.ts';
import type { DiscoveredServer, OfferedModel } from '../contract/setup.ts';
import { Connection, noKeys } from './connection.ts';
import { findFormat, guessFormat } from './fim/probe.ts';
import type { Gate } from './gate.ts';
import { askLlamaCpp, vocabularyOf } from './llamaCppServer.ts';
import { askOllamaModel, listOllamaModels } from './ollamaServer.ts';

export interface DiscoveryOptions {
  readonly gate: Gate;
  readonly ports?: DiscoveryPorts;
  readonly clock?: Clock;
  readonly signal: AbortSignal;
}

export interface DiscoveryPorts {
  readonly ollama: readonly number[];
  readonly llamaCpp: readonly number[];
}

/** Ollama's own port; llama-server's own one, the one of its editor plug-ins, and the usual next one. */
const usualPorts: DiscoveryPorts = { ollama: [11434], llamaCpp: [8080, 8012, 8081] };

/** What is on this machine answers at once, or is too busy to begin with. */
const deadlineMs = 3_000;

/**
 * Asks the usual ports of 127.0.0.1 for model servers. A server is recognised by its own paths; what does not answer, or
 * is something else, is not in the list.
 * @throws the signal's reason when it was aborted
 */
export async function discoverServers(options: DiscoveryOptions): Promise<readonly DiscoveredServer[]> {
  const { ports = usualPorts, signal } = options;
  const found = await Promise.all([
    ...ports.ollama.map((port) => tryServer(options, 'ollama', port, askOllama)),
    ...ports.llamaCpp.map((port) => tryServer(options, 'llama.cpp', port, askLlamaCppServer)),
  ]);
  signal.throwIfAborted();
  return found.filter((server) => server !== undefined);
}

type AskModels = (connection: Connection, signal: AbortSignal) => Promise<readonly OfferedModel[]>;

async function tryServer(options: DiscoveryOptions, kind: DiscoveredServer['kind'], port: number, ask: AskModels) {
  const { gate, clock = createSystemClock() } = options;
  const url = `http://127.0.0.1:${port}`;
  const server = { id: url, kind, model: '', origin: url };
  const connection = new Connection({ server, url, locality: () => 'local', gate, keys: noKeys, clock });
  try {
    return {
      kind,
      url,
      models: await ask(connection, AbortSignal.any([options.signal, AbortSignal.timeout(deadlineMs)])),
    };
  } catch (error) {
    // A server that is still loading its model is there. Everything else is not, or not of this kind.
    const isLoading = error instanceof BackendError && error.kind === 'loading';
    return isLoading ? { kind, url, models: [] } : undefined;
  }
}

async function askOllama(connection: Connection, signal: AbortSignal): Promise<readonly OfferedModel[]> {
  const models = await listOllamaModels(connection, signal);
  const here = models.filter(({ isRemote }) => !isRemote);
  const offered = await Promise.all(
    here.map(async ({ name, sizeBytes }) => {
      const capabilities = await tryCapabilities(connection, name, signal);
      if (capabilities !== undefined && capabilities.length > 0 && !capabilities.includes('completion')) return [];
      const fillsInMiddle = guessFormat(name) !== undefined ? true : capabilities?.includes('insert');
      return [{ name, sizeBytes, fillsInMiddle }];
    }),
  );
  return offered.flat();
}

/** Undefined for a model that the server lists and cannot describe. The others are still worth knowing. */
async function tryCapabilities(connection: Connection, model: string, signal: AbortSignal) {
  try {
    return (await askOllamaModel(connection, model, signal)).capabilities;
  } catch (error) {
    if (error instanceof BackendError) return undefined;
    throw error;
  }
}

async function askLlamaCppServer(connection: Connection, signal: AbortSignal): Promise<readonly OfferedModel[]> {
  const { model, fullName } = await askLlamaCpp(connection, signal);
  const format = await findFormat(fullName, vocabularyOf(connection, signal));
  const { data } = await connection.ask('/v1/models', llamaCppModelsSchema, { signal });
  return [{ name: model, sizeBytes: data[0]?.meta?.size, fillsInMiddle: format !== undefined }];
}

const llamaCppModelsSchema = z.object({
  data: z.array(z.object({ meta: z.object({ size: z.number().optional() }).nullish() })),
});
