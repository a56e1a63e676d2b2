import * as z from 'zod';
import type { ConnectionTest } from '../contract/backend.ts';
import type { Connection } from './connection.ts';
import type { FimFormat } from './fim/formats.ts';
import { findFormat } from './fim/probe.ts';

/** What a llama.cpp server tells about itself without a prompt. */
export interface LlamaCppFacts {
  /** The alias of the model, or the name of its file. */
  readonly model: string;
  /** Of one slot: the server shares its context out over the slots. */
  readonly contextTokens: number;
  readonly slots: number;
  /** Undefined when the model's vocabulary has no tokens for filling in the middle. */
  readonly format: FimFormat | undefined;
}

export async function askLlamaCpp(connection: Connection, signal: AbortSignal): Promise<LlamaCppFacts> {
  const props = await connection.ask('/props', propsSchema, { signal });
  const model = props.model_alias || fileName(props.model_path);
  const hasTokens = async (tokens: readonly string[]) => {
    const body = { content: tokens.join(''), add_special: false, parse_special: true };
    const answer = await connection.ask('/tokenize', tokenizeSchema, { body, signal });
    return answer.tokens.length === tokens.length;
  };
  // The file's name may tell the family where an alias hides it.
  const format = await findFormat(`${model} ${fileName(props.model_path)}`, hasTokens);
  return { model, contextTokens: props.default_generation_settings.n_ctx, slots: props.total_slots, format };
}

export async function testLlamaCpp(connection: Connection, signal: AbortSignal): Promise<ConnectionTest> {
  const { model, contextTokens, format } = await askLlamaCpp(connection, signal);
  const { host } = new URL(connection.url);
  const filling = format === undefined ? 'it cannot fill in the middle' : 'it can fill in the middle';
  return {
    models: [model],
    summary: `llama.cpp at ${host} serves ${model} with a context of ${contextTokens} tokens; ${filling}.`,
  };
}

const propsSchema = z.object({
  default_generation_settings: z.object({ n_ctx: z.number() }),
  total_slots: z.number(),
  model_alias: z.string().nullish(),
  model_path: z.string().default(''),
});

const tokenizeSchema = z.object({ tokens: z.array(z.unknown()) });

/** A model without an alias is called by the path of its file. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
