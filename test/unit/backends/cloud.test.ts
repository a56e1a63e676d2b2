import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalog } from '../../../src/backends/catalog.ts';
import { createGate } from '../../../src/backends/gate.ts';
import { parseBackends } from '../../../src/backends/settings.ts';
import { createSystemClock } from '../../../src/base/clock.ts';
import { anthropicFormat } from '../../contract/formats/anthropic.ts';
import { openaiFormat } from '../../contract/formats/openai.ts';
import type { WireFormat } from '../../contract/formats/wireFormat.ts';
import { makeBackend, silentLog, type TestBackendOptions } from '../../contract/support/backends.ts';
import { ask, chat, completion, isFault } from '../../contract/support/requests.ts';
import { type Answer, json, startScriptedServer, stream } from '../../contract/support/scriptedServer.ts';

const answered = { text: ['x'] };

async function start(
  format: WireFormat,
  entry: Record<string, unknown> = {},
  answers: Record<string, Answer> = {},
  options: TestBackendOptions = {},
) {
  const paths = format.tasks.map((task) => [
    format.promptPath(task),
    stream(format.encode(task, answered), format.contentType),
  ]);
  const server = await startScriptedServer({ ...Object.fromEntries(paths), ...answers });
  const made = makeBackend(
    { ...format.entry(server.url, 'chat'), roles: format.tasks, ...entry },
    { key: 'sk', locality: 'remote', ...options },
  );
  return {
    ...made,
    server,
    body: (index = 0) => JSON.parse(server.requests[index]?.body ?? 'null'),
    async [Symbol.asyncDispose]() {
      made[Symbol.dispose]();
      await server.stop();
    },
  };
}

test('an OpenAI-compatible chat asks for the usage', async () => {
  await using served = await start(openaiFormat);
  await ask(served.backend, chat('Hi', { maxOutputTokens: 100 }));
  assert.deepEqual(served.body(), {
    model: 'large',
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 100,
  });
});

test('a server that takes no stream_options gets none', async () => {
  await using served = await start(openaiFormat, { streamUsage: false });
  await ask(served.backend, chat('Hi', { maxOutputTokens: undefined }));
  assert.deepEqual(served.body(), { model: 'large', messages: [{ role: 'user', content: 'Hi' }], stream: true });
  await ask(served.backend, completion('a'));
  assert.equal('stream_options' in served.body(1), false);
});

