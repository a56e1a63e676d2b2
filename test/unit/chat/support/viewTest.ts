import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../../support/browser.ts';
import { SetupError } from '../../../support/setupError.ts';
import { openChat, type TestChat } from './chat.ts';
import { ChatPage } from './chatPage.ts';

/** A chat and its view, with the things that tests touch most. */
export interface TestView extends TestChat {
  readonly page: Page;
  readonly conversationId: string;
  readonly post: ChatPage['post'];
  /** Everything with this test hook. */
  find(testId: string): Locator;
  /** Asks by typing, as a person would. */
  typeQuestion(text: string): Promise<void>;
  /** Lets what the pipeline said reach the screen. */
  shown(): Promise<void>;
  /** Throws the view away and draws it again, as the editor does when it was hidden. */
  openAgain(): Promise<void>;
  /** Loads the view of another chat, one that may have nothing to say yet. */
  load(chat: TestChat): Promise<void>;
}

/**
 * Gives a function that defines tests against the real view in a real browser. A test fails on any error of the page
 * and on anything that its content security policy refused. All tests of a file share one page.
 */
export async function viewTests() {
  const browser = await launchOrReason();
  if (typeof browser === 'string') return (name: string) => void test(name, { skip: browser });
  const chatPage = await ChatPage.open(browser);
  after(() => browser.close());
  return (name: string, run: (view: TestView) => Promise<void>, widthPx = 400) => {
    test(name, async () => {
      const opened = await openChat();
      await chatPage.page.setViewportSize({ width: widthPx, height: 700 });
      await chatPage.show(opened);
      await run(toView(opened, chatPage));
      opened.chat.dispose();
      assert.deepEqual(chatPage.faults, []);
    });
  };
}

/** On a person's own machine a missing browser skips the tests and says why; where all must run it fails them. */
async function launchOrReason(): Promise<Browser | string> {
  try {
    return await launchBrowser();
  } catch (error) {
    if (error instanceof SetupError && process.env['CI'] !== 'true') return error.message;
    throw error;
  }
}

function toView(opened: TestChat, chatPage: ChatPage): TestView {
  const { page } = chatPage;
  const find = (testId: string) => page.getByTestId(testId);
  const draw = async () => {
    await opened.frame();
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  };
  const shown = async () => {
    // The first round lets what the page has just said reach the chat, the second one shows what the chat made of it.
    await draw();
    await draw();
  };
  return {
    ...opened,
    page,
    conversationId: opened.chat.state().current.id,
    post: (message) => chatPage.post(message),
    find,
    shown,
    async typeQuestion(text) {
      const before = opened.script.calls.length;
      await find('input').fill(text);
      await find('input').press('Enter');
      while (opened.script.calls.length === before) await shown();
      await shown();
    },
    openAgain: () => chatPage.show(opened),
    load: (chat) => chatPage.load(chat),
  };
}
