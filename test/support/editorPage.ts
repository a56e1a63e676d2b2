import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import type { CodeServer } from './codeServer.ts';
import { createGhostText, type GhostText } from './ghostText.ts';
import { createQuickInput, type QuickInput } from './quickInput.ts';
import { findWebview, type WebviewMatch } from './webview.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

/** Drives one page of VS Code as a person would: by keys and by what is on the screen. */
export interface EditorPage extends GhostText, QuickInput, Workbench {
  readonly page: Page;
  /** Loads the editor with this folder (an absolute path) and waits for its status bar. */
  open(folder: string): Promise<void>;
  /** Opens a file by its absolute path and waits until its editor has the keyboard and has come to rest. */
  openFile(path: string): Promise<void>;
  /** Waits until the page has nothing to do; the inline-suggestion controller, for one, loads on idle. */
  waitIdle(): Promise<void>;
  /** Types key by key, 30 ms apart. */
  typeText(text: string, delayMs?: number): Promise<void>;
  /** Presses keys one after the other, like `Control+Home`, `End`, `Escape`. */
  press(...keys: readonly string[]): Promise<void>;
  /** Saves the file that openFile opened last, in front, and gives its text from the disk. */
  editorText(): Promise<string>;
  /** The document of a webview, of a view or of an editor panel. */
  webviewFrame(match: WebviewMatch, timeoutMs?: number): Promise<Frame>;
  screenshot(path: string): Promise<void>;
}

export function createEditorPage(page: Page, server: Pick<CodeServer, 'url' | 'settingsPath'>): EditorPage {
  // A page takes as long to load as the machine does, whatever limit a test sets for what it does there.
  page.setDefaultNavigationTimeout(60_000);
  const quickInput = createQuickInput(page);
  const tab = page.locator('.editor-group-container.active .tab.active');
  let openedPath: string | undefined;

  const waitIdle = async () => {
    await page.evaluate(
      `new Promise((resolve) => requestIdleCallback(() => setTimeout(() => requestIdleCallback(resolve), 50)))`,
    );
  };

  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  return {
    ...createGhostText(page),
    ...quickInput,
    ...createWorkbench(page, quickInput, server.settingsPath),
    page,
    waitIdle,
    press,
    open: async (folder) => {
      await page.goto(server.url(folder));
      await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
      await waitIdle();
    },
    openFile: async (path) => {
      await quickInput.pickFile(path);
      await tab.and(page.locator(`[data-resource-name="${basename(path)}"]`)).waitFor();
      await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
      openedPath = path;
      await waitIdle();
    },
    typeText: (text, delayMs = 30) => page.keyboard.type(text, { delay: delayMs }),
    editorText: async () => {
      if (openedPath === undefined) throw new Error('No file was opened by openFile.');
      const clean = page.locator('.editor-group-container.active .tab.active:not(.dirty)');
      await press('Control+s');
      // A key that comes while the keyboard goes over from a webview to the editor reaches neither.
      await clean.waitFor({ timeout: 5_000 }).catch(() => press('Control+s'));
      await clean.waitFor();
      return readFile(openedPath, 'utf8');
    },
    webviewFrame: (match, timeoutMs) => findWebview(page, match, timeoutMs),
    screenshot: async (path) => {
      await page.screenshot({ path });
    },
  };
}
