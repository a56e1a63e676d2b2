import type { Frame } from 'playwright-core';
import type { EditorPage } from './editorPage.ts';

/** Opens the chat, with the keyboard in its box. */
export async function openChat(editor: EditorPage): Promise<Frame> {
  await editor.runCommand('Watershed: Open Chat');
  const frame = await editor.webviewFrame({ title: 'Watershed Chat' });
  await frame.locator('[data-testid=input]:focus').waitFor();
  return frame;
}

/** The same with an empty conversation on the screen. */
export async function openNewConversation(editor: EditorPage): Promise<Frame> {
  const frame = await openChat(editor);
  await frame.getByTestId('new-conversation').click();
  await frame.getByTestId('empty').waitFor();
  return frame;
}
