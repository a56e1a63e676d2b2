import { readFile, writeFile } from 'node:fs/promises';
import { errors, type Locator, type Page } from 'playwright-core';
import { z } from 'zod';
import type { EditorSettings } from './editorSettings.ts';
import type { QuickInput } from './quickInput.ts';

export type Theme = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

export interface StatusItem {
  /** Icons are left out. */
  readonly text: string;
  /** What a screen reader says: the text and the tooltip, or what the extension gave for it. */
  readonly ariaLabel: string;
  readonly kind: 'standard' | 'warning' | 'error';
}

export interface Workbench {
  /** The status bar item PUBLISHER.NAME.ITEM; undefined when it is not shown. */
  statusItem(id: string): Promise<StatusItem | undefined>;
  /** Waits until the item's text fits. An extension that shows an item when it activates is ready then. */
  waitForStatusItem(id: string, text?: RegExp, timeoutMs?: number): Promise<StatusItem>;
  statusItemLocator(id: string): Locator;
  /** Points at the item and reads the tooltip that comes up. */
  statusTooltip(id: string): Promise<string>;
  /** The texts of the notifications on the screen. */
  notifications(): Promise<readonly string[]>;
  /** Clicks a button of a notification or of a modal dialog. */
  clickButton(label: string): Promise<void>;
  /** Opens the settings editor with this search, like `@ext:watershed.watershed`. */
  openSettings(query: string): Promise<void>;
  /** The row of a setting in the open settings editor. */
  settingRow(key: string): Locator;
  /** Lays these over the user's settings and loads the page anew: in the browser VS Code does not see the file change. */
  updateSettings(settings: EditorSettings): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
}

export function createWorkbench(page: Page, quickInput: QuickInput, settingsPath: string): Workbench {
  const statusItemLocator = (id: string) => page.locator(`.statusbar-item[id="${id}"]`);

  const statusItem = async (id: string): Promise<StatusItem | undefined> => {
    const item = statusItemLocator(id);
    if ((await item.count()) === 0) return undefined;
    const label = item.locator('.statusbar-item-label');
    const classes = (await item.getAttribute('class')) ?? '';
    const kind = classes.includes('error-kind') ? 'error' : classes.includes('warning-kind') ? 'warning' : 'standard';
    return {
      text: ((await label.textContent()) ?? '').replaceAll('\u00a0', ' ').trim(),
      ariaLabel: (await label.getAttribute('aria-label')) ?? '',
      kind,
    };
  };

  const updateSettings = async (settings: EditorSettings) => {
    const before = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(settingsPath, 'utf8')));
    await writeFile(settingsPath, JSON.stringify({ ...before, ...settings }, undefined, 2));
    await page.reload();
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  };

  return {
    statusItemLocator,
    statusItem,
    waitForStatusItem: async (id, text = /./, timeoutMs = 30_000) => {
      await statusItemLocator(id).filter({ hasText: text }).waitFor({ timeout: timeoutMs });
      const item = await statusItem(id);
      if (item === undefined) throw new errors.TimeoutError(`The status bar item ${id} was shown and went away.`);
      return item;
    },
    statusTooltip: async (id) => {
      const hover = page.locator('.workbench-hover:visible').last();
      // The hover of what the pointer passed over before must be gone, or it would be taken for this one.
      await page.mouse.move(0, 0);
      await hover.waitFor({ state: 'hidden' });
      await statusItemLocator(id).hover();
      await hover.waitFor();
      const text = await hover.innerText();
      await page.mouse.move(0, 0);
      return text.replaceAll('\u00a0', ' ').trim();
    },
    notifications: () => page.locator('.notification-toast .notification-list-item-message').allInnerTexts(),
    clickButton: (label) =>
      page
        .locator('.notification-toast, .monaco-dialog-box')
        .getByRole('button', { name: label, exact: true })
        .first()
        .click(),
    openSettings: async (query) => {
      await page.keyboard.press('Control+,');
      const search = page.locator('.settings-editor .search-container .monaco-editor');
      await search.click();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(query);
      await page.locator('.settings-editor .settings-tree-container [data-key]').first().waitFor();
    },
    settingRow: (key) => page.locator(`.settings-editor [data-key="${key}"]`),
    updateSettings,
    setTheme: async (theme) => {
      const { label, className } = themes[theme];
      await quickInput.runCommand('Preferences: Color Theme');
      await quickInput.pickItem(label);
      await page.locator(`.monaco-workbench.${className}`).waitFor();
    },
  };
}

const themes = {
  light: { label: 'Light Modern', className: 'vs' },
  dark: { label: 'Dark Modern', className: 'vs-dark' },
  highContrast: { label: 'Dark High Contrast', className: 'hc-black' },
  highContrastLight: { label: 'Light High Contrast', className: 'hc-light' },
} as const satisfies Record<Theme, { label: string; className: string }>;
