import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ollamaFormat as format } from '../../contract/formats/ollama.ts';
import { makeBackend, type TestBackendOptions } from '../../contract/support/backends.ts';
import { ask, chat, completion, isFault } from '../../contract/support/requests.ts';
import { type Answer, json, startScriptedServer, stream } from '../../contract/support/scriptedServer.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const answered = { text: ['x'] };
const starcoder2 = ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<file_sep>'];

async function start(
  probes: Record<string, Answer> = {},
  entry: Record<string, unknown> = {},
  options: TestBackendOptions = {},
) {
  const server = await startScriptedServer({
    ...format.probes,
    '/api/generate': stream(format.encode('completion', answered), format.contentType),
    '/api/chat': stream(format.encode('chat', answered), format.contentType),
    ...probes,
  });
  const made = makeBackend(
    { kind: 'ollama', url: server.url, model: 'smol', roles: ['completion', 'chat'], ...entry },
    options,
  );
  return {
    ...made,
    server,
    sent: (path: string) =>
      server.requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body)),
    count: (path: string) => server.requests.filter((request) => request.path === path).length,
    async [Symbol.asyncDispose]() {
      made[Symbol.dispose]();
      await server.stop();
    },
  };
}

function show(rest: Record<string, unknown>): Answer {
  return json({ capabilities: ['completion'], model_info: { 'llama.context_length': 8192 }, ...rest });
}

function running(contextTokens: number): Answer {
  return json({
    models: [
      { name: 'other:latest', context_length: 1 },
      { name: 'smol:latest', context_length: contextTokens },
    ],
  });
}

test('a completion is raw, with our own prompt and always with a limit', async () => {
  const withVocabulary = show({ model_info: { 'tokenizer.ggml.tokens': ['a', ...starcoder2] } });
  await using served = await start({ '/api/show': withVocabulary });
  await ask(served.backend, completion('before', { suffix: 'after', stop: ['\n\n'], maxOutputTokens: 32 }));
  // The first request was the test of the layout.
  assert.deepEqual(served.sent('/api/generate')[1], {
    model: 'smol',
    prompt: '<file_sep>add.py\n<fim_prefix>before<fim_suffix>after<fim_middle>',
    raw: true,
    stream: true,
    keep_alive: '30m',
    options: { num_predict: 32, temperature: 0, stop: ['\n\n', '<file_sep>', '<|endoftext|>'] },
  });
});

test('the context is sent only where it is configured, and then with every role', async () => {
  await using usual = await start();
  await using configured = await start({}, { contextTokens: 2048 });
  for (const { backend } of [usual, configured]) {
    await ask(backend, completion('a'));
    await ask(backend, chat('a'));
  }
  const contexts = ({ sent }: typeof usual) =>
    [...sent('/api/generate'), ...sent('/api/chat')].map(({ options }) => options.num_ctx);
  assert.deepEqual(contexts(usual), [undefined, undefined]);
  assert.deepEqual(contexts(configured), [2048, 2048]);
  assert.equal(configured.backend.contextTokens(), 2048);
});

test('a chat without a limit is limited by the context', async () => {
  await using served = await start({ '/api/ps': running(1024) });
  await ask(served.backend, chat('a', { maxOutputTokens: undefined }));
  assert.equal(served.sent('/api/chat')[0].options.num_predict, 1024);
});

test('the prompt fits what the model is loaded with', async () => {
  await using served = await start({ '/api/ps': running(1024) });
  await ask(served.backend, completion('word '.repeat(50_000), { maxOutputTokens: 24 }));
  const { length } = served.sent('/api/generate')[0].prompt;
  assert.ok(length < 1_000 * 5 && length > 400 * 5, `${length} characters`);
});

test('a conversation that would be cut in silence is refused', async () => {
  await using served = await start({ '/api/ps': running(512) });
  await assert.rejects(ask(served.backend, chat('word '.repeat(600))), (error) => isFault(error, 'context-too-long'));
  assert.equal(served.count('/api/chat'), 0);
});

