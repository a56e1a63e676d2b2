import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { findOnPath } from '../support/command.ts';
import { ensureSmallModel } from '../support/models.ts';
import { findOllamaBuildTools, startOllama } from '../support/ollamaServer.ts';
import { skipReason } from './engineContract.ts';
import { makeBackend } from './support/backends.ts';
import { ask, chat, completion } from './support/requests.ts';

describe('one model for every role of an Ollama', { skip: skipReason(await missing()), timeout: 600_000 }, () => {
  for (const contextTokens of [undefined, 1024]) {
    const context = contextTokens === undefined ? 'the server’s own context' : `a context of ${contextTokens}`;
    test(`45 with ${context}, completions, warm-ups and chats in turn never load it again`, async (t) => {
      const ollama = await startOllama({ models: [{ name: 'smol', ggufPath: await ensureSmallModel() }] });
      t.after(() => ollama.stop());
      const entry = { kind: 'ollama', url: ollama.url, model: 'smol', roles: ['completion', 'chat'] };
      using made = makeBackend({ ...entry, ...(contextTokens === undefined ? {} : { contextTokens }) });
      await ask(made.backend, completion('x', { maxOutputTokens: 1 }));
      const loaded = runnersOf(ollama.pid);
      assert.equal(loaded.length, 1, 'one process holds the model');
      for (let turn = 0; turn < 2; turn++) {
        await ask(made.backend, chat('x', { maxOutputTokens: 1 }));
        await ask(made.backend, completion('y', { maxOutputTokens: 1, warm: { promptCharacters: 10 } }));
        await ask(made.backend, completion('y'.repeat(turn + 1), { maxOutputTokens: 48, stop: [] }));
        assert.deepEqual(runnersOf(ollama.pid), loaded);
      }
    });
  }
});

/** The processes that Ollama started, one for each time that a model was loaded. */
function runnersOf(pid: number): readonly string[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
}

async function missing(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'Processes are told apart by /proc.';
  if (findOnPath('ollama') !== undefined) return undefined;
  const tools = await findOllamaBuildTools();
  return tools.kind === 'missing' ? tools.reason : undefined;
}
