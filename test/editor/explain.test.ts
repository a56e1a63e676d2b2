import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { askedSince, cloudBackend, localBackend, type Session, session } from './session.ts';

// Put together here so that scanners of this repository find nothing.
const token = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');
const designQuestion =
  'Design the architecture of an event-driven billing system with several services: which services, which events, ' +
  'which trade-offs between consistency and availability, and how to migrate to it step by step?';

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('why this route', () => {
  before(async () => {
    shared = await session();
    const { model, cloud } = shared;
    await shared.configure({
      'watershed.backends': { local: localBackend(model.url), cloud: cloudBackend(cloud.url) },
      'watershed.privacy.mode': 'guarded',
    });
    cloud.forget();
  });

  test('a link under an answer opens who answered, why, and what each layer said', async () => {
    const chat = await shared.newConversation();
    await chat.getByTestId('input').fill('What does a function return in Python when it has no return statement?');
    await chat.getByTestId('input').press('Enter');
    await chat.getByTestId('meta-line').waitFor({ timeout: 90_000 });
    const why = await chat.getByTestId('meta-why').innerText();
    await chat.getByTestId('explain-route').click();
    const view = await shared.editor.webviewFrame({ title: 'Why this route?' });
    assert.match(await view.locator('h1').innerText(), /smollm2 on this machine answered/);
    assert.match(await view.locator('.lead').innerText(), new RegExp(why));
    assert.equal(await view.locator('.layers tbody tr').count(), 10);
    await shared.editor.press('Control+F4');
  });

  test('a dry run sends nothing and shows the cloud that a secret rules out, with what would change it', async () => {
    const fromMs = Date.now();
    await shared.editor.runCommand('Watershed: Try a Route (Dry Run)');
    await shared.editor.answerInput(`${designQuestion} The key is ${token}.`);
    const view = await shared.editor.webviewFrame({ title: 'Dry run: nothing was sent' });
    assert.match(await view.locator('h1').innerText(), /would go to smollm2 on this machine/);
    const refused = view.locator('tr').filter({ has: view.locator('.advice') });
    assert.match(await refused.innerText(), /cloud[\s\S]*token[\s\S]*Choose the privacy mode/i);
    assert.ok(!(await view.locator('body').innerText()).includes(token));
    assert.deepEqual(askedSince(fromMs, shared.ledger()), []);
    assert.deepEqual(
      shared.cloud.requests.filter(({ method }) => method === 'POST'),
      [],
    );
    await refused.getByRole('link').click();
    assert.ok((await shared.editor.pickableItems()).some((label) => /local-only/.test(label)));
    await shared.editor.press('Escape', 'Control+F4');
  });

  test('the command lists the last requests, and opens the one that is picked', async () => {
    await shared.editor.runCommand('Watershed: Why This Route?');
    assert.equal((await shared.editor.pickableItems())[0], 'Chat: local');
    await shared.editor.press('Enter');
    const view = await shared.editor.webviewFrame({ title: 'Why this route?' });
    assert.match(await view.locator('table').first().innerText(), /answered/);
    await shared.editor.press('Control+F4');
    await shared.reset();
  });
});
