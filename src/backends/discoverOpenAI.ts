import * as z from 'zod';
import { BackendError } from '../contract/errors.ts';
import type { OfferedModel } from '../contract/setup.ts';
import type { Connection } from './connection.ts';
import { guessFormat } from './fim/probe.ts';

/**
 * How servers that all speak OpenAI's format tell themselves apart, read November 2026. Each function gives the models,
 * and throws a BackendError for a server of another kind. Ray Serve LLM says nothing of its own, so it is not looked for.
 */

/** github.com/lmstudio-ai/lms, src/createClient.ts asks for the same. It answers 200 to paths that it does not know. */
export async function askLmStudio(connection: Connection, signal: AbortSignal): Promise<readonly OfferedModel[]> {
  await connection.ask('/lmstudio-greeting', z.object({ lmstudio: z.literal(true) }), { signal });
  const models = await tryModels(connection, signal);
  return models.filter(({ name }) => !/^text-embedding/i.test(name));
}

/** github.com/vllm-project/vllm, vllm/entrypoints/openai: a ModelCard is `owned_by` vllm. */
export async function askVllm(connection: Connection, signal: AbortSignal): Promise<readonly OfferedModel[]> {
  const owned = z.object({ id: z.string(), owned_by: z.literal('vllm') });
  const { data } = await connection.ask('/v1/models', z.object({ data: z.array(owned).min(1) }), { signal });
  return data.map(({ id }) => toOffered(id));
}

/** github.com/huggingface/text-generation-inference, docs/openapi.json, schema "Info". */
export async function askTgi(connection: Connection, signal: AbortSignal): Promise<readonly OfferedModel[]> {
  const info = z.object({ model_id: z.string(), max_total_tokens: z.number(), max_concurrent_requests: z.number() });
  const { model_id } = await connection.ask('/info', info, { signal });
  return [toOffered(model_id)];
}

/** docs.litellm.ai, "Health checks": asked without a key it says no more than this. Its models may need one. */
export async function askLiteLlm(connection: Connection, signal: AbortSignal): Promise<readonly OfferedModel[]> {
  await connection.ask('/health/liveliness', z.literal("I'm alive!"), { signal });
  return tryModels(connection, signal);
}

/** None where the server does not tell, mostly because it wants a key first. What it is, is known already. */
async function tryModels(connection: Connection, signal: AbortSignal): Promise<readonly OfferedModel[]> {
  try {
    const { data } = await connection.ask('/v1/models', modelsSchema, { signal });
    return data.map(({ id }) => toOffered(id));
  } catch (error) {
    if (error instanceof BackendError) return [];
    throw error;
  }
}

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Such a server tells nothing of a model but its name. */
function toOffered(name: string): OfferedModel {
  return { name, sizeBytes: undefined, fillsInMiddle: guessFormat(name) === undefined ? undefined : true };
}
