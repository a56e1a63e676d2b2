import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { startLlamaServer } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
import { freePort } from '../support/process.ts';
import { meterId } from '../support/watershed.ts';
import { localBackend, type Session, session } from './session.ts';

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('faults', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
  });

  test('with the server killed completions stop quietly and say so once; started again they return by themselves', async () => {
    const { editor, workspace } = shared;
    const port = await freePort();
    const serve = async () => startLlamaServer({ modelPath: await ensureSmallModel(), alias: 'smollm2', port });
    const first = await serve();
    await shared.configure({ 'watershed.backends': { local: localBackend(first.url) } });
    const path = join(workspace, 'fault.py');
    await writeFile(path, 'def subtract(a, b):\n    return a - b\n\n\n');
    await editor.openFile(path);
    await editor.press('Control+End');
    await editor.typeText('def add(a, b):\n');
    await editor.waitForGhost(/return/, 30_000);

    await first.stop();
    await editor.press('Escape');
    await editor.typeText('    return a + b\n\n\ndef multiply(a, b):\n');
    const warning = editor.statusItemLocator(meterId).locator('.codicon-warning');
    await warning.waitFor({ timeout: 20_000 });
    assert.equal(await editor.ghostText(), undefined);
    assert.match(await editor.statusTooltip(meterId), new RegExp(`127.0.0.1:${port}`));
    assert.deepEqual(await editor.notifications(), []);

    const second = await serve();
    try {
      await typeUntilGhost();
      await warning.waitFor({ state: 'detached', timeout: 10_000 });
      assert.deepEqual(await editor.notifications(), []);
    } finally {
      await second.stop();
    }
  });

  /** Types functions, as a person goes on working, until a ghost is there; the back-off is 30 s at most. */
  async function typeUntilGhost(): Promise<void> {
    const { editor } = shared;
    const deadlineMs = performance.now() + 60_000;
    for (let count = 1; performance.now() < deadlineMs; count++) {
      await editor.press('Control+End');
      await editor.typeText(`\n\ndef divide${count}(a, b):\n`);
      try {
        await editor.waitForGhost(/\S/, 3_000);
        return;
      } catch {
        // Not yet.
      }
    }
    assert.fail('No ghost came back within 60 s.');
  }

  test('without any server that answers, the chat says why and what to do, and keeps the question', async () => {
    const port = await freePort();
    await shared.configure({ 'watershed.backends': { local: localBackend(`http://127.0.0.1:${port}`) } });
    const chat = await shared.newConversation();
    await chat.getByTestId('input').fill('What is a list?');
    await chat.getByTestId('input').press('Enter');
    const ending = chat.getByTestId('ending');
    await ending.filter({ hasText: `127.0.0.1:${port}` }).waitFor();
    assert.match(await ending.innerText(), /Start|start/);
    assert.equal(await chat.getByTestId('question').innerText(), 'What is a list?');
    await ending.getByRole('button').first().waitFor();
  });
});