test('an OpenAI-compatible completion has our own prompt and at most four stops', async () => {
  await using served = await start(openaiFormat, { model: 'Qwen/Qwen2.5-Coder-7B' });
  await ask(served.backend, completion('before', { suffix: 'after', stop: ['a', 'b', 'c'], maxOutputTokens: 9 }));
  // The first request was the test of the layout.
  assert.deepEqual(served.body(1), {
    model: 'Qwen/Qwen2.5-Coder-7B',
    prompt: '<|file_sep|>add.py\n<|fim_prefix|>before<|fim_suffix|>after<|fim_middle|>',
    max_tokens: 9,
    stop: ['a', 'b', 'c', '<|endoftext|>'],
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('a name is only a guess: a layout that fails the test is not used', async () => {
  const leaking = stream(openaiFormat.encode('completion', { text: ['<|fim_', 'middle|>'] }));
  await using served = await start(openaiFormat, { model: 'qwen-coder' }, { '/v1/completions': leaking });
  await ask(served.backend, completion('before', { suffix: 'after' }));
  await ask(served.backend, completion('before', { suffix: 'after' }));
  const prompts = served.server.requests.map(({ body }) => JSON.parse(body).prompt);
  assert.match(prompts[0], /^<\|file_sep\|>.*<\|fim_prefix\|>def add.*<\|fim_suffix\|>/s);
  assert.match(prompts[1], /^<\|file_sep\|>.*<\|fim_suffix\|>\n.*<\|fim_prefix\|>/s);
  assert.deepEqual(prompts.slice(2), ['before', 'before']);
});

test('the connection test tells what the test of the layout has shown', async () => {
  const models = json({ data: [{ id: 'starcoder2' }] });
  await using served = await start(openaiFormat, { model: 'starcoder2' }, { '/v1/models': models });
  const { summary } = await served.catalog.test('tested', new AbortController().signal);
  assert.match(summary, /It can fill in the middle \(starcoder2, prefix first, known by its name alone, and a test/);
});

test('what cannot be warmed is not sent', async () => {
  await using served = await start(openaiFormat);
  assert.equal(served.backend.facts.canWarm, false);
  await assert.rejects(ask(served.backend, completion('a', { warm: { promptCharacters: 100 } })), TypeError);
  assert.equal(served.server.requests.length, 0);
});

test('usage is made canonical, whatever the dialect', async () => {
  const cases = [
    { usage: { prompt_tokens: 10, completion_tokens: 4 }, expected: [10, undefined, 4, undefined] },
    { usage: { prompt_tokens: 10, completion_tokens: 4, prompt_cache_hit_tokens: 6 }, expected: [4, 6, 4, undefined] },
    {
      usage: { prompt_tokens: 10, completion_tokens: 4, prompt_tokens_details: null },
      expected: [10, undefined, 4, undefined],
    },
    { usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 20 }, expected: [10, undefined, 10, undefined] },
    {
      usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14, cost: 0.0001 },
      expected: [10, undefined, 4, 0.0001],
    },
    {
      usage: { prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 12 } },
      expected: [0, 12, undefined, undefined],
    },
    { usage: {}, expected: [undefined, undefined, undefined, undefined] },
    { usage: null, expected: [undefined, undefined, undefined, undefined] },
  ];
  for (const { usage, expected } of cases) {
    const chunk = { choices: [{ delta: { content: 'x' }, finish_reason: 'stop' }], usage };
    await using served = await start(
      openaiFormat,
      {},
      { '/v1/chat/completions': stream([`data: ${JSON.stringify(chunk)}\n\n`]) },
    );
    const { end } = await ask(served.backend, chat('a'));
    const { uncachedInputTokens, cacheReadTokens, outputTokens, reportedCostUsd } = end.usage;
    assert.deepEqual(
      [uncachedInputTokens, cacheReadTokens, outputTokens, reportedCostUsd],
      expected,
      JSON.stringify(usage),
    );
  }
});

test('reasoning is kept apart that stands in parts of the content', async () => {
  const contents = [
    [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }],
    [{ type: 'text', text: 'ok' }],
    '.',
  ];
  const chunks = contents.map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
  await using served = await start(openaiFormat, {}, { '/v1/chat/completions': stream(chunks) });
  const { reasoning, text } = await ask(served.backend, chat('a'));
  assert.deepEqual([reasoning, text], ['hm', 'ok.']);
});

test('probabilities in a form of the server’s own are passed over', async () => {
  const choice = { delta: { content: 'ok' }, logprobs: { tokens: ['ok'], content: 'odd' }, finish_reason: 'stop' };
  const answer = stream([`data: ${JSON.stringify({ choices: [choice] })}\n\n`]);
  await using served = await start(openaiFormat, {}, { '/v1/chat/completions': answer });
  const { parts } = await ask(served.backend, chat('a'));
  assert.deepEqual(parts, [{ type: 'text-delta', text: 'ok' }]);
});

test('reasoning is kept apart under either name', async () => {
  for (const name of ['reasoning', 'reasoning_content']) {
    const chunks = [{ delta: { [name]: 'hm' } }, { delta: { content: 'ok' }, finish_reason: 'stop' }].map((choice) => ({
      choices: [choice],
    }));
    const answer = stream(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`));
    await using served = await start(openaiFormat, {}, { '/v1/chat/completions': answer });
    const { reasoning, text } = await ask(served.backend, chat('a'));
    assert.deepEqual([reasoning, text], ['hm', 'ok']);
  }
});

test('a gateway without a key gets no Authorization header', async () => {
  await using served = await start(openaiFormat, {}, {}, { key: undefined });
  await ask(served.backend, chat('a'));
  assert.equal(served.server.requests[0]?.headers.authorization, undefined);
});

test('Anthropic without a key is not contacted at all', async () => {
  await using served = await start(anthropicFormat, {}, {}, { key: undefined });
  await assert.rejects(ask(served.backend, chat('a')), (error) => isFault(error, 'key-missing'));
  await assert.rejects(served.catalog.test('tested', new AbortController().signal), (error) =>
    isFault(error, 'key-missing'),
  );
  assert.deepEqual(served.contacts, []);
});

test('Anthropic gets the system text apart, its version, and a cache mark once a conversation goes on', async () => {
  await using served = await start(anthropicFormat);
  const message = (role: 'system' | 'user' | 'assistant', text: string) => ({ role, text, origins: [] });
  await ask(
    served.backend,
    chat('', { messages: [message('system', 'Be brief.'), message('user', 'Hi')], maxOutputTokens: undefined }),
  );
  assert.deepEqual(served.body(), {
    model: 'claude',
    max_tokens: 8192,
    system: 'Be brief.',
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
  });
  assert.equal(served.server.requests[0]?.headers['anthropic-version'], '2026-10-21');
  assert.equal(served.server.requests[0]?.headers['x-api-key'], 'sk');
  const goingOn = [message('user', 'Hi'), message('assistant', 'Hello.'), message('user', 'And?')];
  await ask(served.backend, chat('', { messages: goingOn }));
  assert.deepEqual(served.body(1).messages, [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello.' },
    { role: 'user', content: [{ type: 'text', text: 'And?', cache_control: { type: 'ephemeral' } }] },
  ]);
});

test('no environment variable reaches the clients', async () => {
  await using trap = await startScriptedServer({});
  const variables = {
    OPENAI_BASE_URL: trap.url,
    OPENAI_API_KEY: 'sk-environment',
    OPENAI_ADMIN_KEY: 'sk-environment',
    OPENAI_ORG_ID: 'org-environment',
    OPENAI_PROJECT_ID: 'project-environment',
    OPENAI_CUSTOM_HEADERS: 'x-environment: yes\nauthorization: Bearer sk-environment',
    OPENAI_LOG: 'debug',
    ANTHROPIC_BASE_URL: trap.url,
    ANTHROPIC_API_KEY: 'sk-environment',
    ANTHROPIC_AUTH_TOKEN: 'sk-environment',
    ANTHROPIC_CUSTOM_HEADERS: 'x-environment: yes\nx-api-key: sk-environment',
    ANTHROPIC_LOG: 'debug',
    OLLAMA_HOST: trap.url,
    OLLAMA_API_KEY: 'sk-environment',
    HTTP_PROXY: trap.url,
    http_proxy: trap.url,
    ALL_PROXY: trap.url,
  };
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    for (const format of [openaiFormat, anthropicFormat]) {
      await using served = await start(format, {}, {}, { key: 'sk-mine' });
      for (const task of format.tasks) await ask(served.backend, task === 'chat' ? chat('a') : completion('a'));
      for (const { headers } of served.server.requests) {
        assert.ok(!JSON.stringify(headers).includes('environment'), JSON.stringify(headers));
      }
    }
    assert.deepEqual(trap.requests, []);
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  }
});

test('a connection test lists the models and says whether the configured one is there', async () => {
  const models = json({ data: [{ id: 'large' }, { id: 'small' }] });
  await using there = await start(openaiFormat, {}, { '/v1/models': models });
  const { signal } = new AbortController();
  assert.deepEqual((await there.catalog.test('tested', signal)).models, ['large', 'small']);
  await using gone = await start(openaiFormat, { model: 'gone' }, { '/v1/models': models });
  await assert.rejects(gone.catalog.test('tested', signal), (error) => isFault(error, 'model-missing'));
  await using claude = await start(
    anthropicFormat,
    {},
    { '/v1/models?limit=1000': json({ data: [{ id: 'claude' }] }) },
  );
  assert.match((await claude.catalog.test('tested', signal)).summary, /offers 1 model, “claude” among them\.$/);
});

test('a connection test without /v1 in the address says what to write', async () => {
  await using served = await start(openaiFormat, {}, { '/v1/models': json({ data: [{ id: 'large' }] }) });
  using made = makeBackend(
    { kind: 'openai-compatible', url: served.server.url, model: 'large', roles: ['chat'] },
    { key: 'sk' },
  );
  await assert.rejects(made.catalog.test('tested', new AbortController().signal), (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, /an OpenAI-compatible server answers.*the URL "http:\/\/127\.0\.0\.1:\d+\/v1"/);
    return isFault(error, 'bad-reply');
  });
});

test('OpenAI itself gets the new name of the limit', async () => {
  const bodies: unknown[] = [];
  const gate = createGate({
    recordDeparture: async () => {},
    mayContact: () => undefined,
    remoteFetch: async (_input, init) => {
      bodies.push(JSON.parse(String(init?.body)));
      return new Response(openaiFormat.encode('chat', answered).join(''), {
        headers: { 'content-type': 'text/event-stream' },
      });
    },
  });
  const entry = { kind: 'openai-compatible', url: 'https://api.openai.com/v1', model: 'large', roles: ['chat'] };
  const catalog = createCatalog({
    settings: parseBackends({ entry }).backends,
    localityOf: () => 'remote',
    gate,
    keys: { get: async () => 'sk' },
    clock: createSystemClock(),
    log: silentLog,
  });
  const [backend] = catalog.list();
  assert.ok(backend);
  await ask(backend, chat('a', { maxOutputTokens: 5 }));
  assert.partialDeepStrictEqual(bodies, [{ max_completion_tokens: 5 }]);
  assert.ok(!JSON.stringify(bodies).includes('max_tokens'));
  catalog.dispose();
  gate.dispose();
});
