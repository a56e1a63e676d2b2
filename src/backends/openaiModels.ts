import * as z from 'zod';
import type { ConnectionTest } from '../contract/backend.ts';
import { BackendError } from '../contract/errors.ts';
import type { Connection } from './connection.ts';
import { endpointAt, providerOf } from './providers/catalogue.ts';
import type { Provider } from './providers/schema.ts';
import { nameOf } from './server.ts';
import { summarizeModels } from './summarizeModels.ts';

/** Asks a server that speaks OpenAI's format for its models, and whether it takes the key. @throws BackendError */
export async function testOpenAICompatible(connection: Connection, signal: AbortSignal): Promise<ConnectionTest> {
  const { server } = connection;
  const provider = providerOf(server);
  if (provider.keyCheck !== undefined) await askAt(connection, provider.keyCheck, z.unknown(), signal);
  const models = await listModels(connection, provider, signal);
  if (models === undefined) return { models: [], summary: `${nameOf(server)} answers, and lists no models.` };
  if (provider.modelList.names === 'same') return { models, summary: summarizeModels(server, models) };
  const { summary } = { summary: summarizeModels({ ...server, model: '' }, models) };
  return { models, summary: `${summary} ${provider.note}` };
}

/** Undefined where the server has no list and is none the worse for it. */
async function listModels(
  connection: Connection,
  { modelList }: Provider,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    const names = await askAt(connection, modelList.endpoint, modelsSchema, signal);
    return names.map((name) => (name.startsWith(modelList.prefix) ? name.slice(modelList.prefix.length) : name));
  } catch (error) {
    const hasNone = error instanceof BackendError && error.kind === 'bad-reply' && modelList.isOptional;
    if (hasNone) return undefined;
    throw error;
  }
}

function askAt<T>(connection: Connection, endpoint: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  return connection.at(endpointAt(endpoint, connection.url)).ask('', schema, { signal });
}

const identified = z.object({ id: z.string() }).transform(({ id }) => id);
const named = z.object({ name: z.string() }).transform(({ name }) => name);

/** OpenAI's own form; Together's, which is the bare list; Cohere's, which calls both otherwise. */
const modelsSchema = z.union([
  z.object({ data: z.array(identified) }).transform(({ data }) => data),
  z.array(identified),
  z.object({ models: z.array(named) }).transform(({ models }) => models),
]);
