import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';

/** Knows when somebody types in an editor with the keyboard. */
export interface Typing extends Disposable {
  /** At once after each key: when the cursor of an editor has moved after its text changed. */
  readonly onDidType: Event<vscode.TextEditor>;
  /** When the last of those keys was, on the monotonic clock in ms; minus infinity before the first. */
  lastKeyMs(): number;
}

export function watchTyping(clock: Clock): Typing {
  const owned = new DisposableStore();
  const typed = owned.add(new Emitter<vscode.TextEditor>());
  let keyedMs = Number.NEGATIVE_INFINITY;
  let changed: { readonly document: vscode.TextDocument; readonly version: number } | undefined;
  owned.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
      // The editor tells of the text first, and only when it tells of the cursor too it is known where that is.
      const isTyped = contentChanges.length === 1 && reason === undefined;
      changed = isTyped ? { document, version: document.version } : undefined;
    }),
  );
  owned.add(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const before = changed;
      changed = undefined;
      if (before?.document !== textEditor.document || before.version !== textEditor.document.version) return;
      if (textEditor !== vscode.window.activeTextEditor || selections.length !== 1) return;
      keyedMs = clock.monotonic();
      typed.fire(textEditor);
    }),
  );
  return {
    onDidType: typed.event,
    lastKeyMs: () => keyedMs,
    dispose: () => owned.dispose(),
  };
}
