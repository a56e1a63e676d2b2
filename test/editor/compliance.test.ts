import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cloudBackend, localBackend, type Session, session } from './session.ts';

const designQuestion =
  'Design the architecture of an event-driven billing system with several services: which services, which events, ' +
  'which trade-offs between consistency and availability, and how to migrate to it step by step?';

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('what providers promise', () => {
  before(async () => {
    shared = await session();
  });
  after(async () => {
    await shared.configure({ 'watershed.privacy.require': {} });
    await shared.reset();
  });

  async function configure(require: object, more: object = {}): Promise<void> {
    const { model, cloud } = shared;
    await shared.configure({
      'watershed.backends': { local: localBackend(model.url), cloud: cloudBackend(cloud.url), ...more },
      'watershed.privacy.mode': 'guarded',
      'watershed.privacy.require': require,
    });
    cloud.forget();
  }

  test('the page shows the configured providers first, and says of what is unknown that it is', async () => {
    await configure({ soc2: true }, { claude: { kind: 'anthropic', model: 'claude-sonnet-4-5', roles: ['chat'] } });
    await shared.editor.runCommand('Watershed: Compliance of Providers');
    const view = await shared.editor.webviewFrame({ title: 'Compliance of Providers' });
    assert.deepEqual((await view.locator('h2').allInnerTexts()).slice(0, 2), ['Configured', 'Anthropic']);
    const row = (name: RegExp) => view.locator('tbody tr').filter({ hasText: name }).first();
    assert.match(await row(/^local/).innerText(), /You: this machine[\s\S]*requirements are for clouds/);
    assert.match(await row(/^cloud/).innerText(), /Unknown[\s\S]*nothing is known of who runs it/);
    assert.match(await row(/^SOC 2 report/).innerText(), /Unknown\s+Required, not met/);
    assert.match(await row(/^Keeps prompts/).innerText(), /30 days[\s\S]*Read on \d{4}-\d\d-\d\d/);
    assert.match(await view.locator('.cases').innerText(), /Patients[\s\S]*local-only/);
    await shared.editor.press('Control+F4');
  });

  test('a complex question stays here when no cloud is known to meet what is required, with a reason', async () => {
    await configure({ noTraining: true });
    await shared.editor.runCommand('Watershed: Try a Route (Dry Run)');
    await shared.editor.answerInput(designQuestion);
    const view = await shared.editor.webviewFrame({ title: 'Dry run: nothing was sent' });
    assert.match(
      await view
        .locator('tr')
        .filter({ has: view.locator('.advice') })
        .innerText(),
      /may not be asked: no training on prompts is required, and nothing is known of who runs it\./,
    );
    await shared.editor.press('Control+F4');
    const chat = await shared.newConversation();
    await chat.getByTestId('input').fill(designQuestion);
    await chat.getByTestId('input').press('Enter');
    await chat.getByTestId('meta-line').waitFor({ timeout: 90_000 });
    assert.match(await chat.getByTestId('meta-line').innerText(), /Local/);
    assert.equal(await chat.getByTestId('consent').count(), 0);
    assert.deepEqual(
      shared.cloud.requests.filter(({ method }) => method === 'POST'),
      [],
    );
  });
});
