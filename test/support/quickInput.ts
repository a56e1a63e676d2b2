import { basename } from 'node:path';
import type { Locator, Page } from 'playwright-core';

export interface QuickInput {
  /** Runs a command by its title as the palette shows it, like `Watershed: Run Benchmark`. */
  runCommand(title: string): Promise<void>;
  /** Answers an open file picker with an absolute path. */
  pickFile(path: string): Promise<void>;
  /** Answers an open input box: replaces its text and presses Enter. */
  answerInput(text: string): Promise<void>;
  /** Picks the item with this label out of an open list. */
  pickItem(label: string): Promise<void>;
  /** The labels that an open list shows. */
  pickableItems(): Promise<readonly string[]>;
  /** The message and placeholder of an open input box or list. */
  inputPrompt(): Promise<string>;
}

export function createQuickInput(page: Page): QuickInput {
  const widget = page.locator('.quick-input-widget:visible');
  const input = widget.locator('.quick-input-box input');
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  const label = (row: Locator) =>
    row.locator('.quick-input-list-row').first().locator('.monaco-highlighted-label').first();

  /** By keys, not by a click: the list moves while it fills. */
  const pick = async (text: string) => {
    const exact = page.locator('.monaco-highlighted-label').getByText(text, { exact: true });
    await rows.filter({ has: exact }).first().waitFor({ timeout: 5_000 });
    const isFocused = async () => (await rows.and(page.locator('.focused')).filter({ has: exact }).count()) > 0;
    for (let presses = await rows.count(); presses > 0 && !(await isFocused()); presses--) {
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
  };

  const openPalette = async (text: string) => {
    await page.keyboard.press('F1');
    try {
      await input.waitFor({ timeout: 5_000 });
      await input.fill(text, { timeout: 5_000 });
    } catch {
      // A webview that loads, or has just gone, takes the key or the keyboard: it comes back to the editor's own page.
      await page.evaluate('document.activeElement?.blur()');
      await page.keyboard.press('F1');
      await input.waitFor();
      await input.fill(text);
    }
  };

  /** Until the answered box is gone, the next answer would be typed into it. An answer that is refused stays. */
  const leaveAnswered = async (text: string) => {
    for (let looks = 0; looks < 30; looks++) {
      const shown =
        (await input.count()) === 0 ? undefined : await input.inputValue({ timeout: 1_000 }).catch(() => undefined);
      if (shown !== text) return;
      await page.waitForTimeout(100);
    }
  };

  return {
    runCommand: async (title) => {
      await openPalette(`>${title}`);
      try {
        await pick(title);
      } catch {
        // What was under way, such as a webview that loads, may take the keyboard and close the palette.
        await openPalette(`>${title}`);
        await pick(title);
      }
      // The command may open a list of its own in the same widget.
      await page.waitForFunction(isPaletteGone);
    },
    pickFile: async (path) => {
      await input.waitFor();
      await input.fill(path);
      await rows
        .filter({ hasText: basename(path) })
        .first()
        .click();
    },
    answerInput: async (text) => {
      await input.waitFor();
      await input.fill(text);
      await input.press('Enter');
      await leaveAnswered(text);
    },
    pickItem: async (text) => {
      await rows.first().waitFor();
      await input.fill(text);
      await pick(text);
    },
    pickableItems: async () => {
      await rows.first().waitFor();
      const labels = await Promise.all((await rows.all()).map((row) => label(row).textContent()));
      return labels.map((text) => text ?? '');
    },
    inputPrompt: async () => {
      await widget.waitFor();
      const message = (await widget.locator('.quick-input-message').textContent()) ?? '';
      const placeholder = (await input.getAttribute('placeholder')) ?? '';
      return [placeholder, message].filter((text) => text !== '').join('\n');
    },
  };
}

/** Runs in the page. The palette's text starts with `>`, and a command's own input takes its place or nothing does. */
const isPaletteGone = `(() => {
  const widget = document.querySelector('.quick-input-widget');
  const input = widget?.querySelector('.quick-input-box input');
  return !widget?.checkVisibility() || !input?.value.startsWith('>');
})()`;
