import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { startLiteLlm } from '../support/liteLlm.ts';
import { startLlamaServer } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
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

  test('a cloud is added by command: a wrong key is refused with what to do, the right one lists the models', async () => {
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
      await editor.pickItem(server.model);
      await editor.page
        .locator('.notification-toast')
        .filter({ hasText: /may now answer/ })
        .waitFor();
      const written = JSON.stringify(await configuredBackends());
      assert.match(written, /openai-compatible/);
      assert.ok(!written.includes(key), 'the key must not stand in the settings');
      await editor.runCommand('Notifications: Clear All Notifications');
    } finally {
      await server.stop();
    }

    async function startAdding(url: string): Promise<void> {
      await editor.runCommand('Watershed: Add Cloud Provider');
      await editor.pickItem('OpenAI-compatible service');
      await editor.answerInput(`${url}/v1`);
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
