import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PromptSource } from '../../../../src/backends/fim/budget.ts';
import { fimFormats } from '../../../../src/backends/fim/formats.ts';
import { layoutPrompt, textOf } from '../../../../src/backends/fim/layout.ts';

const snippet = { origin: { uri: 'file:///w/lib.py', path: 'lib.py', languageId: 'python' }, text: 'LIB' };
const source: PromptSource = { path: 'src/a.py', prefix: 'PREFIX', suffix: 'SUFFIX', snippets: [snippet] };

function layout(family: string, rest: Partial<PromptSource> = {}): string {
  const format = fimFormats.find((candidate) => candidate.family === family);
  assert.ok(format, `there is no family ${family}`);
  const { fixed, moving } = layoutPrompt(format, { ...source, ...rest });
  return textOf([...fixed, ...moving]);
}

test('each family is asked in its own way', () => {
  const expected: Readonly<Record<string, string>> = {
    qwen: '<|file_sep|>lib.py\nLIB\n<|file_sep|>src/a.py\n<|fim_prefix|>PREFIX<|fim_suffix|>SUFFIX<|fim_middle|>',
    codegemma:
      '<|file_separator|>lib.py\nLIB\n<|file_separator|>src/a.py\n<|fim_prefix|>PREFIX<|fim_suffix|>SUFFIX<|fim_middle|>',
    granite: '<|fim_prefix|>PREFIX<|fim_suffix|>SUFFIX<|fim_middle|>',
    mellum: '<filename>lib.py\nLIB\n<filename>src/a.py\n<fim_suffix>SUFFIX<fim_prefix>PREFIX<fim_middle>',
    starcoder2: '<file_sep>lib.py\nLIB\n<file_sep>src/a.py\n<fim_prefix>PREFIX<fim_suffix>SUFFIX<fim_middle>',
    starcoder: '<fim_prefix>PREFIX<fim_suffix>SUFFIX<fim_middle>',
    'deepseek-coder': '<｜fim▁begin｜>PREFIX<｜fim▁hole｜>SUFFIX<｜fim▁end｜>',
    glm: '<|code_prefix|>PREFIX<|code_suffix|>SUFFIX<|code_middle|>',
    'seed-coder': '<[fim-suffix]>SUFFIX<[fim-prefix]>PREFIX<[fim-middle]>',
    codestral: '[SUFFIX]SUFFIX[PREFIX]+++++ lib.py\nLIB\n+++++ src/a.py\nPREFIX',
    codellama: '<PRE> PREFIX <SUF>SUFFIX <MID>',
  };
  assert.deepEqual(Object.fromEntries(fimFormats.map(({ family }) => [family, layout(family)])), expected);
});

test('what was typed stands behind the middle token where the suffix stands behind the prefix', () => {
  const typed = { typedCharacters: 3 };
  assert.equal(layout('starcoder', typed), '<fim_prefix>PRE<fim_suffix>SUFFIX<fim_middle>FIX');
  assert.equal(layout('starcoder', { typedCharacters: 100 }), '<fim_prefix><fim_suffix>SUFFIX<fim_middle>PREFIX');
  assert.equal(layout('seed-coder', typed), layout('seed-coder'), 'the prefix stands last anyway');
  assert.equal(layout('codellama', typed), layout('codellama'), 'its tokenizer would put a space before it');
});

test('no character is cut in two where what was typed begins', () => {
  const prompt = layout('starcoder', { prefix: 'a🦙b', typedCharacters: 2 });
  assert.equal(prompt, '<fim_prefix>a🦙<fim_suffix>SUFFIX<fim_middle>b');
});

test('a model that cannot fill in gets the prefix alone', () => {
  const { fixed, moving } = layoutPrompt(undefined, source);
  assert.equal(textOf(fixed), 'PREFIX');
  assert.deepEqual(moving, []);
});

test('an empty file and the end of a file still ask to fill in', () => {
  assert.equal(layout('starcoder', { prefix: '', suffix: '' }), '<fim_prefix><fim_suffix><fim_middle>');
  assert.equal(layout('starcoder', { suffix: '' }), '<fim_prefix>PREFIX<fim_suffix><fim_middle>');
});

test('control tokens in any text of the person are broken up', () => {
  const token = '<|fim_middle|>';
  const prompt = layout('qwen', {
    path: `a${token}`,
    prefix: token,
    suffix: token,
    snippets: [{ origin: { ...snippet.origin, path: token }, text: token }],
  });
  assert.equal(prompt.split(token).length - 1, 1, 'only the layout’s own token is left');
  assert.ok(prompt.endsWith(token));
  const typed = layout('qwen', { prefix: `${token}${token}`, suffix: '', typedCharacters: token.length });
  assert.equal(typed.split(token).length - 1, 1, 'in what was typed too');
});
