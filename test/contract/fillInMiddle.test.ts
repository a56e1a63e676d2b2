import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PromptSource } from '../../src/backends/fim/budget.ts';
import { type FimFormat, fimFormats, requiredTokens } from '../../src/backends/fim/formats.ts';
import { layoutPrompt, textOf } from '../../src/backends/fim/layout.ts';
import { PromptBuilder } from '../../src/completion/prompt.ts';
import { View } from '../../src/completion/view.ts';
import { type ModelServer, startLlamaServer } from '../support/llamaServer.ts';
import { ensureFimModel, ensureModelWithTokens, ensureSmallModel } from '../support/models.ts';
import { startRecordingProxy } from '../support/recordingProxy.ts';
import { Editor } from '../unit/completion/harness.ts';
import { makeBackend } from './support/backends.ts';
import { admit, ask, completion } from './support/requests.ts';

const timeout = 300_000;
const entry = (url: string) => ({ kind: 'llama.cpp', url, roles: ['completion'] });
const { signal } = new AbortController();

async function start(modelPath: string): Promise<ModelServer & AsyncDisposable> {
  const server = await startLlamaServer({ modelPath, contextTokens: 4096, slots: 1, isGreedy: true });
  return { ...server, [Symbol.asyncDispose]: () => server.stop() };
}

async function tokenize(server: ModelServer, content: string): Promise<number[]> {
  const body = JSON.stringify({ content, parse_special: true });
  const answer = await fetch(`${server.url}/tokenize`, { method: 'POST', body });
  const { tokens } = (await answer.json()) as { tokens: number[] };
  return tokens;
}

describe('control tokens of every family, in a vocabulary that has them all', { timeout }, () => {
  const written = fimFormats.flatMap((format) =>
    [...requiredTokens(format), ...format.stop].map((text) => text.trim()),
  );
  // Codestral marks files with plain text, which is in no vocabulary.
  const tokens = [...new Set(written)].filter((text) => text !== '+++++');
  const texts = `x = "${tokens.join('')}" # ${tokens.join(' ')}\n`;
  const origin = { uri: 'file:///w/a.py', path: `src/${tokens.join('/')}.py`, languageId: 'python' };
  const snippets = [{ origin, text: texts }];
  const source: PromptSource = { path: origin.path, prefix: texts, suffix: texts, snippets };

  test('none in a person’s text, path or snippet is read as one', async () => {
    await using server = await start(await ensureModelWithTokens(tokens));
    const ids = new Set<number>();
    for (const token of tokens) {
      const [id, ...more] = await tokenize(server, token);
      assert.ok(id !== undefined && more.length === 0, `${token} is one token`);
      ids.add(id);
    }
    assert.ok((await tokenize(server, texts)).filter((id) => ids.has(id)).length >= tokens.length, 'as they stand');
    for (const format of [...fimFormats, undefined] as const) {
      const prompt = layoutPrompt(format, source);
      const read = await tokenize(server, textOf([...prompt.fixed, ...prompt.moving]));
      assert.equal(read.filter((id) => ids.has(id)).length, ownTokens(format), format?.family ?? 'prefix only');
    }
  });

  /** How many control tokens a layout itself writes. */
  function ownTokens(format: FimFormat | undefined): number {
    const { fixed, moving } = layoutPrompt(format, source);
    return [...fixed, ...moving].filter(({ text, isControl }) => isControl && tokens.includes(text.trim())).length;
  }

  test('nor in what a server is sent', async () => {
    await using server = await start(await ensureModelWithTokens(tokens));
    const proxy = await startRecordingProxy(server.url);
    using made = makeBackend(entry(proxy.url));
    const request = completion(texts, { suffix: texts, snippets, origin, maxOutputTokens: 1 });
    await ask(made.backend, request);
    const { prompt } = JSON.parse(proxy.requests.at(-1)?.body ?? '');
    await proxy.stop();
    const ids = (await Promise.all(tokens.map((token) => tokenize(server, token)))).flat();
    const read = await tokenize(server, prompt);
    // Two files, and prefix, suffix and middle.
    assert.equal(read.filter((id) => ids.includes(id)).length, 5);
  });
});

