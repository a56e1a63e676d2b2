import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompletionRequest } from '../../../src/contract/request.ts';
import { llamaCppFormat as format } from '../../contract/formats/llamaCpp.ts';
import { makeBackend } from '../../contract/support/backends.ts';
import { ask, chat, completion, isFault } from '../../contract/support/requests.ts';
import { type Answer, json, startScriptedServer, stream } from '../../contract/support/scriptedServer.ts';

const answered = { text: ['x'] };

/** A server whose vocabulary has these tokens, each of one number. */
function vocabulary(tokens: readonly string[]): Answer {
  return (response, request) => {
    const { content } = JSON.parse(request.body);
    let rest: string = content;
    for (const token of tokens) rest = rest.replaceAll(token, '\u0000');
    return json({ tokens: Array.from(rest, (_, index) => index) })(response, request);
  };
}

const starcoder2 = ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<file_sep>'];

async function start(probes: Record<string, Answer> = {}) {
  const server = await startScriptedServer({
    ...format.probes,
    '/completion': stream(format.encode('completion', answered)),
    '/v1/chat/completions': stream(format.encode('chat', answered)),
    ...probes,
  });
  const made = makeBackend({ kind: 'llama.cpp', url: server.url, roles: ['completion', 'chat'] });
  return {
    ...made,
    server,
    sent: (path: string) =>
      server.requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body)),
    async [Symbol.asyncDispose]() {
      made[Symbol.dispose]();
      await server.stop();
    },
  };
}

async function bodyFor(request: CompletionRequest, probes: Record<string, Answer> = {}) {
  await using served = await start(probes);
  await ask(served.backend, request);
  return served.sent('/completion')[0];
}

test('a completion is asked for with our own prompt', async () => {
  const request = completion('before', { suffix: 'after', stop: ['\n\n'], maxOutputTokens: 32 });
  assert.deepEqual(await bodyFor(request, { '/tokenize': vocabulary(starcoder2) }), {
    prompt: '<file_sep>add.py\n<fim_prefix>before<fim_suffix>after<fim_middle>',
    n_predict: 32,
    stop: ['\n\n', '<file_sep>', '<|endoftext|>'],
    temperature: 0,
    stream: true,
    cache_prompt: true,
    response_fields: ['content', 'stop', 'stop_type', 'timings', 'model'],
  });
});

test('a model that cannot fill in gets the prefix alone', async () => {
  const { prompt, stop } = await bodyFor(completion('before', { suffix: 'after' }));
  assert.equal(prompt, 'before');
  assert.deepEqual(stop, ['\n']);
});

test('the prompt leaves room for the answer', async () => {
  const { prompt } = await bodyFor(completion('word '.repeat(10_000), { maxOutputTokens: 1_000 }));
  assert.ok(prompt.length < 3_096 * 5);
});

test('control tokens of the person’s text reach the server broken, and come back whole', async () => {
  const token = '<fim_middle>';
  const echo: Answer = (response, request) => {
    const { prompt } = JSON.parse(request.body);
    return stream(format.encode('completion', { text: [...prompt] }))(response, request);
  };
  await using served = await start({ '/completion': echo });
  const { text } = await ask(served.backend, completion(`x = '${token}'`));
  assert.equal(text, `x = '${token}'`);
  assert.ok(!served.sent('/completion')[0].prompt.includes(token));
});

test('asks about the server once, and again when it was away', async () => {
  let isLoading = false;
  const answer: Answer = (response, request) =>
    (isLoading ? json({ error: { type: 'unavailable_error' } }, 503) : stream(format.encode('completion', answered)))(
      response,
      request,
    );
  await using served = await start({ '/completion': answer });
  const asked = () => served.server.requests.filter(({ path }) => path === '/props').length;
  await ask(served.backend, completion('a'));
  await ask(served.backend, completion('b'));
  assert.equal(asked(), 1);
  isLoading = true;
  await assert.rejects(ask(served.backend, completion('c')), (error) => isFault(error, 'loading'));
  isLoading = false;
  await ask(served.backend, completion('d'));
  assert.equal(asked(), 2);
});

test('a server that was started anew with another model is asked again', async () => {
  let alias = 'first';
  const props: Answer = (response, request) =>
    json({ default_generation_settings: { n_ctx: 4096 }, total_slots: 1, model_alias: alias })(response, request);
  const answer: Answer = (response, request) => {
    const chunks = format.encode('completion', answered).map((chunk) => chunk.replaceAll('"smol"', `"${alias}"`));
    return stream(chunks)(response, request);
  };
  await using served = await start({ '/props': props, '/completion': answer });
  await ask(served.backend, completion('a'));
  assert.equal(served.backend.facts.model, 'first');
  alias = 'second';
  await ask(served.backend, completion('b'));
  await ask(served.backend, completion('c'));
  assert.equal(served.backend.facts.model, 'second');
});

test('a model without an alias is called by its file', async () => {
  const props = json({
    default_generation_settings: { n_ctx: 2048 },
    total_slots: 1,
    model_path: 'C:\\models\\tiny.gguf',
  });
  await using served = await start({ '/props': props });
  assert.equal(served.backend.facts.model, 'its own model');
  await ask(served.backend, completion('a'));
  assert.equal(served.backend.facts.model, 'tiny.gguf');
  assert.equal(served.backend.contextTokens(), 2048);
});

test('a chat asks for progress, so that a long prompt gives signs of life', async () => {
  await using served = await start();
  const system = { role: 'system', text: 'Be brief.', origins: [] } as const;
  await ask(
    served.backend,
    chat('Hi', { messages: [system, { role: 'user', text: 'Hi', origins: [] }], maxOutputTokens: undefined }),
  );
  assert.deepEqual(served.sent('/v1/chat/completions')[0], {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ],
    stream: true,
    stream_options: { include_usage: true },
    cache_prompt: true,
    return_progress: true,
  });
});

test('gives the server’s timings', async () => {
  await using served = await start();
  for (const request of [completion('a'), chat('a')]) {
    const { end } = await ask(served.backend, request);
    assert.deepEqual(end.timings, { promptMs: 150, promptTokens: 15, generationMs: 70, generatedTokens: 7 });
    assert.equal(end.servedModel, 'smol');
  }
});
