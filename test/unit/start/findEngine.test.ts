import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EngineProbes, findEngine, type StartedServer } from '../../../scripts/start/findEngine.ts';

const ollamaTags = { models: [{ name: 'qwen2.5-coder:1.5b' }, { name: 'llama3.2:3b' }] };
const llamaModels = { object: 'list', data: [{ id: 'coder', owned_by: 'llamacpp' }] };

test('prefers an Ollama that runs and leaves it running', async () => {
  const machine = createMachine({
    json: {
      'http://127.0.0.1:11434/api/tags': ollamaTags,
      'http://127.0.0.1:8080/v1/models': llamaModels,
    },
  });
  const found = await findEngine(machine);
  assert.equal(found.origin, 'running');
  assert.deepEqual(found.engine, {
    kind: 'ollama',
    url: 'http://127.0.0.1:11434',
    models: ['qwen2.5-coder:1.5b', 'llama3.2:3b'],
  });
  await found.stop();
  assert.deepEqual(machine.history, []);
});

test('passes over an Ollama without models', async () => {
  const machine = createMachine({
    json: { 'http://127.0.0.1:11434/api/tags': { models: [] }, 'http://127.0.0.1:8012/v1/models': llamaModels },
  });
  const found = await findEngine(machine);
  assert.deepEqual([found.origin, found.engine.url], ['running', 'http://127.0.0.1:8012']);
});

test('knows a llama.cpp server with a model of another owner by its properties', async () => {
  const machine = createMachine({
    json: {
      'http://127.0.0.1:8081/v1/models': { data: [{ id: 'm', owned_by: 'me' }] },
      'http://127.0.0.1:8081/props': { default_generation_settings: { n_ctx: 4096 }, total_slots: 1 },
    },
  });
  const found = await findEngine(machine);
  assert.deepEqual(found.engine, { kind: 'llama.cpp', url: 'http://127.0.0.1:8081', models: ['m'] });
});

test('does not take another OpenAI-compatible server for llama.cpp', async () => {
  const machine = createMachine({
    json: { 'http://127.0.0.1:8080/v1/models': { data: [{ id: 'gpt', owned_by: 'vllm' }] } },
  });
  assert.equal((await findEngine(machine)).origin, 'embedded');
});

test('starts an installed Ollama that has a model, and stops it', async () => {
  const machine = createMachine({
    programs: ['ollama', 'llama-server'],
    json: { 'http://ollama/api/tags': ollamaTags },
  });
  const found = await findEngine(machine);
  assert.deepEqual([found.origin, found.engine.kind], ['started', 'ollama']);
  await found.stop();
  assert.deepEqual(machine.history, ['start ollama', 'stop ollama']);
});

test('stops an installed Ollama without a model and goes on to llama-server with a model file', async () => {
  const machine = createMachine({
    programs: ['ollama', 'llama-server'],
    modelFile: '/models/coder.gguf',
    json: { 'http://ollama/api/tags': { models: [] }, 'http://llama-server/v1/models': llamaModels },
  });
  const found = await findEngine(machine);
  assert.deepEqual([found.origin, found.engine.models], ['started', ['coder']]);
  assert.deepEqual(machine.history, [
    'start ollama',
    'report /bin/ollama was started but has no model, so it is not used.',
    'stop ollama',
    'start llama-server /models/coder.gguf',
  ]);
});

test('does not start llama-server without a model file, and says why', async () => {
  const machine = createMachine({ programs: ['llama-server'] });
  assert.equal((await findEngine(machine)).origin, 'embedded');
  assert.match(machine.history[0] ?? '', /WATERSHED_MODEL/);
});

test('falls back to the embedded server when an installed one does not start', async () => {
  const machine = createMachine({ programs: ['ollama'], broken: ['ollama'] });
  assert.equal((await findEngine(machine)).origin, 'embedded');
  assert.match(machine.history[0] ?? '', /could not be started.*broken/);
});

test('throws when even the embedded server cannot be set up', async () => {
  await assert.rejects(findEngine(createMachine({ broken: ['embedded'] })), /embedded is broken/);
});

interface MachineOptions {
  readonly json?: Readonly<Record<string, unknown>>;
  readonly programs?: readonly string[];
  readonly modelFile?: string;
  /** Servers that fail to start. */
  readonly broken?: readonly string[];
}

function createMachine(options: MachineOptions): EngineProbes & { readonly history: readonly string[] } {
  const history: string[] = [];
  const json: Readonly<Record<string, unknown>> = { 'http://embedded/v1/models': llamaModels, ...options.json };
  const start = async (name: string, what = name): Promise<StartedServer> => {
    if (options.broken?.includes(name)) throw new Error(`${name} is broken`);
    history.push(`start ${what}`);
    return {
      url: `http://${name}`,
      stop: async () => {
        history.push(`stop ${name}`);
      },
    };
  };
  return {
    history,
    getJson: async (url) => json[url],
    findProgram: (name) => (options.programs?.includes(name) ? `/bin/${name}` : undefined),
    findModelFile: async () => options.modelFile,
    startOllama: () => start('ollama'),
    startLlamaServer: (_program, modelPath) => start('llama-server', `llama-server ${modelPath}`),
    startEmbedded: () => start('embedded'),
    report: (line) => history.push(`report ${line}`),
  };
}
