import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { until } from '../support/until.ts';
import { meterId } from '../support/watershed.ts';
import { type FastServer, startFastServer } from './fastServer.ts';
import { localBackend, type Session, session } from './session.ts';

let shared: Session;
let server: FastServer;
let path: string;
// A hook outside would be one of all files, since they run in one process.
describe('what the person is told of a server', () => {
  before(async () => {
    shared = await session();
    server = await startFastServer({ slots: 1, keepsPrompts: false });
    path = join(shared.workspace, 'notices.txt');
    await writeFile(path, 'Some words of a letter. '.repeat(20));
    await shared.reset();
    await shared.configure({ 'watershed.backends': { local: localBackend(server.url) } });
  });
  after(async () => {
    await shared.reset();
    await server.stop();
  });

  /** Each key after the one before was answered. */
  async function typeAndAsk(keys: string): Promise<void> {
    for (const key of keys) {
      const asked = server.asked.length;
      await shared.editor.typeText(key);
      await until(() => server.asked.length > asked, 'A request');
    }
  }

  async function untilTold(sentence: RegExp): Promise<void> {
    const isTold = async () => sentence.test((await shared.editor.statusItem(meterId))?.ariaLabel ?? '');
    await until(isTold, `The sentence with ${sentence}`);
  }

  /** How often the tooltip of the status item says each of these. */
  async function timesTold(...sentences: readonly RegExp[]): Promise<readonly number[]> {
    // The item is written anew once a second at most.
    await shared.editor.page.waitForTimeout(1_500);
    const tooltip = await shared.editor.statusTooltip(meterId);
    return sentences.map((sentence) => tooltip.split(sentence).length - 1);
  }

  const cannotReuse = /smollm2 reads the whole prompt anew at each key/;
  const oneSlot = /does one thing at a time, so suggestions wait for the chat/;

  test('a model that cannot reuse its cache, and one slot for suggestions and chat: each told once, on the status item', async () => {
    const { editor } = shared;
    await editor.openFile(path);
    await editor.press('Control+End');
    await typeAndAsk('what a d');
    await untilTold(cannotReuse);
    await typeAndAsk('ay it was');
    assert.deepEqual(await timesTold(cannotReuse, oneSlot), [1, 0]);

    const chat = await shared.newConversation();
    await chat.getByTestId('input').fill('How are you?');
    await chat.getByTestId('input').press('Enter');
    await until(() => server.paths.includes('/v1/chat/completions'), 'The chat');
    await editor.openFile(path);
    await editor.press('Control+End');
    await editor.typeText('a');
    await untilTold(oneSlot);
    // Another key in its place has a request of its own, which waits as well.
    await editor.press('Backspace');
    await editor.typeText('b');
    assert.deepEqual(await timesTold(cannotReuse, oneSlot), [1, 1]);
    assert.deepEqual(await editor.notifications(), []);
  });
});
