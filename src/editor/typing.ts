import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';

/**
 * Calls `onKey` as soon as somebody has typed in the editor with the keyboard: when its cursor has moved after its text
 * changed. The editor tells of the text first, and only then it is known where the cursor is.
 */
export function watchTyping(onKey: (editor: vscode.TextEditor) => void): Disposable {
  const owned = new DisposableStore();
  let changed: { readonly document: vscode.TextDocument; readonly version: number } | undefined;
  owned.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
      const isTyped = contentChanges.length === 1 && reason === undefined;
      changed = isTyped ? { document, version: document.version } : undefined;
    }),
  );
  owned.add(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const typed = changed;
      changed = undefined;
      if (typed?.document !== textEditor.document || typed.version !== textEditor.document.version) return;
      if (textEditor === vscode.window.activeTextEditor && selections.length === 1) onKey(textEditor);
    }),
  );
  return owned;
}

/** How long after a key a person still counts as typing: they pause to think, and go on. */
const typingMs = 2_000;

/** Says whether somebody types in an editor now. */
export function createTypingWatch(clock: Clock): Disposable & { isTyping(): boolean } {
  let keyedMs = Number.NEGATIVE_INFINITY;
  const watch = watchTyping(() => {
    keyedMs = clock.monotonic();
  });
  return { isTyping: () => clock.monotonic() - keyedMs < typingMs, dispose: () => watch.dispose() };
}
