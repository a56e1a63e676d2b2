import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { type Disposable, toDisposable } from '../../../../src/base/disposable.ts';
import { renderViewShell } from '../../../../src/base/viewShell.ts';
import type { OpenedView } from './support.ts';

const origin = 'http://egress.test';

/** A page of a real browser that shows the view, connected to its host as the editor would connect it. */
export class EgressPage {
  readonly page: Page;
  /** Errors of the page and what its content security policy refused; a good test ends with none. */
  readonly faults: string[] = [];
  #opened: OpenedView | undefined;
  #subscription: Disposable = toDisposable(() => undefined);

  /** `styles` are laid before the view's own, in the place of a theme. */
  static async open(browser: Browser, styles = ''): Promise<EgressPage> {
    const page = await browser.newPage();
    const egressPage = new EgressPage(page);
    await serve(page, styles);
    await page.exposeFunction('postToHost', (message: unknown) => egressPage.#opened?.tell(message));
    await page.addInitScript(`
      const vscode = { postMessage: (message) => void postToHost(message),
        getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
        setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)) };
      window.acquireVsCodeApi = () => vscode;`);
    return egressPage;
  }

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text());
    });
  }

  /** Draws the view from nothing; the one shown before is gone. */
  async show(opened: OpenedView): Promise<void> {
    if (this.#opened !== opened && this.#opened !== undefined) await this.page.evaluate('sessionStorage.clear()');
    this.#subscription.dispose();
    this.faults.length = 0;
    this.#opened = opened;
    this.#subscription = opened.view.onDidPost((message) => {
      // A page that is being loaded misses its messages, as it does in the editor.
      this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`).catch(() => undefined);
    });
    await this.page.goto(origin);
    await this.page.getByTestId('answer').waitFor();
  }
}

/** Answers the page's requests from memory; there is no such host. */
async function serve(page: Page, styles: string): Promise<void> {
  const shell = renderViewShell({
    title: 'What Left This Machine',
    scriptUri: `${origin}/egress.js`,
    styleUri: `${origin}/egress.css`,
    nonce: 'n0nceForTheseTests',
    cspSource: origin,
  });
  const [script, style] = [await bundle('main.ts'), await bundle('egress.css')];
  await page.route(`${origin}/`, (route) => route.fulfill({ contentType: 'text/html', body: shell }));
  await page.route(`${origin}/egress.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.route(`${origin}/egress.css`, (route) => route.fulfill({ contentType: 'text/css', body: styles + style }));
}

async function bundle(file: string): Promise<string> {
  const entryPoints = [join(import.meta.dirname, '../../../../media/egress', file)];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'iife', minify: true, write: false });
  return outputFiles[0]?.text ?? '';
}
