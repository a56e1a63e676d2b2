import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fimFormats, requiredTokens } from '../../../../src/backends/fim/formats.ts';
import { findFormat, guessFormat } from '../../../../src/backends/fim/probe.ts';

const fim = ['<fim_prefix>', '<fim_suffix>', '<fim_middle>'];
const barredFim = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];

/** The family that is found for a model whose vocabulary has these tokens. */
async function familyOf(model: string, vocabulary: readonly string[]): Promise<string | undefined> {
  const known = new Set(vocabulary);
  const format = await findFormat(model, async (tokens) => tokens.every((token) => known.has(token)));
  return format?.family;
}

test('the vocabulary decides', async () => {
  assert.equal(await familyOf('model.gguf', [...barredFim, '<|file_sep|>', '<|repo_name|>']), 'qwen');
  assert.equal(await familyOf('model.gguf', [...barredFim, '<|file_separator|>']), 'codegemma');
  assert.equal(await familyOf('model.gguf', barredFim), 'granite');
  assert.equal(await familyOf('model.gguf', [...fim, '<file_sep>']), 'starcoder2');
  assert.equal(await familyOf('model.gguf', fim), 'starcoder');
});

test('every family is found by its own tokens', async () => {
  for (const format of fimFormats) {
    assert.equal(await familyOf(format.family, requiredTokens(format)), format.family);
  }
});

test('a vocabulary without the tokens proves that a model cannot fill in, whatever its name', async () => {
  assert.equal(await familyOf('qwen2.5-coder', ['<|im_start|>']), undefined);
  assert.equal(await familyOf('mellum', []), undefined);
});

test('a name decides between families with the same tokens', async () => {
  const vocabulary = [...fim, '<filename>', '<file_sep>'];
  assert.equal(await familyOf('Mellum-4b-base.Q4_K_M.gguf', vocabulary), 'mellum');
  assert.equal(await familyOf('starcoder2-3b', vocabulary), 'starcoder2');
});

test('a question that fails ends the probe', async () => {
  await assert.rejects(
    findFormat('x', async () => {
      throw new Error('down');
    }),
    /down/,
  );
});

test('guesses a family by name as a last resort', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['qwen2.5-coder:1.5b-base', 'qwen'],
    ['Qwen/Qwen3-Coder-30B-A3B-Instruct', 'qwen'],
    ['qwen3:8b', undefined],
    ['bigcode/starcoder2-3b', 'starcoder2'],
    ['starcoder:1b', 'starcoder'],
    ['deepseek-coder-v2:16b', 'deepseek-coder'],
    ['codellama:7b-code', 'codellama'],
    ['codestral:22b', 'codestral'],
    ['JetBrains/Mellum-4b-base', 'mellum'],
    ['granite-4.0-tiny-base', 'granite'],
    ['ByteDance-Seed/Seed-Coder-8B-Base', 'seed-coder'],
    ['llama3.2:3b', undefined],
    ['', undefined],
  ];
  for (const [name, family] of cases) assert.equal(guessFormat(name)?.family, family, name);
});
