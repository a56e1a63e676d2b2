import * as z from 'zod';
import type { Capabilities } from '../contract/routing.ts';
import type { Connection } from './connection.ts';
import type { HasTokens } from './fim/probe.ts';
import { abilitiesSchema, toCapabilities } from './llamaCppAbilities.ts';

/** What a llama.cpp server tells about itself without a prompt. */
export interface LlamaCppFacts {
  /** The alias of the model, or the name of its file. */
  readonly model: string;
  /** The alias with the file's name, which may tell the family where an alias hides it. */
  readonly fullName: string;
  /** Of one slot: the server shares its context out over the slots. */
  readonly contextTokens: number;
  readonly slots: number;
  /** The token that the server puts before every prompt; empty where there is none. */
  readonly firstToken: string;
  readonly capabilities: Capabilities;
}

export async function askLlamaCpp(connection: Connection, signal: AbortSignal): Promise<LlamaCppFacts> {
  const props = await connection.ask('/props', propsSchema, { signal });
  const file = fileName(props.model_path);
  const model = props.model_alias || file;
  return {
    model,
    fullName: `${model} ${file}`,
    contextTokens: props.default_generation_settings.n_ctx,
    slots: props.total_slots,
    firstToken: props.bos_token ?? '',
    capabilities: toCapabilities(props),
  };
}

/** Asks whether texts are single tokens of the vocabulary of the model that a llama.cpp server has loaded. */
export function vocabularyOf(connection: Connection, signal: AbortSignal): HasTokens {
  return async (tokens) => {
    const body = { content: tokens.join(''), add_special: false, parse_special: true };
    const answer = await connection.ask('/tokenize', tokenizeSchema, { body, signal });
    return answer.tokens.length === tokens.length;
  };
}

const propsSchema = abilitiesSchema.extend({
  default_generation_settings: z.object({ n_ctx: z.number() }),
  total_slots: z.number(),
  model_alias: z.string().nullish(),
  model_path: z.string().default(''),
  bos_token: z.string().nullish(),
});

const tokenizeSchema = z.object({ tokens: z.array(z.unknown()) });

/** A model without an alias is called by the path of its file. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
