import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';

/** A person who has not moved for this long is reading. */
const restMs = 400;

/** Calls `onRest` once the cursor has stood still in an editor for a moment, as after a file was opened. */
export function watchRestingCursor(clock: Clock, onRest: (editor: vscode.TextEditor) => void): Disposable {
  const owned = new DisposableStore();
  let timer: Disposable | undefined;
  const restart = () => {
    timer?.dispose();
    timer = clock.schedule(restMs, () => {
      const editor = vscode.window.activeTextEditor;
      if (editor !== undefined && vscode.window.state.focused) onRest(editor);
    });
  };
  owned.add(vscode.window.onDidChangeActiveTextEditor(restart));
  owned.add(vscode.window.onDidChangeTextEditorSelection(restart));
  owned.add({ dispose: () => timer?.dispose() });
  restart();
  return owned;
}
