import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrivacyMode } from '../../../src/contract/routing.ts';
import type { EditorPage } from '../../support/editorPage.ts';
import type { World } from '../world.ts';

/** An editor that runs in one privacy mode, as a person's hands find it. */
export interface Desk {
  readonly world: World;
  readonly editor: EditorPage;
  readonly mode: PrivacyMode;
}

/** Uses a feature as a person would, to its end, and throws where it does not react. It says nothing of what leaves. */
export type Feature = (desk: Desk) => Promise<void>;

/** Opens a fresh file with this text and puts the cursor at its end. */
export async function openText({ world, editor }: Desk, name: string, text: string): Promise<void> {
  const path = join(world.workspace, name);
  await writeFile(path, text);
  await editor.openFile(path);
  await editor.press('Control+End');
}

/** Answers the box with this title. The editor reuses one box: without it the answer may go into the one that closes. */
export async function answer({ editor }: Desk, title: string, text: string): Promise<void> {
  await editor.page.locator('.quick-input-widget:visible').filter({ hasText: title }).waitFor();
  await editor.answerInput(text);
}

/** Waits for a message at the corner that fits, and clears them all. */
export async function readToast({ editor }: Desk, text: RegExp): Promise<void> {
  await editor.page.locator('.notification-toast').filter({ hasText: text }).first().waitFor();
  await clearToasts(editor);
}

/** The same for an error, whatever it says. */
export async function readError({ editor }: Desk): Promise<void> {
  await editor.page.locator('.notification-toast .codicon-error').first().waitFor();
  await clearToasts(editor);
}

/** The editor shows at most three messages in 800 ms and drops the next one, so this waits for longer. */
export async function clearToasts(editor: EditorPage): Promise<void> {
  await editor.runCommand('Notifications: Clear All Notifications');
  await editor.page.waitForTimeout(900);
}

/** Stops the local model as a machine that swaps would: it takes connections and says nothing. */
export async function whileModelHangs<T>({ world }: Desk, act: () => Promise<T>): Promise<T> {
  process.kill(-world.model.pid, 'SIGSTOP');
  try {
    return await act();
  } finally {
    process.kill(-world.model.pid, 'SIGCONT');
  }
}

/** Closes every editor, so that no webview that has the keyboard stays in the way of what comes next. */
export async function closeEditors({ editor }: Desk): Promise<void> {
  await editor.page.evaluate('document.activeElement?.blur()');
  await editor.runCommand('View: Close All Editors');
  const isClosed = `!document.querySelector('.editor-group-container .tab')`;
  await editor.page.waitForFunction(`${isClosed} || document.querySelector('.monaco-dialog-box')`);
  if ((await editor.page.locator('.monaco-dialog-box').count()) > 0) await editor.clickButton("Don't Save");
  await editor.page.waitForFunction(isClosed);
}
