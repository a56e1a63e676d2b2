import * as vscode from 'vscode';
import type { ChatContextSource } from '../chat/drafts.ts';
import { toOriginFile } from './originFile.ts';

/** Reads the selection and the active file for the chat; undefined where there is none. */
export function createChatContext(): ChatContextSource {
  return {
    async selection() {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined || editor.selection.isEmpty) return undefined;
      const { document, selection } = editor;
      return {
        kind: 'selection',
        origin: toOriginFile(document),
        text: document.getText(selection),
        lines: { first: selection.start.line + 1, last: lastLine(selection) },
      };
    },
    async activeFile() {
      const document = vscode.window.activeTextEditor?.document;
      if (document === undefined) return undefined;
      return { kind: 'file', origin: toOriginFile(document), text: document.getText() };
    },
  };
}

/** A selection that ends at a line's start does not reach into that line. */
function lastLine({ start, end }: vscode.Selection): number {
  return end.character === 0 && end.line > start.line ? end.line : end.line + 1;
}
