import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { endpointAt, providerOf, providers } from '../../../../src/backends/providers/catalogue.ts';
import { listProviders } from '../../../../src/backends/providers/offers.ts';
import { providerSchema } from '../../../../src/backends/providers/schema.ts';
import { parseBackends } from '../../../../src/backends/settings.ts';

describe('the catalogue of providers', () => {
  for (const [id, provider] of Object.entries(providers)) {
    test(`the entry ${id} is whole`, () => {
      assert.deepEqual(providerSchema.parse(provider), provider);
    });
  }

  test('a schema that is broken on purpose is noticed', () => {
    const { openai } = providers;
    for (const broken of [
      { ...openai, address: { kind: 'fixed', url: 'http://api.openai.com/v1' } },
      { ...openai, usage: 'sometimes' },
      { ...openai, note: 'Without an end' },
      { ...openai, facts: { source: 'x', readOn: 'lately' } },
      { ...openai, modelList: { ...openai.modelList, endpoint: '/models' } },
    ]) {
      assert.equal(providerSchema.safeParse(broken).success, false, JSON.stringify(broken));
    }
  });

  test('a template and its placeholders name the same places', () => {
    for (const { address } of Object.values(providers)) {
      if (address.kind !== 'template') continue;
      const named = [...address.template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual(named, Object.keys(address.placeholders));
    }
  });

  test('two providers never share an address', () => {
    const origins = Object.values(providers).flatMap(({ address }) =>
      address.kind === 'fixed' ? [new URL(address.url).origin] : [],
    );
    assert.equal(new Set(origins).size, origins.length);
  });

  test('every fixed address is one that the settings take as it stands', () => {
    for (const [kind, { address }] of Object.entries(providers)) {
      if (address.kind !== 'fixed') continue;
      const { backends, problems } = parseBackends({ mine: { kind, model: 'x', roles: ['chat'] } });
      assert.deepEqual(problems, []);
      assert.equal(backends[0]?.url, address.url);
    }
  });

  test('the providers that the issue of the router names are all there', () => {
    const wanted = [
      ...['openai', 'anthropic', 'gemini', 'azure-openai', 'bedrock', 'cohere', 'mistral', 'xai', 'deepseek', 'groq'],
      ...['together', 'fireworks', 'cerebras', 'openrouter', 'replicate', 'ollama', 'llama.cpp', 'vllm', 'tgi'],
      ...['lm-studio', 'litellm', 'ray-serve', 'openai-compatible'],
    ];
    assert.deepEqual(Object.keys(providers).toSorted(), wanted.toSorted());
  });
});

test('the settings offer every provider, each with its note', async () => {
  const manifest = JSON.parse(await readFile('package.json', 'utf8'));
  const { kind } = manifest.contributes.configuration.properties['watershed.backends'].additionalProperties.properties;
  const offers = listProviders();
  assert.deepEqual(
    kind.enum,
    offers.map((offer) => offer.kind),
  );
  assert.deepEqual(
    kind.enumDescriptions,
    offers.map(({ label, note }) => `${label}. ${note}`),
  );
});

test('the README names every provider, and says why two have no entry', async () => {
  const readme = await readFile('README.md', 'utf8');
  for (const id of Object.keys(providers)) assert.ok(readme.includes(`\`${id}\``), `README.md does not name ${id}`);
  assert.match(readme, /Anyscale.*OctoAI.*2024/s);
});

test('a server at a provider’s own address has that provider’s ways, however it was entered', () => {
  const at = (kind: 'openai-compatible' | 'litellm', origin: string) => providerOf({ kind, origin }).label;
  assert.equal(at('openai-compatible', 'https://api.openai.com'), 'OpenAI');
  assert.equal(at('openai-compatible', 'https://api.openai.com.example'), 'Any OpenAI-compatible server');
  // Anthropic's layer for OpenAI's format is not its own format.
  assert.equal(at('openai-compatible', 'https://api.anthropic.com'), 'Any OpenAI-compatible server');
  assert.equal(at('litellm', 'https://api.openai.com'), 'LiteLLM proxy');
});

test('endpoints are found from the base URL or from the origin', () => {
  assert.equal(endpointAt('{url}/fim/completions', 'https://a.example/x/v1'), 'https://a.example/x/v1/fim/completions');
  assert.equal(endpointAt('{origin}/beta/completions', 'https://a.example/v1'), 'https://a.example/beta/completions');
});

test('suggestions are offered only of providers that can make them', () => {
  const completing = listProviders().filter(({ canComplete }) => canComplete);
  assert.deepEqual(
    completing.map(({ kind }) => kind),
    [
      ...['ollama', 'llama.cpp', 'lm-studio', 'vllm', 'tgi', 'litellm', 'ray-serve', 'openai-compatible'],
      ...['mistral', 'deepseek'],
    ],
  );
});
