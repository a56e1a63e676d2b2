import { anthropicFormat } from '../../contract/formats/anthropic.ts';
import { llamaCppFormat } from '../../contract/formats/llamaCpp.ts';
import { ollamaFormat } from '../../contract/formats/ollama.ts';
import { openaiFormat } from '../../contract/formats/openai.ts';
import type { WireFormat } from '../../contract/formats/wireFormat.ts';

/** One protocol, as the matrix plays it. */
export interface Protocol {
  readonly name: string;
  readonly format: WireFormat;
  /** What an entry of the settings has besides. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** The body of an answer with this status, as its servers write it. */
  errorBody(status: number): unknown;
}

/** US dollars for a million tokens, so that what an answer costs, and whether it is known, stands in the ledger. */
const price = { inputUsdPerMillionTokens: 3, outputUsdPerMillionTokens: 15 };

/** Sources of the error types: Anthropic's "Errors" and llama.cpp's server README, read November 2026. */
export const protocols: readonly Protocol[] = [
  {
    name: 'OpenAI-compatible',
    format: openaiFormat,
    entry: { location: 'this-machine' },
    errorBody: (status) => ({ error: { message: 'secret', type: 'error', code: null, param: null, status } }),
  },
  {
    name: 'llama.cpp',
    format: llamaCppFormat,
    entry: {},
    errorBody: (status) => ({ error: { code: status, message: 'secret', type: 'some_error' } }),
  },
  {
    name: 'Ollama',
    format: ollamaFormat,
    entry: {},
    errorBody: () => ({ error: 'secret' }),
  },
  {
    name: 'Anthropic',
    format: anthropicFormat,
    entry: { price },
    errorBody: (status) => ({
      type: 'error',
      error: { type: anthropicTypes.get(status) ?? 'some_error', message: 'secret' },
    }),
  },
];

const anthropicTypes: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [529, 'overloaded_error'],
]);
