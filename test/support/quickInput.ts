import { basename } from 'node:path';
import type { Page } from 'playwright-core';

export interface QuickInput {
  /** Runs a command by its title as the palette shows it, like `Watershed: Run Benchmark`. */
  runCommand(title: string): Promise<void>;
  /** Opens Quick Open and picks the file with this absolute path, or of this name in the workspace. */
  pickFile(path: string): Promise<void>;
  /** Puts the cursor of the editor in front there; line and column are counted from 1. */
  goTo(line: number, column: number): Promise<void>;
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

  /** Opens a box by its key and types; a webview that loads, or has just gone, may take the key or the keyboard. */
  const openWith = async (key: string, text: string) => {
    await page.keyboard.press(key);
    try {
      await input.waitFor({ timeout: 5_000 });
      await input.fill(text, { timeout: 5_000 });
    } catch {
      // The keyboard comes back to the editor's own page.
      await page.evaluate('document.activeElement?.blur()');
      await page.keyboard.press(key);
      await input.waitFor();
      await input.fill(text);
    }
  };

  /** What was under way may also close the box while its list fills: then once more from its key. */
  const openAndPick = async (key: string, text: string, choose: () => Promise<void>) => {
    await openWith(key, text);
    try {
      await choose();
    } catch {
      await openWith(key, text);
      await choose();
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
      await openAndPick('F1', `>${title}`, () => pick(title));
      // The command may open a list of its own in the same widget.
      await page.waitForFunction(isPaletteGone);
    },
    pickFile: (path) => {
      const row = rows.filter({ hasText: basename(path) }).first();
      return openAndPick('Control+p', path, () => row.click({ timeout: 5_000 }));
    },
    goTo: async (line, column) => {
      const place = `:${line}:${column}`;
      await openAndPick('Control+g', place, () => input.press('Enter', { timeout: 5_000 }));
      await leaveAnswered(place);
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
      // A list is drawn anew while it fills, so that for a moment it may hold nothing: what counts is what it says twice.
      let before: readonly string[] = [];
      for (;;) {
        await rows.first().waitFor();
        const now = await page.evaluate<readonly string[]>(labelsOfList);
        if (now.length > 0 && now.join('\n') === before.join('\n')) return now;
        before = now;
        await page.waitForTimeout(100);
      }
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

/** Runs in the page. A row's first label is its own; others describe it. */
const labelsOfList = `[...document.querySelectorAll('.quick-input-widget .quick-input-list .monaco-list-row')].map(
  (row) => row.querySelector('.quick-input-list-row .monaco-highlighted-label')?.textContent ?? '',
)`;
