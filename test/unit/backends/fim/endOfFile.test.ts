import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fimFormats } from '../../../../src/backends/fim/formats.ts';
import { buildPrompt } from '../../../../src/backends/fim/prompt.ts';
import type { CompletionRequest } from '../../../../src/contract/request.ts';

function requestFor(prefix: string): CompletionRequest {
  const origin = { uri: 'file:///w/a.py', path: 'a.py', languageId: 'python' };
  const rest = { snippets: [], maxOutputTokens: 24, stop: [], override: { kind: 'auto' } } as const;
  return { task: 'completion', id: 'r', origin, prefix, suffix: '', ...rest };
}

test('16, 17 an empty file and the end of a file: every family is asked to fill in, with all its tokens, in no chat', () => {
  for (const format of fimFormats) {
    for (const prefix of ['', 'def add(a, b):\n    ']) {
      const { prompt } = buildPrompt(requestFor(prefix), format, 4096);
      const tokens = [format.prefixToken, format.suffixToken, format.middleToken].filter(
        (token) => token !== undefined,
      );
      for (const token of tokens)
        assert.equal(prompt.split(token).length, 2, `${format.family}: ${token} in ${prompt}`);
      assert.ok(prompt.includes(prefix), format.family);
      assert.doesNotMatch(prompt, /im_start|assistant|\[INST\]|start_of_turn/, format.family);
    }
  }
});
