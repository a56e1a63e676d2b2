import * as z from 'zod';
import { BackendError } from '../contract/errors.ts';
import type { OfferedModel } from '../contract/setup.ts';
import type { Connection } from './connection.ts';
import { findFormat, guessFormat } from './fim/probe.ts';
import { askLlamaCpp, vocabularyOf } from './llamaCppServer.ts';
import { askOllamaModel, listOllamaModels } from './ollamaServer.ts';

/** The models of an Ollama server that run on this machine and answer. @throws BackendError for any other server */
export async function askOllama(connection: Connection, signal: AbortSignal): Promise<readonly OfferedModel[]> {
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

/** The one model of a llama.cpp server. @throws BackendError for any other server */
export async function askLlamaCppServer(connection: Connection, signal: AbortSignal): Promise<readonly OfferedModel[]> {
  const { model, fullName } = await askLlamaCpp(connection, signal);
  const format = await findFormat(fullName, vocabularyOf(connection, signal));
  const { data } = await connection.ask('/v1/models', llamaCppModelsSchema, { signal });
  return [{ name: model, sizeBytes: data[0]?.meta?.size, fillsInMiddle: format !== undefined }];
}

const llamaCppModelsSchema = z.object({
  data: z.array(z.object({ meta: z.object({ size: z.number().optional() }).nullish() })),
});