/** An Ollama that loads its model when it is asked to, as soon as `release` is called. */
function unloaded() {
  let isLoaded = false;
  let release = () => {};
  const loads: unknown[] = [];
  const ps: Answer = (response, request) => (isLoaded ? running(2048) : json({ models: [] }))(response, request);
  const generate: Answer = async (response, request) => {
    const body = JSON.parse(request.body);
    if ('prompt' in body) return stream(format.encode('completion', answered), format.contentType)(response, request);
    loads.push(body);
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    isLoaded = true;
    return json({ model: 'smol', done: true, done_reason: 'load' })(response, request);
  };
  return { loads, probes: { '/api/ps': ps, '/api/generate': generate }, release: () => release() };
}

async function untilLoading(loads: readonly unknown[]): Promise<void> {
  while (loads.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

test('a model that is not loaded is loaded first, without a prompt, and its context is known then', async () => {
  const { loads, probes, release } = unloaded();
  await using served = await start(probes);
  const answer = ask(served.backend, chat('a'));
  await untilLoading(loads);
  assert.equal(served.count('/api/chat'), 0);
  release();
  await answer;
  assert.deepEqual(loads, [{ model: 'smol', keep_alive: '30m', options: {} }]);
  assert.equal(served.backend.contextTokens(), 2048);
});

test('loading goes on when the one who needed it gives up, and is not started twice', async () => {
  for (const [first, second] of [
    [completion('a'), completion('ab')],
    [chat('a'), chat('b')],
    [completion('a'), chat('b')],
  ] as const) {
    const { loads, probes, release } = unloaded();
    await using served = await start(probes, { contextTokens: 1024 });
    const hasty = new AbortController();
    const given = ask(served.backend, first, hasty.signal);
    given.catch(() => undefined);
    await untilLoading(loads);
    hasty.abort(new Error('typed on'));
    await assert.rejects(given, /typed on/);
    const patient = ask(served.backend, second);
    release();
    assert.equal((await patient).text, 'x');
    assert.deepEqual(loads, [{ model: 'smol', keep_alive: '30m', options: { num_ctx: 1024 } }]);
  }
});

test('whoever gives up after a long silence may have waited for loading, so the next asks before it sends', async () => {
  for (const [silenceMs, asked] of [
    [1_000, 1],
    [100, 0],
  ] as const) {
    const clock = new FakeClock();
    let isSilent = true;
    const whole = stream(format.encode('completion', answered), format.contentType);
    const generate: Answer = (response, request) => (isSilent ? undefined : whole(response, request));
    await using served = await start({ '/api/generate': generate }, {}, { clock });
    const hasty = new AbortController();
    const given = ask(served.backend, completion('a'), hasty.signal);
    given.catch(() => undefined);
    while (served.count('/api/generate') === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(silenceMs);
    hasty.abort(new Error('typed on'));
    await assert.rejects(given, /typed on/);
    isSilent = false;
    const before = served.count('/api/ps');
    await ask(served.backend, completion('ab'));
    assert.equal(served.count('/api/ps') - before, asked, `after ${silenceMs} ms`);
  }
});

test('tools, calls and pictures count as parts of the prompt, which Ollama would cut in silence', async () => {
  const able = show({ capabilities: ['completion', 'tools', 'vision'] });
  await using served = await start({ '/api/ps': running(512), '/api/show': able });
  const tool = { name: 'f', description: 'Does it. '.repeat(300), parameters: {} };
  const call = { id: 'a', name: 'f', argumentsJson: JSON.stringify({ text: 'word '.repeat(600) }) };
  const image = { mediaType: 'image/png', base64: 'iVBORw0KGgo=' } as const;
  for (const request of [
    chat('a', { tools: [tool] }),
    chat('a', { messages: [{ role: 'assistant', text: '', toolCalls: [call], origins: [] }] }),
    chat('a', { messages: [{ role: 'user', text: 'a', images: [image], origins: [] }] }),
  ]) {
    await assert.rejects(ask(served.backend, request), (error) => isFault(error, 'context-too-long'));
  }
  assert.equal(served.count('/api/chat'), 0);
});

test('the result of a call names the tool, by which older servers know it', async () => {
  await using served = await start({ '/api/show': show({ capabilities: ['completion', 'tools'] }) });
  const call = { id: 'call_1', name: 'get_time', argumentsJson: '{}' };
  await ask(
    served.backend,
    chat('a', {
      messages: [
        { role: 'assistant', text: '', toolCalls: [call], origins: [] },
        { role: 'tool', text: 'noon', toolCallId: 'call_1', origins: [] },
      ],
    }),
  );
  assert.deepEqual(served.sent('/api/chat')[0].messages[1], {
    role: 'tool',
    content: 'noon',
    tool_call_id: 'call_1',
    tool_name: 'get_time',
  });
});

test('a call without an id, as older servers send it, gets one', async () => {
  const message = { role: 'assistant', content: '', tool_calls: [{ function: { name: 'f', arguments: { x: 1 } } }] };
  const lines = [
    { model: 'smol', message, done: false },
    { model: 'smol', message: { content: '' }, done: true, done_reason: 'stop' },
  ];
  await using served = await start({
    '/api/chat': stream(
      lines.map((line) => `${JSON.stringify(line)}\n`),
      format.contentType,
    ),
  });
  const { parts, end } = await ask(served.backend, chat('a'));
  const [part] = parts;
  assert.ok(part?.type === 'tool-call');
  assert.match(part.call.id, /^call_\w{32}$/);
  assert.equal(part.call.argumentsJson, '{"x":1}');
  assert.equal(end.finish, 'tool-calls');
});

test('the speed of reading is known only for the first prompt after loading, when nothing was cached', async () => {
  const { loads, probes, release } = unloaded();
  await using served = await start(probes);
  const first = ask(served.backend, chat('a'));
  await untilLoading(loads);
  release();
  assert.deepEqual((await first).end.timings, {
    promptMs: 150,
    promptTokens: 20,
    generationMs: 70,
    generatedTokens: 7,
  });
  const { timings } = (await ask(served.backend, chat('a'))).end;
  assert.deepEqual(timings, { promptMs: 150, promptTokens: undefined, generationMs: 70, generatedTokens: 7 });
});

test('a server too old to tell the context of a loaded model is taken at the usual one, and loads nothing', async () => {
  await using served = await start({ '/api/ps': json({ models: [{ name: 'smol:latest' }] }) });
  await ask(served.backend, completion('word '.repeat(50_000), { maxOutputTokens: 96 }));
  assert.equal(served.count('/api/generate'), 1);
  assert.ok(served.sent('/api/generate')[0].prompt.length < 4_000 * 5);
  assert.equal(served.backend.contextTokens(), undefined);
});

test('a model that cannot be loaded is a fault', async () => {
  await using served = await start({
    '/api/ps': json({ models: [] }),
    '/api/generate': json({ error: 'no memory' }, 500),
  });
  await assert.rejects(ask(served.backend, chat('a')), (error) => isFault(error, 'server-fault'));
  assert.equal(served.count('/api/chat'), 0);
});

for (const [what, reveal] of [
  ['remote_host', { remote_host: 'https://ollama.com:443' }],
  ['remote_model', { remote_model: 'gpt-oss:120b' }],
] as const) {
  test(`a model that Ollama runs elsewhere (${what}) gets nothing that was admitted for a local one`, async () => {
    await using served = await start({ '/api/show': show(reveal) });
    assert.equal(served.backend.facts.locality, 'local');
    await assert.rejects(ask(served.backend, completion('secret')), (error) => isFault(error, 'refused'));
    assert.equal(served.backend.facts.locality, 'remote');
    assert.equal(served.count('/api/generate') + served.count('/api/chat'), 0);
    assert.equal((await ask(served.backend, chat('hello'))).text, 'x');
    assert.equal(served.contacts.at(-1)?.locality, 'remote');
  });
}

test('a model whose name says that it is in the cloud is remote before it is asked', async () => {
  for (const model of ['gpt-oss:120b-cloud', 'kimi-k2:cloud', 'KIMI:CLOUD']) {
    await using served = await start({}, { model });
    assert.equal(served.backend.facts.locality, 'remote', model);
  }
  await using ordinary = await start({}, { model: 'cloud-native-coder:7b' });
  assert.equal(ordinary.backend.facts.locality, 'local');
});

test('nothing is sent when the server does not say where the model runs', async () => {
  await using served = await start({ '/api/show': json({ error: 'x' }, 500) });
  await assert.rejects(ask(served.backend, chat('a')), (error) => isFault(error, 'server-fault'));
  assert.equal(served.count('/api/chat'), 0);
});

test('the proof that a model runs here is renewed after a minute', async () => {
  const clock = new FakeClock();
  let reveal = {};
  const answer: Answer = (response, request) => show(reveal)(response, request);
  await using served = await start({ '/api/show': answer, '/api/ps': running(4096) }, {}, { clock });
  await ask(served.backend, chat('a'));
  await ask(served.backend, chat('a'));
  assert.equal(served.count('/api/show'), 1);
  reveal = { remote_host: 'https://ollama.com' };
  await clock.advance(60_000);
  await assert.rejects(ask(served.backend, chat('a')), (error) => isFault(error, 'refused'));
  assert.equal(served.count('/api/chat'), 2);
});

test('finds the family by the template where the vocabulary is not told', async () => {
  const template = '{{ if .Suffix }}<fim_prefix>{{ .Prompt }}<fim_suffix>{{ .Suffix }}<fim_middle>{{ end }}';
  await using served = await start({ '/api/show': show({ capabilities: ['completion', 'insert'], template }) });
  await ask(served.backend, completion('a', { suffix: 'b' }));
  assert.equal(served.sent('/api/generate')[1].prompt, '<fim_prefix>a<fim_suffix>b<fim_middle>');
});

test('a name alone proves nothing without the capability', async () => {
  const ps = json({ models: [{ name: 'qwen2.5-coder:1.5b', context_length: 4096 }] });
  await using served = await start({ '/api/show': show({}), '/api/ps': ps }, { model: 'qwen2.5-coder:1.5b' });
  await ask(served.backend, completion('a', { suffix: 'b' }));
  assert.equal(served.sent('/api/generate')[0].prompt, 'a');
});

test('an empty prompt, which Ollama answers in one document, is an empty answer', async () => {
  await using served = await start({
    '/api/generate': json({ model: 'smol', response: '', done: true, done_reason: 'load' }),
  });
  const { text, end } = await ask(served.backend, completion(''));
  assert.equal(text, '');
  assert.equal(end.finish, 'stop');
});

test('a warm-up asks for one token and drops it', async () => {
  await using served = await start();
  const request = completion('before', { warm: { promptCharacters: 3 } });
  const { parts, end } = await ask(served.backend, request);
  const { prompt, options, raw } = served.sent('/api/generate')[0];
  assert.deepEqual([prompt, options.num_predict, raw], ['bef', 1, true]);
  assert.deepEqual(parts, []);
  assert.deepEqual(end.warmed, { characters: 3, staticCharacters: 6, staticTexts: 'prefix' });
  assert.equal(end.timings?.promptMs, 150);
});

test('an answer of one token has no time of writing, and still that of reading', async () => {
  const last = {
    model: 'smol',
    response: '',
    done: true,
    prompt_eval_count: 9,
    prompt_eval_duration: 5e6,
    eval_count: 1,
  };
  await using served = await start({ '/api/generate': stream([`${JSON.stringify(last)}\n`]) });
  const { timings } = (await ask(served.backend, completion('a'))).end;
  assert.deepEqual(timings, { promptMs: 5, promptTokens: undefined, generationMs: 0, generatedTokens: 1 });
});

test('a model that another one has replaced under the same name is tested anew', async () => {
  const withVocabulary = show({ model_info: { 'tokenizer.ggml.tokens': starcoder2 } });
  let digest = 'one';
  const ps: Answer = (response, request) =>
    json({ models: [{ name: 'smol:latest', context_length: 4096, digest }] })(response, request);
  const clock = new FakeClock();
  await using served = await start({ '/api/show': withVocabulary, '/api/ps': ps }, {}, { clock });
  await ask(served.backend, completion('a'));
  await ask(served.backend, completion('a'));
  assert.equal(served.count('/api/generate'), 3);
  digest = 'two';
  await clock.advance(60_000);
  await ask(served.backend, completion('a'));
  assert.equal(served.count('/api/generate'), 5);
});

test('the connection test tests the layout of a loaded model, and loads none for it', async () => {
  const withVocabulary = show({ model_info: { 'tokenizer.ggml.tokens': starcoder2 } });
  const { signal } = new AbortController();
  await using loaded = await start({ '/api/show': withVocabulary });
  const { summary } = await loaded.catalog.test('tested', signal);
  assert.match(summary, /It can fill in the middle \(starcoder2, prefix first, known by its vocabulary/);
  await using unloadedOne = await start({ '/api/show': withVocabulary, '/api/ps': json({ models: [] }) });
  await unloadedOne.catalog.test('tested', signal);
  assert.equal(unloadedOne.count('/api/generate'), 0);
});
