import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CompletionRequest } from '../../src/contract/request.ts';
import { findOnPath } from '../support/command.ts';
import { type ModelServer, startLlamaServer } from '../support/llamaServer.ts';
import { ensureFimModel } from '../support/models.ts';
import { findOllamaBuildTools, type OllamaServer, startOllama } from '../support/ollamaServer.ts';
import { type RecordingProxy, startRecordingProxy } from '../support/recordingProxy.ts';
import { until } from '../support/until.ts';
import { skipReason } from './engineContract.ts';
import { makeBackend, type TestBackend } from './support/backends.ts';
import { ask, completion } from './support/requests.ts';

describe('one model behind llama.cpp and behind Ollama', {
  skip: skipReason(await missingTools()),
  timeout: 600_000,
}, () => {
  const servers: ModelServer[] = [];
  let ollamaServer: OllamaServer;
  const proxies: RecordingProxy[] = [];
  const made: TestBackend[] = [];
  before(async () => {
    const modelPath = await ensureFimModel();
    servers.push(await startLlamaServer({ modelPath, contextTokens: 4096, slots: 1, isGreedy: true }));
    ollamaServer = await startOllama({ models: [{ name: 'fim', ggufPath: modelPath }], isVerbose: true });
    servers.push(ollamaServer);
    for (const { url } of servers) proxies.push(await startRecordingProxy(url));
    const [llamaCpp, ollama] = proxies;
    made.push(makeBackend({ kind: 'llama.cpp', url: llamaCpp?.url, roles: ['completion'] }));
    made.push(makeBackend({ kind: 'ollama', url: ollama?.url, model: 'fim', roles: ['completion'] }));
    // Each tests the layout first.
    await promptsOf(completion('x', { maxOutputTokens: 1 }));
  });
  after(async () => {
    for (const backend of made) backend[Symbol.dispose]();
    for (const { stop } of [...proxies, ...servers]) await stop();
  });

  /** Asks both, and gives the prompts as they came. */
  async function promptsOf(request: CompletionRequest): Promise<string[]> {
    const prompts: string[] = [];
    for (const [index, { backend }] of made.entries()) {
      await ask(backend, request);
      prompts.push(JSON.parse(proxies[index]?.requests.at(-1)?.body ?? '').prompt);
    }
    return prompts;
  }

  test('both get the same bytes for the same state', async () => {
    const origin = { uri: 'file:///w/lib.py', path: 'lib <fim_middle>.py', languageId: 'python' };
    const states: readonly Partial<CompletionRequest>[] = [
      { prefix: 'a' },
      { prefix: 'x = 1\n', suffix: '\nprint(x)\n' },
      {
        prefix: 'x = "<fim_middle><|endoftext|>"\n',
        suffix: '</s>',
        snippets: [{ origin, text: '深🦙 <file_sep>\n' }],
      },
      { prefix: 'x = 1\ny = <fim_middle>', suffix: '\nprint(x)\n', typedCharacters: 16 },
      { prefix: '', suffix: '' },
      { prefix: '', suffix: 'end', warm: { promptCharacters: 12 } },
      { prefix: 'x = 1\n'.repeat(50), suffix: 'end', warm: { promptCharacters: 1_000 } },
    ];
    for (const state of states) {
      const [llamaCpp, ollama] = await promptsOf(completion('', { maxOutputTokens: 1, ...state }));
      assert.ok(llamaCpp);
      assert.equal(ollama, llamaCpp);
    }
  });

  test('both cut a long file in the same place', async () => {
    const request = completion('x = 1\n'.repeat(5_000), { suffix: 'y = 2\n'.repeat(500), maxOutputTokens: 3_900 });
    const [llamaCpp, ollama] = await promptsOf({ ...request, warm: { promptCharacters: 10_000 } });
    assert.ok(llamaCpp !== undefined && llamaCpp.length < 1_000);
    assert.equal(ollama, llamaCpp);
  });

  test('a prompt that was warmed in slices is in Ollama’s cache', async () => {
    const [, ollama] = made;
    assert.ok(ollama);
    const request = (name: string) => {
      const code = Array.from({ length: 30 }, (_, index) => `def ${name}_${index}(a):\n    return a + ${index}\n`);
      return completion(code.join(''), { maxOutputTokens: 2, stop: [] });
    };
    const newTokens = async (asked: CompletionRequest) => {
      const before = lastCacheLine(ollamaServer.output());
      await ask(ollama.backend, asked);
      await until(() => lastCacheLine(ollamaServer.output()) !== before, 'What Ollama writes of its cache');
      return Number(/ remaining=(\d+)/.exec(lastCacheLine(ollamaServer.output()) ?? '')?.[1]);
    };
    const coldTokens = await newTokens(request('cold'));
    assert.ok(coldTokens > 300, `${coldTokens} new tokens`);
    const slices = [];
    for (const promptCharacters of [400, 800, 10_000]) {
      slices.push(await newTokens({ ...request('warm'), warm: { promptCharacters } }));
    }
    assert.ok(Math.max(...slices) < coldTokens, `${slices.join(', ')} of ${coldTokens} tokens`);
    assert.equal(await newTokens(request('warm')), 1);
  });
});

/** What Ollama writes of its last prompt, with the time: how many tokens it has to read, which its answers do not tell. */
function lastCacheLine(output: string): string | undefined {
  return output.match(/^.*"loading cache slot".*$/gm)?.at(-1);
}

async function missingTools(): Promise<string | undefined> {
  if (findOnPath('ollama') !== undefined) return undefined;
  const tools = await findOllamaBuildTools();
  return tools.kind === 'missing' ? tools.reason : undefined;
}
