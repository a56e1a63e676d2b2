import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { type Disposable, toDisposable } from '../../../../src/base/disposable.ts';
import { renderViewShell } from '../../../../src/base/viewShell.ts';
import type { HostMessage } from '../../../../src/chat/messages.ts';
import type { TestChat } from './chat.ts';

/** A page of a real browser that shows one chat after another, connected as the editor would connect them. */
export class ChatPage {
  readonly page: Page;
  /** Errors of the page and what its content security policy refused; a good test ends with none. */
  readonly faults: string[] = [];
  #chat: TestChat | undefined;
  #subscription: Disposable = toDisposable(() => undefined);

  static async open(browser: Browser): Promise<ChatPage> {
    const page = await browser.newPage();
    const chatPage = new ChatPage(page);
    await serve(page, await bundleView());
    await page.exposeFunction('postToHost', async (message: unknown) => {
      chatPage.#chat?.chat.handle(message);
      await chatPage.#chat?.frame();
    });
    await page.addInitScript(
      'window.acquireVsCodeApi = () => ({ postMessage: (message) => void postToHost(message) })',
    );
    return chatPage;
  }

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text());
    });
  }

  /** Draws the view of a chat from nothing. The one shown before is gone. */
  async show(chat: TestChat): Promise<void> {
    await this.load(chat);
    await this.page.getByTestId('conversations').locator('option').first().waitFor({ state: 'attached' });
  }

  /** Loads the view without waiting for what the chat has to say. */
  async load(chat: TestChat): Promise<void> {
    this.#subscription.dispose();
    this.faults.length = 0;
    this.#chat = chat;
    this.#subscription = chat.chat.onDidPost((message) => {
      // A page that is being loaded misses its messages, as it does in the editor.
      this.post(message).catch(() => undefined);
    });
    await this.page.goto(origin);
  }

  /** Posts to the view what the chat itself would not. */
  async post(message: HostMessage): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }
}

/** The view's two files, bundled. */
export async function bundleView(): Promise<{ readonly script: string; readonly style: string }> {
  const bundle = async (file: string) => {
    const entryPoints = [join(import.meta.dirname, '../../../../media/chat', file)];
    const { outputFiles } = await build({ entryPoints, bundle: true, format: 'iife', minify: true, write: false });
    return outputFiles[0]?.text ?? '';
  };
  return { script: await bundle('main.ts'), style: await bundle('chat.css') };
}

const origin = 'http://chat.test';

/** Answers the page's requests from memory; there is no such host. */
async function serve(page: Page, { script, style }: Awaited<ReturnType<typeof bundleView>>): Promise<void> {
  const shell = renderViewShell({
    title: 'Watershed Chat',
    scriptUri: `${origin}/chat.js`,
    styleUri: `${origin}/chat.css`,
    nonce: 'n0nceForTheseTests',
    cspSource: origin,
  });
  await page.route(`${origin}/`, (route) => route.fulfill({ contentType: 'text/html', body: shell }));
  await page.route(`${origin}/chat.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.route(`${origin}/chat.css`, (route) => route.fulfill({ contentType: 'text/css', body: style }));
}
