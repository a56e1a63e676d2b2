import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { findOnPath } from '../support/command.ts';
import { ensureSmallModel } from '../support/models.ts';
import { findOllamaBuildTools, startOllama } from '../support/ollamaServer.ts';
import { until } from '../support/until.ts';
import { meterId } from '../support/watershed.ts';
import { type Session, session } from './session.ts';

let shared: Session;
const tools = findOnPath('ollama') === undefined ? await findOllamaBuildTools() : { kind: 'found' as const };
const skip = tools.kind === 'missing' && process.env['CI'] !== 'true' ? tools.reason : false;

// A hook outside would be one of all files, since they run in one process.
describe('Ollama', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
    await shared.configure({ 'watershed.backends': {} });
  });

  test('a real Ollama is found, set up, completes and answers in the chat', { skip }, async () => {
    const { editor, workspace, ledger } = shared;
    const ollama = await startOllama({ models: [{ name: 'smol', ggufPath: await ensureSmallModel() }], port: 11434 });
    try {
      await editor.runCommand('Watershed: Set Up');
      await editor.pickItem('Use what was found');
      await editor.waitForStatusItem(meterId, /\$/);

      const path = join(workspace, 'ollama.py');
      await writeFile(path, 'def subtract(a, b):\n    return a - b\n\n\n');
      await editor.openFile(path);
      await editor.press('Control+End');
      await editor.typeText('def add(a, b):\n');
      await editor.waitForGhost(/return/, 60_000);

      const chat = await shared.newConversation();
      await chat.getByTestId('input').fill('Say hello in one word.');
      await chat.getByTestId('input').press('Enter');
      await chat.getByTestId('answer-text').filter({ hasText: /\S/ }).waitFor({ timeout: 60_000 });
      await chat.getByTestId('input').press('Escape');
      await chat.getByTestId('meta-line').filter({ hasText: 'smol' }).waitFor({ timeout: 60_000 });
      const rows = () => ledger().filter(({ backendId }) => backendId.startsWith('ollama'));
      // Whether there was time to read ahead is up to the machine.
      const tasks = () => new Set(rows().flatMap(({ task }) => (task === 'warm-up' ? [] : [task])));
      // A row is written when its attempt is over, which the chat need not wait for.
      await until(
        () => tasks().has('chat') && tasks().has('completion'),
        () => `More than ${[...tasks()]} in the ledger`,
      );
      assert.deepEqual([...tasks()].sort(), ['chat', 'completion']);
    } finally {
      await ollama.stop();
    }
  });
});
