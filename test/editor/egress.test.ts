import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { type RecordingProxy, startRecordingProxy } from '../support/recordingProxy.ts';
import { allowCloud, answerIn, ask } from './chatTurns.ts';
import { cloudBackend, type Session, session } from './session.ts';

const question = 'What does an event log keep, in one sentence?';

let shared: Session;
let cloud: RecordingProxy;
let view: Frame;
// A hook outside would be one of all files, since they run in one process.
describe('what left this machine', () => {
  before(async () => {
    shared = await session();
    // One of its own, so that no other test has sent anything to this host.
    cloud = await startRecordingProxy(shared.model.url);
    await shared.reset();
    await shared.configure({ 'watershed.backends': { cloud: cloudBackend(cloud.url) } });
    const chat = await ask(shared, question);
    await allowCloud(chat, new URL(cloud.url).host);
    await answerIn(chat, 'done');
    view = await openView();
  });
  after(async () => {
    await shared.reset();
    await cloud.stop();
  });

  async function openView(): Promise<Frame> {
    await shared.editor.runCommand('Watershed: What Left This Machine');
    const opened = await shared.editor.webviewFrame({ title: 'What Left This Machine' });
    await opened.getByTestId('answer').waitFor();
    return opened;
  }

  const host = () => new URL(cloud.url).host;
  const prompts = () => cloud.requests.filter(({ method }) => method === 'POST');
  /** The rows of what went to that host, and not to those of other tests. */
  const rows = () => view.getByTestId('exit').filter({ hasText: host() });
  const sha256Of = (body: string) => createHash('sha256').update(body, 'utf8').digest('hex');

  test('a question to a cloud is a row with its destination, and the first sentence names it', async () => {
    assert.equal(prompts().length, 1);
    // How it ended is told a moment after it has left.
    await rows().filter({ hasText: 'Answered' }).first().waitFor();
    const row = await rows().first().innerText();
    for (const part of ['smollm2', 'Chat', 'Answered', sha256Of(prompts()[0]?.body ?? '').slice(0, 8)]) {
      assert.ok(row.includes(part), `${part} is not in ${row}`);
    }
    const answer = await view.getByTestId('answer').innerText();
    assert.match(answer, /left this machine/);
    assert.ok(answer.includes(host()), answer);
  });

  test('the chain of the log is intact', async () => {
    const verdict = view.locator('[data-testid=verdict]:not([data-state=checking])');
    await verdict.waitFor();
    assert.equal(await verdict.getAttribute('data-state'), 'intact', await verdict.innerText());
  });

  test('a filter hides the row, and lets it come back', async () => {
    await view.getByTestId('search').fill('no such model');
    await view.getByTestId('nothing').waitFor();
    assert.equal(await rows().count(), 0);
    await view.getByTestId('clear-filter-here').click();
    await rows().first().waitFor();
  });

  test('a second question shows by itself while the view is open', async () => {
    const before = await rows().count();
    const chat = await ask(shared, `${question} And what does it not keep?`);
    await answerIn(chat, 'done');
    await rows().nth(before).waitFor();
    assert.equal(await rows().count(), before + 1);
    assert.equal(prompts().length, 2);
  });

  test('the exported table has the hash of each body that the cloud has received, and of no other', async () => {
    const path = join(shared.workspace, 'what-left.csv');
    await view.getByTestId('host').selectOption(host());
    await view.getByTestId('export-csv').click();
    // The dialog writes its own proposal into the box a moment after it has opened.
    await shared.editor.page.waitForFunction(
      "document.querySelector('.quick-input-widget .quick-input-box input')?.value.includes('what-left-')",
    );
    await shared.editor.answerInput(path);
    await view.getByTestId('notice').filter({ hasText: 'Saved' }).waitFor();
    const [head = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\r\n');
    const column = head.split(',').indexOf('sha256');
    // No cell behind the hash can hold a comma, and those before it are counted from the end.
    const fromEnd = column - head.split(',').length;
    const hashes = lines.map((line) => line.split(',').at(fromEnd));
    assert.deepEqual(
      hashes.sort(),
      prompts()
        .map(({ body }) => sha256Of(body))
        .sort(),
    );
    await rm(path);
  });

  test('a row opens to why it went there, and a link leads to the whole decision', async () => {
    await rows().first().getByTestId('toggle').click();
    const detail = view.getByTestId('detail');
    await detail.waitFor();
    assert.match(await detail.innerText(), /What was sent[\s\S]*Why there[\s\S]*How to check it/);
    await detail.getByTestId('explain-route').click();
    const route = await shared.editor.webviewFrame({ title: 'Why this route?' });
    assert.match(await route.locator('h1').innerText(), /smollm2/);
    await shared.editor.press('Control+F4');
  });
});
