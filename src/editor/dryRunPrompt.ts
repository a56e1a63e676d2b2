import * as vscode from 'vscode';
import type { ChatMessage } from '../contract/request.ts';
import { toOriginFile } from './originFile.ts';

/** Asks for a prompt that is not sent; what is selected in the editor goes along. Undefined when the person leaves. */
export async function askDryRunPrompt(): Promise<ChatMessage | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor === undefined || editor.selection.isEmpty ? undefined : editor.document;
  const selection = selected && editor ? selected.getText(editor.selection) : '';
  const prompt =
    selected === undefined
      ? 'Shows which model would answer, and why. Nothing is sent.'
      : `The selection of ${toOriginFile(selected).path} goes along. Nothing is sent.`;
  const question = await vscode.window.showInputBox({
    ...{ title: 'Try a Route (Dry Run)', prompt, placeHolder: 'What would you ask?', ignoreFocusOut: true },
    validateInput: (text) => (text.trim() === '' && selection === '' ? 'Type what you would ask.' : undefined),
  });
  if (question === undefined) return undefined;
  return {
    role: 'user',
    text: [question.trim(), selection].filter((part) => part !== '').join('\n\n'),
    origins: selected === undefined ? [] : [toOriginFile(selected)],
  };
}
