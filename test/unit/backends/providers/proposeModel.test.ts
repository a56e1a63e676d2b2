import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposeModel } from '../../../../src/backends/providers/proposeModel.ts';

function proposed(...models: readonly string[]): string | undefined {
  return proposeModel(models, ['chat'])?.model;
}

test('a model that is made for code comes first', () => {
  assert.equal(proposed('llama-3.3-70b', 'qwen3-coder-480b', 'qwen3-32b'), 'qwen3-coder-480b');
});

test('else the middle one of a family, in its newest version by name', () => {
  assert.equal(
    proposed('claude-opus-4-1', 'claude-3-5-sonnet-20241022', 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5'),
    'claude-sonnet-4-5-20250929',
  );
  assert.equal(proposed('gpt-4o-mini', 'gpt-5-mini', 'gpt-5'), 'gpt-5-mini');
});

test('what does not answer questions is never proposed', () => {
  assert.equal(
    proposed('text-embedding-3-large', 'gpt-4o-mini-tts', 'gpt-4o-mini-realtime', 'gpt-5-codex', 'whisper-1'),
    undefined,
  );
  assert.equal(proposed('omni-moderation', 'command-a'), 'command-a');
  assert.equal(proposed(), undefined);
});

test('where names tell nothing it is the first of the list, and the reason says so', () => {
  assert.deepEqual(proposeModel(['beta', 'alpha'], ['chat']), {
    model: 'beta',
    reason: 'The first of the list; names tell nothing.',
  });
});

test('the reason claims no more than the name tells', () => {
  const reason = proposeModel(['devstral-small', 'mistral-large'], ['chat'])?.reason;
  assert.equal(reason, 'Proposed by its name alone, which says that it is made for code.');
});

test('for suggestions a model that completes code comes before one that chats', () => {
  const models = ['devstral-medium-latest', 'codestral-latest', 'mistral-large-latest'];
  assert.equal(proposeModel(models, ['completion'])?.model, 'codestral-latest');
  assert.equal(proposeModel(['gpt-5-mini'], ['completion', 'chat'])?.model, 'gpt-5-mini');
});
