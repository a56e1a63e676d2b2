import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findOnPath } from '../support/command.ts';
import { ensureFimModel, ensureSmallModel } from '../support/models.ts';
import { findOllamaBuildTools, insertTemplate, startOllama } from '../support/ollamaServer.ts';
import { describeBackend } from './backendContract.ts';
import { describeEngine, type RunningEngine } from './engineContract.ts';
import { ollamaFormat } from './formats/ollama.ts';
import { makeBackend } from './support/backends.ts';
import { ask, chat, completion, isFault } from './support/requests.ts';

describeBackend('Ollama on the wire', ollamaFormat);

const entry = (engine: RunningEngine, model = 'smol') => ({
  kind: 'ollama',
  url: engine.url,
  model,
  roles: ['completion', 'chat'],
});

describeEngine('real Ollama', {
  start: async () => {
    const smol = { name: 'smol', ggufPath: await ensureSmallModel() };
    const fim = { name: 'fim', ggufPath: await ensureFimModel(), template: insertTemplate };
    const plain = { name: 'fim-without-template', ggufPath: await ensureFimModel() };
    const withTools = { ...smol, name: 'with-tools', template: toolTemplate };
    return startOllama({ models: [smol, fim, plain, withTools] });
  },
  skip: await missingTools(),
  tasks: ['completion', 'chat'],
  entry: (engine) => entry(engine),
  knowsCachedTokens: false,
  more(engine) {
    test('completes code', async () => {
      using made = makeBackend(entry(engine()));
      const { text } = await ask(made.backend, completion('def add(a, b):\n    '));
      assert.match(text, /return a \+ b/);
    });

    test('tells the context of a model once it is loaded', async () => {
      using made = makeBackend(entry(engine()));
      await ask(made.backend, completion('x', { maxOutputTokens: 1 }));
      await ask(made.backend, completion('x', { maxOutputTokens: 1 }));
      assert.equal(made.backend.contextTokens(), 4096);
    });

    test('gives the probabilities of its tokens, and none beyond 1', async () => {
      using made = makeBackend(entry(engine()));
      const question = chat('What is the capital of France?', { maxOutputTokens: 6, wantsLogProbabilities: true });
      const { parts } = await ask(made.backend, question);
      const odds = parts.flatMap((part) => (part.type === 'text-delta' ? (part.logProbabilities ?? []) : []));
      assert.ok(odds.length >= 4, `${odds.length} probabilities`);
      for (const logProbability of odds) assert.ok(logProbability <= 0 && logProbability > -20, `${logProbability}`);
    });

    test('knows by its template whether a model calls tools, and sends them what they know', async () => {
      const tools = [{ name: 'f', description: 'Does it.', parameters: { type: 'object', properties: {} } }];
      const question = chat('x', { tools, maxOutputTokens: 2 });
      using without = makeBackend(entry(engine()));
      await assert.rejects(ask(without.backend, question), (error) => isFault(error, 'refused'));
      using made = makeBackend(entry(engine(), 'with-tools'));
      assert.equal((await ask(made.backend, question)).end.finish, 'length');
      assert.deepEqual(made.backend.capabilities(), { tools: true, images: false, logProbabilities: true });
    });

    test('a configured context is what the model is loaded with, for each role', async () => {
      using made = makeBackend({ ...entry(engine(), 'fim'), contextTokens: 1024 });
      await ask(made.backend, completion('x', { maxOutputTokens: 1 }));
      assert.equal((await loaded(engine(), 'fim:latest'))?.context_length, 1024);
      const { expires_at } = (await loaded(engine(), 'fim:latest')) ?? {};
      await ask(made.backend, chat('x', { maxOutputTokens: 1 }));
      assert.equal((await loaded(engine(), 'fim:latest'))?.context_length, 1024);
      assert.ok(expires_at);
    });

    test('finds the family in the vocabulary, with and without a template for filling in', async () => {
      for (const model of ['fim', 'fim-without-template']) {
        using made = makeBackend(entry(engine(), model));
        const { end } = await ask(made.backend, completion('a', { suffix: 'b', maxOutputTokens: 1, stop: [] }));
        assert.equal(end.usage.uncachedInputTokens, 10, `${model}: a, b, five for the path, and three of the layout`);
      }
    });

    test('an empty file is no fault', async () => {
      using made = makeBackend(entry(engine()));
      assert.equal((await ask(made.backend, completion(''))).end.finish, 'stop');
    });

    test('a model that is not there', async () => {
      using made = makeBackend(entry(engine(), 'nope'));
      await assert.rejects(ask(made.backend, chat('x')), (error) => isFault(error, 'model-missing'));
      await assert.rejects(made.catalog.test('tested', new AbortController().signal), /“ollama pull nope”/);
    });

    test('a conversation that Ollama would cut in silence is refused', async () => {
      using made = makeBackend(entry(engine()));
      await assert.rejects(ask(made.backend, chat('word '.repeat(6_000))), (error) =>
        isFault(error, 'context-too-long'),
      );
    });

    test('another kind of server at its address is named', async () => {
      using made = makeBackend({ kind: 'llama.cpp', url: engine().url, roles: ['chat'] });
      await assert.rejects(
        made.catalog.test('tested', new AbortController().signal),
        /Ollama answers.*set the kind "ollama"/,
      );
    });
  },
});

/** How a template says that its model knows tools. */
const toolTemplate =
  '{{ range .Tools }}{{ . }}{{ end }}{{ range .Messages }}{{ .Role }}: {{ .Content }}{{ range .ToolCalls }}<tool_call>{"name": "{{ .Function.Name }}", "arguments": {{ .Function.Arguments }}}</tool_call>{{ end }}\n{{ end }}assistant: ';

async function missingTools(): Promise<string | undefined> {
  if (findOnPath('ollama') !== undefined) return undefined;
  const tools = await findOllamaBuildTools();
  return tools.kind === 'missing' ? tools.reason : undefined;
}

async function loaded(engine: RunningEngine, name: string) {
  const { models } = (await (await fetch(`${engine.url}/api/ps`)).json()) as {
    models: { name: string; context_length: number; expires_at: string }[];
  };
  return models.find((model) => model.name === name);
}
