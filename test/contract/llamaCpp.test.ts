import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fimFormats } from '../../src/backends/fim/formats.ts';
import { makeHarmless } from '../../src/backends/fim/harmless.ts';
import { estimateTokens } from '../../src/backends/fim/tokenEstimate.ts';
import { startLlamaServer } from '../support/llamaServer.ts';
import { ensureFimModel, ensureSmallModel } from '../support/models.ts';
import { describeBackend } from './backendContract.ts';
import { abortAfterFirstPart, describeEngine, eventually, type RunningEngine } from './engineContract.ts';
import { llamaCppFormat } from './formats/llamaCpp.ts';
import { makeBackend } from './support/backends.ts';
import { ask, chat, completion, isFault } from './support/requests.ts';
import { samples } from './support/samples.ts';

describeBackend('llama.cpp on the wire', llamaCppFormat);

const apiKey = 'local-key';
const entry = (engine: RunningEngine) => ({ kind: 'llama.cpp', url: engine.url, roles: ['completion', 'chat'] });

describeEngine('real llama.cpp with a small model', {
  start: async () =>
    startLlamaServer({ modelPath: await ensureSmallModel(), alias: 'smol', slots: 2, isGreedy: true, apiKey }),
  skip: undefined,
  tasks: ['completion', 'chat'],
  entry,
  key: apiKey,
  knowsCachedTokens: true,
  more(engine) {
    test('completes code', async () => {
      using made = makeBackend(entry(engine()), { key: apiKey });
      const { text } = await ask(made.backend, completion('def add(a, b):\n    '));
      assert.match(text, /return a \+ b/);
    });

    test('an abort frees the slot', async () => {
      using made = makeBackend(entry(engine()), { key: apiKey });
      await abortAfterFirstPart(made.backend, 'completion');
      await eventually('a free slot', async () => (await slotsOf(engine())).every((slot) => !slot.is_processing));
    });

    test('gives the server’s own timings', async () => {
      using made = makeBackend(entry(engine()), { key: apiKey });
      const { timings, usage } = (await ask(made.backend, completion('x = 1\n', { maxOutputTokens: 4, stop: [] }))).end;
      assert.equal(timings?.generatedTokens, 4);
      assert.equal(timings?.promptTokens, usage.uncachedInputTokens);
      assert.ok((timings?.generationMs ?? 0) > 0 && (timings?.promptMs ?? 0) > 0);
    });

    test('tells its context once it was asked', async () => {
      using made = makeBackend(entry(engine()), { key: apiKey });
      assert.equal(made.backend.contextTokens(), undefined);
      await ask(made.backend, completion('x', { maxOutputTokens: 1 }));
      assert.equal(made.backend.contextTokens(), 4096);
    });

    test('a file that is far too long is cut to fit', async () => {
      using made = makeBackend(entry(engine()), { key: apiKey });
      // Few tokens of output, and a prompt near the whole context would take a CPU a minute: so most of it is reserved.
      const request = completion('深🦙 zażółć '.repeat(5_000), { maxOutputTokens: 3_900, stop: [' '] });
      const { end } = await ask(made.backend, request);
      assert.ok((end.usage.uncachedInputTokens ?? 0) <= 196);
    });

    test('a conversation that is far too long is refused', async () => {
      using made = makeBackend(entry(engine()), { key: apiKey });
      await assert.rejects(ask(made.backend, chat('word '.repeat(6_000))), (error) =>
        isFault(error, 'context-too-long'),
      );
    });

    test('gives the probabilities of its tokens, and none beyond 1', async () => {
      using made = makeBackend(entry(engine()), { key: apiKey });
      const question = chat('What is the capital of France?', { maxOutputTokens: 6, wantsLogProbabilities: true });
      const { parts, end } = await ask(made.backend, question);
      const odds = parts.flatMap((part) => (part.type === 'text-delta' ? (part.logProbabilities ?? []) : []));
      assert.ok(odds.length >= (end.usage.outputTokens ?? 0) - 1 && odds.length > 0, `${odds.length} probabilities`);
      for (const logProbability of odds) assert.ok(logProbability <= 0 && logProbability > -20, `${logProbability}`);
    });

    test('tools and pictures are refused by a model that knows neither', async () => {
      using made = makeBackend(entry(engine()), { key: apiKey });
      const tools = [{ name: 'f', description: 'Does it.', parameters: { type: 'object' } }];
      await assert.rejects(ask(made.backend, chat('x', { tools })), (error) => isFault(error, 'refused'));
      assert.deepEqual(made.backend.capabilities(), { tools: false, images: false, logProbabilities: true });
    });

    test('a wrong key and none are told apart', async () => {
      using wrong = makeBackend(entry(engine()), { key: 'wrong' });
      await assert.rejects(ask(wrong.backend, chat('x')), (error) => isFault(error, 'unauthorized'));
      using none = makeBackend(entry(engine()));
      await assert.rejects(ask(none.backend, chat('x')), (error) => isFault(error, 'key-missing'));
    });

    test('the estimate of tokens is not below what the vocabulary gives', async () => {
      await checkEstimate(engine());
    });

    test('another kind of server at its address is named', async () => {
      using made = makeBackend({ kind: 'ollama', url: engine().url, model: 'smol', roles: ['chat'] }, { key: apiKey });
      await assert.rejects(
        made.catalog.test('tested', new AbortController().signal),
        /llama\.cpp answers.*set the kind "llama\.cpp"/,
      );
    });
  },
});

