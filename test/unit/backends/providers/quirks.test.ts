import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openaiFormat } from '../../../contract/formats/openai.ts';
import { makeBackend } from '../../../contract/support/backends.ts';
import { ask, chat, isFault } from '../../../contract/support/requests.ts';
import { type Answer, json, startScriptedServer, stream } from '../../../contract/support/scriptedServer.ts';

const answer = stream(openaiFormat.encode('chat', { text: ['x'] }));

/** A provider whose part a local server plays. */
async function play(
  kind: string,
  {
    answers = {},
    key = 'sk',
    ...entry
  }: { answers?: Record<string, Answer>; key?: string | undefined; model?: string } = {},
) {
  const server = await startScriptedServer({ '/v1/chat/completions': answer, ...answers });
  const options = { key: key === '' ? undefined : key, locality: 'remote' as const };
  const made = makeBackend({ kind, url: `${server.url}/v1`, model: 'large', roles: ['chat'], ...entry }, options);
  return {
    ...made,
    server,
    test: () => made.catalog.test('tested', new AbortController().signal),
    async [Symbol.asyncDispose]() {
      made[Symbol.dispose]();
      await server.stop();
    },
  };
}

async function bodyOf(kind: string) {
  await using served = await play(kind);
  await ask(served.backend, chat('Hi', { maxOutputTokens: 5 }));
  return JSON.parse(served.server.requests[0]?.body ?? '');
}

test('token counts are asked for only where that is how to get them', async () => {
  for (const kind of [
    'openai',
    'gemini',
    'deepseek',
    'groq',
    'xai',
    'vllm',
    'litellm',
    'openai-compatible',
    'fireworks',
  ]) {
    assert.deepEqual((await bodyOf(kind)).stream_options, { include_usage: true }, kind);
  }
  for (const kind of ['cohere', 'mistral', 'openrouter']) {
    assert.equal('stream_options' in (await bodyOf(kind)), false, kind);
  }
});

test('the limit of an answer has the name that the provider knows', async () => {
  for (const kind of ['openai', 'azure-openai', 'bedrock']) {
    const body = await bodyOf(kind);
    assert.deepEqual([body.max_completion_tokens, body.max_tokens], [5, undefined], kind);
  }
  for (const kind of ['mistral', 'groq', 'litellm', 'openai-compatible']) {
    const body = await bodyOf(kind);
    assert.deepEqual([body.max_completion_tokens, body.max_tokens], [undefined, 5], kind);
  }
});

test('Azure gets its key in a header of its own, and nowhere else', async () => {
  await using served = await play('azure-openai');
  await ask(served.backend, chat('Hi'));
  const [seen] = served.server.requests;
  assert.equal(seen?.headers['api-key'], 'sk');
  assert.equal(seen?.headers.authorization, undefined);
});

test('a cloud without a key is not contacted at all, a gateway is', async () => {
  for (const kind of ['openai', 'mistral', 'azure-openai', 'openrouter']) {
    await using served = await play(kind, { key: '' });
    await assert.rejects(ask(served.backend, chat('Hi')), (error) => isFault(error, 'key-missing'));
    assert.deepEqual(served.contacts, [], kind);
  }
  for (const kind of ['litellm', 'vllm', 'openai-compatible']) {
    await using served = await play(kind, { key: '' });
    assert.equal((await ask(served.backend, chat('Hi'))).text, 'x', kind);
  }
});

test('Gemini’s names lose their prefix', async () => {
  const models = json({ data: [{ id: 'models/gemini-3.8-flash' }, { id: 'models/gemini-3.8-pro' }] });
  await using served = await play('gemini', { answers: { '/v1/models': models }, model: 'gemini-3.8-flash' });
  const { models: names, summary } = await served.test();
  assert.deepEqual(names, ['gemini-3.8-flash', 'gemini-3.8-pro']);
  assert.match(summary, /offers 2 models, “gemini-3\.8-flash” among them\.$/);
});

test('Together’s bare list is read', async () => {
  const models = json([{ id: 'Qwen/Qwen3-Coder', type: 'chat' }, { id: 'openai/gpt-oss-120b' }]);
  await using served = await play('together', { answers: { '/v1/models': models }, model: 'Qwen/Qwen3-Coder' });
  assert.deepEqual((await served.test()).models, ['Qwen/Qwen3-Coder', 'openai/gpt-oss-120b']);
});

test('Cohere’s models are listed by its own interface', async () => {
  const models = json({ models: [{ name: 'command-a', endpoints: ['chat'] }] });
  await using served = await play('cohere', { answers: { '/v1/models?endpoint=chat': models }, model: 'command-a' });
  assert.deepEqual((await served.test()).models, ['command-a']);
});

test('a deployment of Azure is not missed in a list that does not have it', async () => {
  const models = json({ data: [{ id: 'gpt-5-mini' }] });
  await using served = await play('azure-openai', { answers: { '/v1/models': models }, model: 'our-deployment' });
  assert.match((await served.test()).summary, /offers 1 model\. The model is the name of your deployment/);
});

test('Bedrock passes without a list of models, but not without a good key', async () => {
  await using served = await play('bedrock', { model: 'openai.gpt-oss-120b-1:0' });
  const { models, summary } = await served.test();
  assert.deepEqual(models, []);
  assert.match(summary, /answers, and lists no models\.$/);
  const refused = json({ message: 'no' }, 403);
  await using other = await play('bedrock', { answers: { '/v1/models': refused } });
  await assert.rejects(other.test(), (error) => isFault(error, 'unauthorized'));
});

test('a server that has to have a list is not the right one without it', async () => {
  await using served = await play('mistral');
  await assert.rejects(served.test(), (error) => isFault(error, 'bad-reply'));
});

test('OpenRouter lists its models to everybody, so its key is tested by itself', async () => {
  const models = json({ data: [{ id: 'large' }] });
  await using good = await play('openrouter', { answers: { '/v1/models': models, '/v1/key': json({ data: {} }) } });
  assert.deepEqual((await good.test()).models, ['large']);
  const refused = json({ error: { code: 401, message: 'no' } }, 401);
  await using bad = await play('openrouter', { answers: { '/v1/models': models, '/v1/key': refused } });
  await assert.rejects(bad.test(), (error) => isFault(error, 'unauthorized'));
});

test('an entry may say what its model can do, and take back what its provider can', async () => {
  const abilitiesOf = (entry: Record<string, unknown>) => {
    using made = makeBackend({ url: 'https://a.example/v1', model: 'x', roles: ['chat'], ...entry });
    return made.backend.capabilities();
  };
  assert.deepEqual(abilitiesOf({ kind: 'vllm' }), { tools: false, images: false, logProbabilities: true });
  assert.deepEqual(abilitiesOf({ kind: 'vllm', abilities: ['tools', 'images'] }), {
    ...{ tools: true, images: true, logProbabilities: false },
  });
  assert.equal(abilitiesOf({ kind: 'openai', abilities: [] }).images, false);
});
