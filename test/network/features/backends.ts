import assert from 'node:assert/strict';
import { answer, clearToasts, type Desk, type Feature, readError, readToast } from './feature.ts';

/** Made up; only the cloud of these tests ever gets it. */
export const cloudKey = ['made', 'up', 'key'].join('-');

/** Everything that speaks with a server before a question does. */
export const backendFeatures: Readonly<Record<string, Feature>> = {
  async 'watershed.setUp'(desk) {
    const { editor, world } = desk;
    await editor.runCommand('Watershed: Set Up');
    await editor.pickItem('Enter the address of a server');
    await editor.pickItem('llama.cpp');
    await answer(desk, 'Where does it answer?', world.cloud.origin);
    await readError(desk);
  },
  async 'watershed.addBackend'(desk) {
    const { editor, world } = desk;
    await editor.runCommand('Watershed: Add Backend');
    await editor.pickItem('Any OpenAI-compatible server');
    await answer(desk, 'Where does Any OpenAI-compatible server answer?', `${world.cloud.origin}/v1`);
    await answer(desk, 'API key for', cloudKey);
    if (desk.mode === 'local-only') return readError(desk);
    await editor.pickItem('Chat');
    // The list before stands there until this one comes.
    await editor.page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'large' }).first().waitFor();
    assert.ok((await editor.pickableItems()).includes('large'));
    await editor.press('Escape');
  },
  async 'watershed.setKey'(desk) {
    await storeKey(desk);
  },
  async 'watershed.removeKey'(desk) {
    const { editor, world } = desk;
    await editor.runCommand('Watershed: Remove API Key');
    await editor.pickItem(world.cloud.origin);
    await readToast(desk, /is removed/);
    await storeKey(desk);
  },
  async 'watershed.pullModel'(desk) {
    const { editor } = desk;
    await editor.runCommand('Watershed: Pull Model Through Ollama');
    await answer(desk, 'Which model should Ollama pull?', 'tiny');
    await (desk.mode === 'local-only' ? readError(desk) : readToast(desk, /ready/));
  },
  async 'watershed.testConnections'({ editor }) {
    await editor.runCommand('Watershed: Test Connections');
    const labels = await editor.pickableItems();
    assert.ok(labels.length > 3, labels.join(', '));
    await editor.press('Escape');
    await clearToasts(editor);
  },
};

async function storeKey(desk: Desk): Promise<void> {
  const { editor, world } = desk;
  await editor.runCommand('Watershed: Set API Key');
  await editor.pickItem(world.cloud.origin);
  await answer(desk, 'API key for', cloudKey);
  await readToast(desk, /is stored/);
}
