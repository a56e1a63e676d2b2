import * as vscode from 'vscode';
import type { ChatContextSource } from '../chat/drafts.ts';
import { toOriginFile } from './originFile.ts';

/**
 * Documents that are files, or views of files at the same path. Of any other document nobody knows which file it shows,
 * so no rule could hold it back.
 */
const schemes = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-notebook-cell', 'git']);

/** Reads the selection and the active file for the chat; undefined where there is none that may be attached. */
export function createChatContext(): ChatContextSource {
  return {
    async selection() {
      const editor = attachableEditor();
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
      const document = attachableEditor()?.document;
      if (document === undefined) return undefined;
      return { kind: 'file', origin: toOriginFile(document), text: document.getText() };
    },
  };
}

function attachableEditor(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor !== undefined && schemes.has(editor.document.uri.scheme) ? editor : undefined;
}

/** A selection that ends at a line's start does not reach into that line. */
function lastLine({ start, end }: vscode.Selection): number {
  return end.character === 0 && end.line > start.line ? end.line : end.line + 1;
}
