import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Frame } from 'playwright-core';
import { type RecordingProxy, startRecordingProxy } from '../support/recordingProxy.ts';
import { answerIn, ask } from './chatTurns.ts';
import { cloudBackend, localBackend, type Session, session } from './session.ts';

const question =
  'Design the architecture of an event-driven billing system with several services: which events, which trade-offs?';
// Put together here so that scanners of this repository find nothing.
const token = ['ghp', 'Z9y8X7w6V5u4T3s2R1q0P9o8N7m6L5k4J3i2'].join('_');

let shared: Session;
// An origin of its own, so that what other files were allowed does not count here.
let cloud: RecordingProxy;

describe('what is found in a prompt', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
    cloud = await startRecordingProxy(shared.model.url);
  });
  beforeEach(async () => {
    const { model } = shared;
    await shared.configure({
      'watershed.backends': { local: localBackend(model.url), cloud: cloudBackend(cloud.url) },
    });
    cloud.forget();
  });
  after(() => cloud.stop());

  const bodies = () => cloud.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);

  async function send(text: string): Promise<Frame> {
    const chat = await ask(shared, text);
    const card = chat.getByTestId('consent');
    const first = await Promise.race([
      card.waitFor({ timeout: 45_000 }).then(() => 'card'),
      chat
        .getByTestId('meta-line')
        .waitFor({ timeout: 45_000 })
        .then(() => 'answer'),
    ]);
    if (first === 'card') await chat.getByTestId('consent-send').click();
    return chat;
  }

  test('an e-mail address leaves as a placeholder, and the route says so', async () => {
    const chat = await send(`${question} Mail the result to grace.hopper@navy-yard.dev please.`);
    const { line, reasons } = await answerIn(chat, 'done');
    assert.match(line, /Cloud/);
    assert.ok(reasons.includes('1 e-mail address leaves as a placeholder.'), reasons.join(' | '));
    const [body = ''] = bodies();
    assert.match(body, /REDACTED_EMAIL_1/);
    assert.doesNotMatch(body, /grace\.hopper/);
  });

  test('a false alarm is marked for its value, and the mark is taken back', async () => {
    const { editor } = shared;
    const text = `${question} The sample key of our tests is ${token}.`;
    assert.match((await answerIn(await send(text), 'done')).line, /Local/);
    await editor.runCommand('Watershed: Mark a False Alarm');
    await editor.pickItem('Key of a known vendor');
    assert.match((await answerIn(await send(text), 'done')).line, /Cloud/);
    assert.equal(bodies().length, 1);
    const other = text.replace('ghp_Z9', 'ghp_Y9');
    assert.match((await answerIn(await send(other), 'done')).line, /Local/);

    await editor.runCommand('Watershed: Show False Alarms');
    // The box opens empty, and then there is nothing to choose.
    await editor.pickableItems();
    const picker = editor.page.locator('.quick-input-widget');
    await picker.getByRole('checkbox', { name: 'Toggle all checkboxes' }).click();
    await picker.getByRole('button', { name: 'OK' }).click();
    assert.match((await answerIn(await send(text), 'done')).line, /Local/);
    assert.equal(bodies().length, 1);
  });
});