describeEngine('real llama.cpp with a model that fills in the middle', {
  start: async () =>
    startLlamaServer({
      modelPath: await ensureFimModel(),
      alias: 'fim',
      contextTokens: 4096,
      slots: 1,
      isGreedy: true,
    }),
  skip: undefined,
  tasks: ['completion'],
  entry,
  knowsCachedTokens: true,
  more(engine) {
    test('each layout token of its family is one token, and none is left in a text made harmless', async () => {
      const starcoder2 = fimFormats.find(({ family }) => family === 'starcoder2');
      assert.ok(starcoder2);
      const tokens = [starcoder2.prefixToken, starcoder2.suffixToken, starcoder2.middleToken ?? ''];
      const ids = await tokenize(engine(), tokens.join(''));
      assert.equal(ids.length, 3);
      const harmless = await tokenize(engine(), makeHarmless(tokens.join('')));
      assert.ok(harmless.length > 3);
      assert.deepEqual(
        harmless.filter((id) => ids.includes(id)),
        [],
      );
    });

    test('a prompt counts exactly its layout tokens as control tokens', async () => {
      using made = makeBackend(entry(engine()));
      const plain = await ask(made.backend, completion('a', { suffix: 'b', maxOutputTokens: 1, stop: [] }));
      const inputOf = ({ end }: typeof plain) =>
        (end.usage.uncachedInputTokens ?? 0) + (end.usage.cacheReadTokens ?? 0);
      assert.equal(inputOf(plain), 10, 'a, b, five for the path, and three of the layout');
    });

    test('the connection test says that it can fill in', async () => {
      using made = makeBackend(entry(engine()));
      const { summary } = await made.catalog.test('tested', new AbortController().signal);
      assert.match(summary, /can fill in the middle/);
    });

    test('the estimate of tokens is not below what the vocabulary gives', async () => {
      await checkEstimate(engine());
    });

    test('a prompt near the whole context fits', async () => {
      using made = makeBackend(entry(engine()));
      for (const sample of samples) {
        const { end } = await ask(
          made.backend,
          completion(sample.repeat(200), { suffix: sample.repeat(200), maxOutputTokens: 1 }),
        );
        assert.ok((end.usage.uncachedInputTokens ?? 0) + (end.usage.cacheReadTokens ?? 0) < 4096);
      }
    });
  },
});

test('a server that was away with another model is asked anew', { timeout: 120_000 }, async () => {
  const fim = await startLlamaServer({
    modelPath: await ensureFimModel(),
    alias: 'fim',
    contextTokens: 4096,
    slots: 1,
  });
  const port = Number(new URL(fim.url).port);
  using made = makeBackend(entry(fim));
  await ask(made.backend, completion('a', { maxOutputTokens: 1 }));
  assert.equal(made.backend.facts.model, 'fim');
  await fim.stop();
  await assert.rejects(ask(made.backend, completion('a')), (error) => isFault(error, 'unreachable'));
  const other = await startLlamaServer({
    modelPath: await ensureSmallModel(),
    alias: 'smol',
    contextTokens: 2048,
    slots: 1,
    port,
  });
  await ask(made.backend, completion('a', { maxOutputTokens: 1 }));
  assert.equal(made.backend.facts.model, 'smol');
  assert.equal(made.backend.contextTokens(), 2048);
  await other.stop();
});

async function checkEstimate(engine: RunningEngine): Promise<void> {
  for (const sample of samples) {
    const { length } = await tokenize(engine, sample);
    const estimate = estimateTokens(sample);
    assert.ok(estimate >= length, `${estimate} estimated, ${length} tokens: ${sample.slice(0, 40)}`);
  }
}

async function tokenize(engine: RunningEngine, content: string): Promise<number[]> {
  const answer = await post(engine, '/tokenize', { content, parse_special: true });
  return answer.tokens;
}

async function slotsOf(engine: RunningEngine): Promise<{ is_processing: boolean }[]> {
  const response = await fetch(`${engine.url}/slots`, { headers: { authorization: `Bearer ${apiKey}` } });
  return response.json() as Promise<{ is_processing: boolean }[]>;
}

async function post(engine: RunningEngine, path: string, body: object): Promise<{ tokens: number[] }> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const response = await fetch(engine.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.json() as Promise<{ tokens: number[] }>;
}
