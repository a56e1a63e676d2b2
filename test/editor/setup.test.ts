import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { startLiteLlm } from '../support/liteLlm.ts';
import { startLlamaServer } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
import { until } from '../support/until.ts';
import { meterId } from '../support/watershed.ts';
import { type Session, session } from './session.ts';

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('set-up', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
  });

  async function configuredBackends(): Promise<
    Record<string, { readonly kind: string; readonly roles: readonly string[] }>
  > {
    return JSON.parse(await readFile(shared.code.settingsPath, 'utf8'))['watershed.backends'] ?? {};
  }

  test('without a model one quiet sign on the status bar says what to do, and set-up finds a server and writes the setting', async () => {
    const { editor, workspace } = shared;
    await shared.configure({ 'watershed.backends': {} });
    await editor.waitForStatusItem(meterId, /set up/);
    assert.deepEqual(await editor.notifications(), []);

    const server = await startLlamaServer({ modelPath: await ensureSmallModel(), alias: 'smollm2', port: 8080 });
    try {
      await editor.runCommand('Watershed: Set Up');
      await editor.pickItem('Use what was found');
      await editor.waitForStatusItem(meterId, /\$/);
      const [backend] = Object.values(await configuredBackends());
      assert.equal(backend?.kind, 'llama.cpp');
      assert.deepEqual(backend?.roles, ['completion', 'chat']);

      const path = join(workspace, 'setup.py');
      await writeFile(path, 'def subtract(a, b):\n    return a - b\n\n\n');
      await editor.openFile(path);
      await editor.press('Control+End');
      await editor.typeText('def add(a, b):\n');
      await editor.waitForGhost(/return/, 30_000);
    } finally {
      await server.stop();
    }
  });

  test('a gateway is added by command: a wrong key is refused with what to do, the right one lists the models', async () => {
    const { editor } = shared;
    // A gateway that asks for its key also before it lists its models, as the clouds do.
    const server = await startLiteLlm({ upstreamUrl: shared.model.url });
    const key = server.masterKey;
    try {
      await startAdding(server.url);
      await editor.answerInput('wrong');
      await editor.page.locator('.notification-toast').filter({ hasText: /key/i }).waitFor();
      assert.match((await editor.notifications()).join(' '), /key/i);
      await editor.runCommand('Notifications: Clear All Notifications');

      await startAdding(server.url);
      await editor.answerInput(key);
      await editor.pickItem('Chat');
      await editor.pickItem(server.model);
      await editor.page
        .locator('.notification-toast')
        .filter({ hasText: /may now answer/ })
        .waitFor();
      const backends = await configuredBackends();
      // What may forward counts as remote, so nothing is said of its place.
      assert.deepEqual(
        Object.values(backends).find(({ kind }) => kind === 'litellm'),
        { kind: 'litellm', url: `${server.url}/v1`, model: server.model, roles: ['chat'] },
      );
      assert.ok(!JSON.stringify(backends).includes(key), 'the key must not stand in the settings');
      await editor.runCommand('Notifications: Clear All Notifications');
    } finally {
      await server.stop();
    }

    async function startAdding(url: string): Promise<void> {
      await editor.runCommand('Watershed: Add Backend');
      await editor.pickItem('LiteLLM proxy');
      await editor.answerInput(`${url}/v1`);
      await editor.pickItem('It may forward them, or I am not sure');
    }
  });

  test('a provider of the catalogue is asked for by what its address lacks, and nothing is written half way', async () => {
    const { editor } = shared;
    const before = await configuredBackends();
    await editor.runCommand('Watershed: Add Backend');
    await editor.pickItem('Azure OpenAI');
    await promptIs(/name of your Azure OpenAI resource/);
    // It could lead to another host.
    await editor.answerInput('evil.example/');
    await promptIs(/letters, digits and hyphens only/);
    await editor.answerInput('my-team');
    await editor.page.getByText('API key for https://my-team.openai.azure.com').first().waitFor();
    await editor.press('Escape');
    assert.deepEqual(await configuredBackends(), before);

    /** The editor has one box, which shows what was asked before until it hears what is asked now. */
    async function promptIs(expected: RegExp): Promise<void> {
      let shown = '';
      const isShown = async () => {
        shown = await editor.inputPrompt();
        return expected.test(shown);
      };
      await until(isShown, 'The prompt').catch(() => assert.match(shown, expected));
    }
  });

  test('a walkthrough leads through the first use', async () => {
    const { editor } = shared;
    await editor.runCommand('Welcome: Open Walkthrough...');
    await editor.pickItem('Start with Watershed');
    await editor.page.getByText('Find your models').first().waitFor();
    await editor.press('Control+F4');
  });
});
