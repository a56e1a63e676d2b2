import { type FimFormat, fimFormats, requiredTokens } from './formats.ts';

/** Whether each of these texts is one token of the model's vocabulary. */
export type HasTokens = (tokens: readonly string[]) => Promise<boolean>;

/**
 * Finds the family of a model by asking for the tokens that its layout needs. The name only decides between families
 * that have the same tokens; a name alone proves nothing. Undefined when the model cannot fill in the middle.
 */
export async function findFormat(modelName: string, hasTokens: HasTokens): Promise<FimFormat | undefined> {
  for (const format of fimFormats) {
    if (format.nameHint !== undefined && !format.nameHint.test(modelName)) continue;
    if (await hasTokens(requiredTokens(format))) return format;
  }
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
