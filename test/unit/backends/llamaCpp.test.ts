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
  await using served = await start({ '/tokenize': vocabulary(starcoder2) });
  await ask(served.backend, request);
  // The first request was the test of the layout.
  assert.deepEqual(served.sent('/completion')[1], {
    prompt: '<file_sep>add.py\n<fim_prefix>before<fim_suffix>after<fim_middle>',
    n_predict: 32,
    stop: ['\n\n', '<file_sep>', '<|endoftext|>'],
    temperature: 0,
    stream: true,
    cache_prompt: true,
    timings_per_token: true,
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

test('a server that is still loading is a fault that passes, whoever gave up meanwhile', async () => {
  let isLoading = true;
  const unless =
    (answer: Answer): Answer =>
    (response, request) =>
      (isLoading ? json({ error: { code: 503, type: 'unavailable_error' } }, 503) : answer)(response, request);
  const props = format.probes['/props'];
  assert.ok(props);
  await using served = await start({
    '/props': unless(props),
    '/completion': unless(stream(format.encode('completion', answered))),
    '/v1/chat/completions': unless(stream(format.encode('chat', answered))),
  });
  for (const request of [completion('a'), chat('a')]) {
    await assert.rejects(ask(served.backend, request), (error) => isFault(error, 'loading'));
    const hasty = new AbortController();
    const given = ask(served.backend, request, hasty.signal);
    hasty.abort(new Error('typed on'));
    await assert.rejects(given, /typed on/);
  }
  isLoading = false;
  for (const request of [completion('a'), chat('a')]) assert.equal((await ask(served.backend, request)).text, 'x');
});

test('tells what its model can do once it was asked, older builds by their template', async () => {
  const basic = { default_generation_settings: { n_ctx: 4096 }, total_slots: 1, model_alias: 'smol' };
  for (const [told, tools, images] of [
    [{ chat_template_caps: { supports_tools: false }, chat_template: '{{ tools }}' }, false, false],
    [{ chat_template_caps: { supports_tools: true }, modalities: { vision: true } }, true, true],
    [{ chat_template: '{% if tools %}' }, true, false],
    [{ chat_template: '{{ messages }}' }, false, false],
  ] as const) {
    await using served = await start({ '/props': json({ ...basic, ...told }) });
    await served.catalog.test('tested', new AbortController().signal);
    assert.deepEqual(served.backend.capabilities(), { tools, images, logProbabilities: true });
  }
});

test('probabilities are not asked for beside tools, which the server refuses', async () => {
  const probes = format.able.tools.probes ?? {};
  await using served = await start(probes);
  const tools = [{ name: 'f', description: 'Does it.', parameters: { type: 'object' } }];
  await ask(served.backend, chat('a', { wantsLogProbabilities: true, tools }));
  await ask(served.backend, chat('a', { wantsLogProbabilities: true }));
  const asked = served.sent('/v1/chat/completions').map(({ logprobs, top_logprobs }) => [logprobs, top_logprobs]);
  assert.deepEqual(asked, [
    [undefined, undefined],
    [true, 1],
  ]);
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

test('each part of a completion tells what was measured so far, for those who leave early', async () => {
  const timings = { cache_n: 5, prompt_n: 15, prompt_ms: 150, predicted_n: 1, predicted_ms: 10 };
  const chunk = `data: ${JSON.stringify({ content: 'x', stop: false, timings })}\n\n`;
  await using served = await start({ '/completion': stream([chunk, ...format.encode('completion', answered)]) });
  const { parts } = await ask(served.backend, completion('a'));
  const [first] = parts;
  assert.ok(first?.type === 'text-delta');
  assert.deepEqual(first.soFar?.timings, { promptMs: 150, promptTokens: 15, generationMs: 10, generatedTokens: 1 });
  assert.equal(first.soFar?.usage.cacheReadTokens, 5);
});

test('a warm-up sends the beginning of the prompt and yields nothing', async () => {
  await using served = await start({ '/tokenize': vocabulary(starcoder2) });
  const request = completion('x = 1\n', { suffix: 'after', stop: ['\n'] });
  const beginning = '<file_sep>add.py\n<fim_prefix>x = 1\n<fim_suffix>after<fim_middle>';
  for (const [promptCharacters, prompt] of [
    [12, '<file_sep>ad'],
    [25, '<file_sep>add.py\n'],
    [10_000, beginning],
  ] as const) {
    const { parts, end } = await ask(served.backend, { ...request, warm: { promptCharacters } });
    const sent = served.sent('/completion').at(-1);
    assert.deepEqual([sent.prompt, sent.n_predict, sent.stop], [prompt, 0, []]);
    assert.deepEqual(parts, []);
    assert.equal(end.finish, 'stop');
    assert.deepEqual(end.warmed, {
      ...{ characters: prompt.length, staticCharacters: beginning.length },
      staticTexts: 'prefix, suffix',
    });
    assert.equal(end.timings?.promptTokens, 15);
  }
  const { end } = await ask(served.backend, request);
  assert.ok(served.sent('/completion').at(-1).prompt.startsWith(beginning));
  assert.equal(end.warmed, undefined);
});

test('a warm-up with nothing to send sends nothing', async () => {
  await using served = await start();
  const { end } = await ask(served.backend, completion('', { warm: { promptCharacters: 100 } }));
  assert.deepEqual(end.warmed, { characters: 0, staticCharacters: 0, staticTexts: 'prefix' });
  assert.deepEqual(served.sent('/completion'), []);
});

/** A server that answers each prompt as `reply` says. */
function replying(reply: (prompt: string) => string): Answer {
  return (response, request) =>
    stream(format.encode('completion', { text: [reply(JSON.parse(request.body).prompt)] }))(response, request);
}

test('a layout that fails its test gives way to the other order of its tokens', async () => {
  const reply = replying((prompt) => (prompt.indexOf('<fim_suffix>') < prompt.indexOf('<fim_prefix>') ? 'a + b' : ''));
  await using served = await start({ '/tokenize': vocabulary(starcoder2), '/completion': reply });
  await ask(served.backend, completion('before', { suffix: 'after' }));
  const prompts = served.sent('/completion').map(({ prompt }) => prompt);
  assert.equal(prompts.length, 3);
  assert.equal(prompts[2], '<file_sep>add.py\n<fim_suffix>after<fim_prefix>before<fim_middle>');
});

test('a model that fails every test gets the prefix alone, and is tested once', async () => {
  const reply = replying(() => 'Sure, here is the code');
  await using served = await start({ '/tokenize': vocabulary(starcoder2), '/completion': reply });
  await ask(served.backend, completion('before', { suffix: 'after' }));
  await ask(served.backend, completion('before', { suffix: 'after' }));
  const sent = served.sent('/completion');
  assert.equal(sent.filter(({ prompt }) => prompt === 'before').length, 2);
  const tests = sent.filter(({ prompt }) => prompt !== 'before');
  assert.equal(tests.length, 3);
  assert.ok(tests.every(({ n_predict, temperature }) => n_predict === 10 && temperature === 0));
  const { summary } = await served.catalog.test('tested', new AbortController().signal);
  assert.match(summary, /failed the test \(starcoder2, prefix first: it answered as in a chat; /);
});

test('a test that could not be made is made again, and a request does not go without', async () => {
  let isLoading = true;
  const answer: Answer = (response, request) =>
    (isLoading ? json({ error: { type: 'unavailable_error' } }, 503) : replying(() => 'a + b'))(response, request);
  await using served = await start({ '/tokenize': vocabulary(starcoder2), '/completion': answer });
  await assert.rejects(ask(served.backend, completion('a')), (error) => isFault(error, 'loading'));
  isLoading = false;
  await ask(served.backend, completion('a'));
  assert.match(served.sent('/completion').at(-1).prompt, /<fim_prefix>a<fim_suffix>/);
});

test('what /infill makes of a text is the layout where the vocabulary has no known tokens', async () => {
  const infill: Answer = (response, request) => {
    const { input_prefix, input_suffix } = JSON.parse(request.body);
    return json({ content: '', prompt: `<s>[PRE!]${input_prefix}[SUF!]${input_suffix}[MID!]` })(response, request);
  };
  const props = json({
    default_generation_settings: { n_ctx: 4096 },
    total_slots: 1,
    model_alias: 'smol',
    bos_token: '<s>',
  });
  await using served = await start({ '/infill': infill, '/props': props });
  await ask(served.backend, completion('a [SUF!]', { suffix: 'b' }));
  assert.equal(served.sent('/completion').at(-1).prompt, '[PRE!]a [\u2060SUF!][SUF!]b[MID!]');
});

test('a chat server is not tested for filling in', async () => {
  await using served = await startScriptedServer(format.probes);
  using made = makeBackend({ kind: 'llama.cpp', url: served.url, roles: ['chat'] });
  const { summary } = await made.catalog.test('tested', new AbortController().signal);
  assert.match(summary, /serves smol with a context of 4096 tokens\.$/);
  assert.ok(served.requests.every(({ path }) => path !== '/completion' && path !== '/infill'));
});

test('an answer without a body is a fault, not an empty answer', async () => {
  const empty: Answer = (response) => void response.writeHead(204).end();
  await using served = await start({ '/v1/chat/completions': empty });
  await assert.rejects(ask(served.backend, chat('Hi')), (error) => {
    assert.ok(error instanceof Error && error.cause === undefined, 'nothing was thrown on the way');
    return isFault(error, 'bad-reply');
  });
});
