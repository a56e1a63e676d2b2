import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBackends, parseDraft } from '../../../src/backends/settings.ts';

const none = { tools: false, images: false, logProbabilities: false };
const llamaCpp = { kind: 'llama.cpp', url: 'http://127.0.0.1:8080', roles: ['completion', 'chat'] };
const cloud = { kind: 'anthropic', url: 'https://api.anthropic.com', model: 'claude', roles: ['chat'] };

function problemsOf(entry: unknown): readonly string[] {
  return parseBackends({ mine: entry }).problems;
}

test('reads a full entry', () => {
  const entry = {
    kind: 'openai-compatible',
    url: 'https://api.example/v1',
    model: 'large',
    roles: ['chat'],
    location: 'remote',
    contextTokens: 32768,
    price: { inputUsdPerMillionTokens: 0.25, outputUsdPerMillionTokens: 2, cacheReadUsdPerMillionTokens: 0.025 },
    streamUsage: false,
  };
  assert.deepEqual(parseBackends({ mine: entry }), {
    backends: [{ id: 'mine', origin: 'https://api.example', capabilities: none, ...entry }],
    problems: [],
  });
});

test('fills in what may be left out', () => {
  assert.deepEqual(parseBackends({ local: llamaCpp }).backends, [
    {
      ...llamaCpp,
      id: 'local',
      origin: 'http://127.0.0.1:8080',
      model: '',
      location: undefined,
      contextTokens: undefined,
      price: undefined,
      streamUsage: true,
      capabilities: none,
    },
  ]);
});

test('nothing configured is no problem', () => {
  for (const raw of [undefined, null, {}]) assert.deepEqual(parseBackends(raw), { backends: [], problems: [] });
});

test('what is no object is a problem', () => {
  for (const raw of ['http://127.0.0.1', 3, [llamaCpp]]) {
    assert.deepEqual(parseBackends(raw).problems, [
      '“watershed.backends” must be an object with one entry for each server.',
    ]);
  }
});

test('a bad entry never hides the good ones, whose order stays', () => {
  const { backends, problems } = parseBackends({ first: cloud, broken: { kind: 'gpt' }, second: llamaCpp, none: null });
  assert.deepEqual(
    backends.map(({ id }) => id),
    ['first', 'second'],
  );
  assert.ok(problems.every((problem) => /^“(broken|none)” in “watershed\.backends” is not used: /.test(problem)));
});

test('each problem names the entry, the field and what to write', () => {
  const cases: readonly (readonly [object, string])[] = [
    [
      { kind: 'gpt' },
      '“kind” must be one of the providers that the settings list, for example "llama.cpp", "ollama", "openai-compatible" or "anthropic".',
    ],
    [{ url: undefined }, '“url” must be the address of the server, for example "http://127.0.0.1:8080".'],
    [{ roles: [] }, '“roles” must be ["completion"], ["chat"] or ["completion", "chat"].'],
    [{ roles: 'chat' }, '“roles” must be ["completion"], ["chat"] or ["completion", "chat"].'],
    [{ roles: ['edit'] }, '“roles.0” must be ["completion"], ["chat"] or ["completion", "chat"].'],
    [{ location: 'here' }, '“location” must be "this-machine" or "remote", or be left out.'],
    [{ contextTokens: 1.5 }, '“contextTokens” must be a whole number of tokens, for example 8192, or be left out.'],
    [{ contextTokens: 1 }, '“contextTokens” must be at least 256.'],
    [{ model: 7 }, '“model” must be the name of a model in quotes.'],
    [
      { kind: 'constructor' },
      '“kind” must be one of the providers that the settings list, for example "llama.cpp", "ollama", "openai-compatible" or "anthropic".',
    ],
    [
      { kind: 'azure-openai', model: 'x', url: undefined },
      '“url” must be "https://{resource}.openai.azure.com/openai/v1" with your own value in place of {resource}.',
    ],
    [
      { kind: 'azure-openai', model: 'x', url: 'https://{resource}.openai.azure.com/openai/v1' },
      '“url” must have your own value in place of {resource}.',
    ],
    [
      { kind: 'litellm', model: 'x', url: undefined },
      '“url” must be the address of the server, for example "http://127.0.0.1:4000/v1".',
    ],
    [{ url: 7 }, '“url” must be an address in quotes.'],
    [
      { abilities: ['speech'] },
      '“abilities.0” may list "tools", "images" and "logProbabilities" only, or be left out.',
    ],
    [{ streamUsage: 'no' }, '“streamUsage” must be true or false.'],
    [{ apiKey: 'sk-1' }, 'the entry has the unknown field “apiKey”; remove it or mend its name.'],
    [
      { price: { inputUsdPerMillionTokens: -1, outputUsdPerMillionTokens: 1 } },
      '“price.inputUsdPerMillionTokens” must not be negative.',
    ],
    [
      { price: { inputUsdPerMillionTokens: 1 } },
      '“price.outputUsdPerMillionTokens” must be a number of US dollars, for example 0.25.',
    ],
  ];
  for (const [change, expected] of cases) {
    const sentence = `“mine” in “watershed.backends” is not used: ${expected}`;
    assert.deepEqual(problemsOf({ ...llamaCpp, ...change }), [sentence]);
  }
});

