import { type FimFormat, fimFormats, requiredTokens } from './formats.ts';

/** Whether each of these texts is one token of the model's vocabulary. */
export type HasTokens = (tokens: readonly string[]) => Promise<boolean>;

/** What speaks for a layout, the strongest first. `infill`: llama.cpp has told it in an answer of `/infill`. */
export type Evidence = 'vocabulary' | 'template' | 'infill' | 'name';

/** A layout that a model may have been taught. */
export interface FimCandidate {
  readonly format: FimFormat;
  readonly evidence: Evidence;
}

/**
 * The families that a model may be of, found by asking for the tokens that their layouts need, the likeliest first and
 * each only when it is wanted. The name only decides between families that have the same tokens.
 */
export async function* findFormats(modelName: string, hasTokens: HasTokens): AsyncGenerator<FimFormat, void, void> {
  for (const format of fimFormats) {
    if (format.nameHint !== undefined && !format.nameHint.test(modelName)) continue;
    if (await hasTokens(requiredTokens(format))) yield format;
  }
}

/** The likeliest family by its tokens; undefined when the model cannot fill in the middle. */
export async function findFormat(modelName: string, hasTokens: HasTokens): Promise<FimFormat | undefined> {
  for await (const format of findFormats(modelName, hasTokens)) return format;
  return undefined;
}

/** The last resort, for a server that tells nothing of its vocabulary: what a family's models are called. */
export function guessFormat(modelName: string): FimFormat | undefined {
  const family = familiesByName.find(([name]) => name.test(modelName))?.[1];
  return fimFormats.find((format) => format.family === family);
}

const familiesByName: readonly (readonly [RegExp, string])[] = [
  [/mellum/i, 'mellum'],
  [/qwen.*coder/i, 'qwen'],
  [/codegemma/i, 'codegemma'],
  [/granite/i, 'granite'],
  [/starcoder-?2/i, 'starcoder2'],
  [/starcoder/i, 'starcoder'],
  [/deepseek-coder/i, 'deepseek-coder'],
  [/seed-?coder/i, 'seed-coder'],
  [/codestral/i, 'codestral'],
  [/codellama|code-llama/i, 'codellama'],
];
