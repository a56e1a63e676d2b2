import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { type ModelServer, startLlamaServer } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
import { until } from '../support/until.ts';
import { localBackend, type Session, session } from './session.ts';

let shared: Session;
/** Counts for a minute: whoever stops an answer must not find it finished on a fast machine or a slow editor. */
let talkative: ModelServer;
// A hook outside would be one of all files, since they run in one process.
describe('the chat', () => {
  before(async () => {
    shared = await session();
    const modelPath = await ensureSmallModel();
    talkative = await startLlamaServer({ modelPath, threads: 1, maxOutputTokens: 4000, isGreedy: true });
    await shared.reset();
  });
  after(() => talkative.stop());

  /** Asks in a new conversation and waits until the line under the answer is there. */
  async function ask(question: string): Promise<Frame> {
    const chat = await shared.newConversation();
    await chat.getByTestId('input').fill(question);
    await chat.getByTestId('input').press('Enter');
    await chat.getByTestId('meta-line').waitFor({ timeout: 60_000 });
    return chat;
  }

  test('a question is answered by the local model, and under the answer stands who answered, why and at what cost', async () => {
    const chat = await ask('What does a function return in Python when it has no return statement?');
    assert.notEqual((await chat.getByTestId('answer-text').innerText()).trim(), '');
    const meta = await chat.getByTestId('meta-line').innerText();
    for (const part of [/Local/, /smollm2/, /first token \d/, /tokens\/s/, /tokens in/, /\$0/])
      assert.match(meta, part);
    await chat.getByTestId('meta-line').click();
    assert.notEqual((await chat.getByTestId('reason').first().innerText()).trim(), '');
  });

  test('the keyboard alone asks, stops and brings the last question back', async () => {
    const { editor } = shared;
    await shared.configure({ 'watershed.backends': { local: localBackend(talkative.url) } });
    const chat = await shared.newConversation();
    await shared.chat();
    await editor.typeText('Count from one to five hundred, one number in each line.', 5);
    await editor.press('Enter');
    await chat.getByTestId('answer-text').filter({ hasText: /\S/ }).waitFor({ timeout: 60_000 });
    await editor.press('Escape');
    await chat
      .getByTestId('ending')
      .filter({ hasText: /stopped/i })
      .waitFor();
    assert.notEqual((await chat.getByTestId('answer-text').innerText()).trim(), '');
    await editor.press('ArrowUp');
    assert.match(await chat.getByTestId('input').inputValue(), /^Count from one/);
    await chat.getByTestId('input').fill('');
    await shared.reset();
  });

  test('the selection is attached with one command and shown as a chip that can be removed', async () => {
    const { editor, workspace } = shared;
    await editor.openFile(join(workspace, 'cart.ts'));
    await editor.press('Control+Home', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await editor.runCommand('Watershed: Attach Selection or File to Chat');
    const chat = await editor.webviewFrame({ title: 'Watershed Chat' });
    const chip = chat.getByTestId('chips').getByTestId('chip');
    await chip.filter({ hasText: 'cart.ts' }).waitFor();
    await chip.getByRole('button').click();
    await chip.waitFor({ state: 'detached' });
  });

  test('a code block of an answer goes into the file at the cursor', async () => {
    const { editor, workspace } = shared;
    const chat = await ask('Write a Python function that adds two numbers. Answer with a code block.');
    const insert = chat.getByRole('button', { name: /insert/i });
    if ((await insert.count()) === 0)
      assert.fail(`no code block in: ${await chat.getByTestId('answer-text').innerText()}`);
    const path = join(workspace, 'inserted.py');
    await writeFile(path, '');
    await editor.openFile(path);
    const code = await chat.getByTestId('code').first().innerText();
    await insert.first().click();
    await editor.page.locator('.editor-group-container.active .tab.active.dirty').waitFor();
    assert.equal((await editor.editorText()).trim(), code.trim());
  });

  test('conversations survive a reload of the window', async () => {
    const { editor, workspace } = shared;
    const before = await ask('What is a tuple?');
    const answer = await before.getByTestId('answer-text').innerText();
    const whole = /"question":"What is a tuple\?"(?:(?!"state":)[\s\S])*"state":"done"/;
    await until(() => whole.test(savedChat()), 'The saved conversation');
    await editor.open(workspace);
    const after = await shared.chat();
    await after.getByTestId('question').filter({ hasText: 'What is a tuple?' }).waitFor();
    assert.equal(await after.getByTestId('answer-text').innerText(), answer);
    const titles = await after.getByTestId('conversations').locator('option').allInnerTexts();
    assert.ok(titles.length >= 2, titles.join(', '));
  });

  /** The conversations as they are on the disk; the extension saves them a moment after they change. */
  function savedChat(): string {
    const storage = join(dirname(shared.code.settingsPath), 'workspaceStorage');
    const files = globSync(join(storage, '*', 'watershed.watershed', 'conversations.json'));
    return files.map((file) => readFileSync(file, 'utf8')).join('');
  }
});