test('an entry that is no object says so', () => {
  assert.deepEqual(problemsOf('http://127.0.0.1:8080'), [
    '“mine” in “watershed.backends” is not used: the entry must be an object.',
  ]);
});

test('addresses that hide something are refused with the reason', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /must be a full address/],
    ['127.0.0.1:8080', /must be a full address/],
    ['ftp://127.0.0.1', /must be a full address/],
    ['file:///etc/passwd', /must be a full address/],
    ['http://me:secret@host', /must not hold a user name or password, since settings are not secret/],
    ['http://me@host', /must not hold a user name or password/],
    ['http://host/v1?key=secret', /must end before the “\?”/],
    ['http://host/v1?', /must end before the “\?”/],
    ['http://host/v1#x', /must end before the “#”/],
  ];
  for (const [url, expected] of cases) {
    const [problem = '', ...others] = problemsOf({ ...llamaCpp, url });
    assert.match(problem, expected);
    assert.deepEqual(others, []);
    assert.doesNotMatch(problem, /secret@|key=secret/);
  }
});

test('addresses are made regular', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    [' https://api.example/v1// ', 'https://api.example/v1', 'https://api.example'],
    ['HTTPS://API.Example:443/v1', 'https://api.example/v1', 'https://api.example'],
    [
      'http://team-cluster.internal:4000/v1',
      'http://team-cluster.internal:4000/v1',
      'http://team-cluster.internal:4000',
    ],
    ['http://[::1]:8080', 'http://[::1]:8080', 'http://[::1]:8080'],
  ];
  for (const [url, expected, origin] of cases) {
    const [backend] = parseBackends({ mine: { ...llamaCpp, url } }).backends;
    assert.equal(backend?.url, expected);
    assert.equal(backend?.origin, origin);
  }
});

test('localhost becomes the literal address, so that nothing is looked up', () => {
  const [backend] = parseBackends({ mine: { ...llamaCpp, url: 'http://localhost:8080' } }).backends;
  assert.equal(backend?.origin, 'http://127.0.0.1:8080');
});

test('a name that only begins like localhost stays a name', () => {
  const [backend] = parseBackends({ mine: { ...llamaCpp, url: 'http://localhost.example:8080' } }).backends;
  assert.equal(backend?.origin, 'http://localhost.example:8080');
});

test('only llama.cpp may leave the model out', () => {
  const expected = /“model” must name the model to use\.$/;
  for (const kind of ['ollama', 'openai-compatible', 'anthropic']) {
    assert.match(problemsOf({ ...cloud, kind, model: undefined })[0] ?? '', expected);
    assert.match(problemsOf({ ...cloud, kind, model: '' })[0] ?? '', expected);
  }
  assert.deepEqual(problemsOf(llamaCpp), []);
});

test('a draft has no model yet, and is checked like the rest otherwise', () => {
  assert.equal(parseDraft('new', { ...cloud, model: '' }).backends[0]?.model, '');
  assert.match(parseDraft('new', { ...cloud, url: 'x' }).problems[0] ?? '', /“url” must be a full address/);
});

test('Anthropic completes no code', () => {
  assert.match(
    problemsOf({ ...cloud, roles: ['completion', 'chat'] })[0] ?? '',
    /“roles” must be \["chat"\], since Anthropic/,
  );
});

test('a role that stands twice counts once', () => {
  assert.deepEqual(parseBackends({ mine: { ...llamaCpp, roles: ['chat', 'chat'] } }).backends[0]?.roles, ['chat']);
});

test('names of object prototypes are ordinary ids', () => {
  const raw: unknown = JSON.parse(
    `{"__proto__": ${JSON.stringify(llamaCpp)}, "constructor": ${JSON.stringify(llamaCpp)}}`,
  );
  const { backends, problems } = parseBackends(raw);
  assert.deepEqual(problems, []);
  assert.ok(backends.some(({ id }) => id === 'constructor'));
});

test('a provider whose address is the same for everybody needs none', () => {
  const [backend] = parseBackends({ mine: { kind: 'mistral', model: 'codestral-latest', roles: ['chat'] } }).backends;
  assert.equal(backend?.url, 'https://api.mistral.ai/v1');
  assert.equal(backend?.origin, 'https://api.mistral.ai');
  const [own] = parseBackends({
    mine: { kind: 'mistral', url: 'https://proxy.example/v1', model: 'x', roles: ['chat'] },
  }).backends;
  assert.equal(own?.url, 'https://proxy.example/v1');
});

test('how token counts come is the provider’s, unless the entry says otherwise', () => {
  const asksForUsage = (entry: object) =>
    parseBackends({ mine: { model: 'x', roles: ['chat'], ...entry } }).backends[0]?.streamUsage;
  assert.equal(asksForUsage({ kind: 'openai' }), true);
  assert.equal(asksForUsage({ kind: 'cohere' }), false);
  assert.equal(asksForUsage({ kind: 'openai-compatible', url: 'https://api.cohere.ai/compatibility/v1' }), false);
  assert.equal(asksForUsage({ kind: 'cohere', streamUsage: true }), true);
});