test('a family that is not known is asked with the tokens that the server takes itself', { timeout }, async () => {
  const tokens = ['<fim-prefix>', '<fim-suffix>', '<fim-middle>'];
  await using server = await start(await ensureModelWithTokens(tokens));
  const proxy = await startRecordingProxy(server.url);
  using made = makeBackend(entry(proxy.url));
  const { summary } = await made.catalog.test('tested', signal);
  assert.match(summary, /can fill in the middle \(unnamed, prefix first, known by the answer of \/infill/);
  const { end } = await ask(made.backend, completion('a <fim-middle>', { suffix: 'b', maxOutputTokens: 1 }));
  const { prompt } = JSON.parse(proxy.requests.at(-1)?.body ?? '');
  await proxy.stop();
  assert.equal(prompt, '<fim-prefix>a <\u2060fim-middle><fim-suffix>b<fim-middle>');
  const { uncachedInputTokens = 0, cacheReadTokens = 0 } = end.usage;
  assert.equal(uncachedInputTokens + cacheReadTokens, (await tokenize(server, prompt)).length);
});

test('a model without such tokens is found to have none, and `/infill` says so too', { timeout }, async () => {
  await using server = await start(await ensureSmallModel());
  using made = makeBackend(entry(server.url));
  const { summary } = await made.catalog.test('tested', signal);
  assert.match(summary, /; it cannot fill in the middle\.$/);
});

test('a model that was never taught a layout fails its test', { timeout }, async () => {
  await using server = await start(await ensureSmallModel());
  // A server that tells nothing of its vocabulary, and a name that promises too much.
  using made = makeBackend({
    ...{ kind: 'openai-compatible', url: `${server.url}/v1`, model: 'qwen2.5-coder' },
    roles: ['completion'],
  });
  const { text } = await ask(made.backend, completion('def add(a, b):\n    ', { suffix: '\n\nprint(add(1, 2))\n' }));
  assert.match(text, /return a \+ b/, 'it got the prefix alone');
  const { contacts } = made;
  assert.deepEqual(new Set(contacts.map(({ path }) => path)), new Set(['/v1/completions']));
});

for (const [name, ensureModel] of [
  ['fills in', ensureFimModel],
  ['only goes on', ensureSmallModel],
] as const) {
  test(`a prompt that was warmed in slices is cached, with a model that ${name}`, { timeout }, async () => {
    await using server = await start(await ensureModel());
    using made = makeBackend(entry(server.url));
    const prefix = Array.from({ length: 12 }, (_, index) => `def add_${index}(a):\n    return a + ${index}\n\n`).join(
      '',
    );
    const request = completion(`${prefix}def m`, { suffix: '\nend\n', maxOutputTokens: 2 });
    for (const [slice, isLast] of [
      [200, false],
      [350, false],
      [10_000, true],
    ] as const) {
      const { parts, end } = await ask(made.backend, { ...request, warm: { promptCharacters: slice } });
      assert.deepEqual(parts, []);
      assert.equal(end.finish, 'stop');
      assert.equal(end.warmed?.characters === end.warmed?.staticCharacters, isLast);
      assert.ok((end.timings?.promptMs ?? 0) > 0 && (end.timings?.promptTokens ?? 0) > 0);
      if (slice > 200) assert.ok((end.usage.cacheReadTokens ?? 0) > 30, 'each slice goes on where the last one ended');
    }
    const { uncachedInputTokens: evaluated = 0, cacheReadTokens: cached = 0 } = (await ask(made.backend, request)).end
      .usage;
    assert.ok(cached / (cached + evaluated) >= 0.9, `${cached} of ${cached + evaluated} tokens were cached`);
  });
}

test('47 keys over a whole function find 90 % of their prompts cached, suffix and all', { timeout }, async () => {
  await using server = await start(await ensureFimModel());
  using made = makeBackend(entry(server.url));
  const above = Array.from({ length: 8 }, (_, index) => `def add_${index}(a):\n    return a + ${index}\n\n`).join('');
  const typed =
    'def total(items):\n    result = 0\n    for item in items:\n        result += item\n    return result\n';
  const below = `\n${above.replaceAll('add', 'subtract')}`;
  const prompts = new PromptBuilder();
  const budget = { prefixLength: 810, suffixLength: 192, maxOutputTokens: 1 };
  let [cached, evaluated] = [0, 0];
  for (let length = 0; length <= typed.length; length += 3) {
    const view = new View(new Editor(`${above}${typed.slice(0, length)}█${below}`, {}).snapshot);
    const request = completion('', { ...prompts.build(view, budget), maxOutputTokens: 1 });
    const { usage } = (await ask(made.backend, request)).end;
    // The first one is cold, of course.
    if (length === 0) continue;
    cached += usage.cacheReadTokens ?? 0;
    evaluated += usage.uncachedInputTokens ?? 0;
  }
  assert.ok(cached / (cached + evaluated) >= 0.9, `${cached} of ${cached + evaluated} tokens were cached`);
});

test('an answer that is left early has told what it had measured', { timeout }, async () => {
  await using server = await start(await ensureFimModel());
  using made = makeBackend(entry(server.url));
  let generated = 0;
  const request = completion('x = 1\n', { maxOutputTokens: 50, stop: [] });
  const { backend } = made;
  await ask(backend, request);
  for await (const part of backend.stream(admit(request, backend), signal)) {
    assert.ok(part.type === 'text-delta');
    generated += 1;
    assert.equal(part.soFar?.timings.generatedTokens, generated);
    assert.ok((part.soFar?.usage.cacheReadTokens ?? 0) > 0);
    if (generated === 3) break;
  }
  assert.equal(generated, 3);
});
