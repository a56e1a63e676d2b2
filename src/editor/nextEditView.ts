import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { LineChange } from '../completion/nextEdit/lineEdit.ts';
import type { Offer } from '../completion/nextEdit/tracker.ts';

/** Draws an offer, and sets the context keys that the Tab and Escape bindings ask for. */
export interface NextEditView extends Disposable {
  show(editor: vscode.TextEditor, offer: Offer): void;
  clear(): void;
}

export function createNextEditView(): NextEditView {
  const owned = new DisposableStore();
  // The theme's own ghost text, or the full text colour in the high-contrast themes, which have none.
  const ghost = new vscode.ThemeColor('watershed.nextEditForeground');
  const make = (options: vscode.DecorationRenderOptions) =>
    owned.add(vscode.window.createTextEditorDecorationType(options));
  // A small raised key at the end of a line. VS Code passes `textDecoration` on as CSS, the only way to round a corner.
  const hint = make({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: {
      margin: '0 0 0 2ch',
      color: new vscode.ThemeColor('editorHoverWidget.foreground'),
      backgroundColor: new vscode.ThemeColor('editorHoverWidget.background'),
      border: '1px solid',
      borderColor: new vscode.ThemeColor('editorHoverWidget.border'),
      textDecoration: 'none; border-radius: 4px; padding: 0 0.6ch; font-size: 0.9em; opacity: 0.9;',
    },
  });
  // What the jump leads to, so that the eye finds it in the line.
  const target = make({ borderWidth: '0 0 1px 0', borderStyle: 'dashed', borderColor: ghost });
  const removed = make({ color: ghost, textDecoration: 'line-through' });
  const added = make({ after: { color: ghost, fontStyle: 'italic' } });
  const addedFirst = make({ before: { color: ghost, fontStyle: 'italic' } });
  const types = [hint, target, removed, added, addedFirst];

  let drawnIn: vscode.TextEditor | undefined;
  let stage: Offer['stage'] | undefined;

  const setStage = (next: Offer['stage'] | undefined) => {
    if (next === stage) return;
    stage = next;
    void vscode.commands.executeCommand('setContext', 'watershed.nextEditOffered', next === 'hint');
    void vscode.commands.executeCommand('setContext', 'watershed.nextEditPreviewed', next === 'preview');
  };
  const clear = () => {
    setStage(undefined);
    for (const type of types) drawnIn?.setDecorations(type, []);
    drawnIn = undefined;
  };
  return {
    clear,
    show(editor, { stage: next, proposal }) {
      if (drawnIn !== editor) clear();
      drawnIn = editor;
      setStage(next);
      const { line, changes, label } = proposal;
      const ranges = changes.map(({ start, end }) => new vscode.Range(line, start, line, end));
      const isPreview = next === 'preview';
      editor.setDecorations(hint, isPreview ? [] : [hintOf(editor, line, label)]);
      editor.setDecorations(target, isPreview ? [] : ranges.filter((range) => !range.isEmpty));
      editor.setDecorations(removed, isPreview ? ranges.filter((range) => !range.isEmpty) : []);
      // At the very beginning of a line VS Code draws nothing after an empty range.
      const isFirst = ({ end }: LineChange) => end === 0;
      const shown = isPreview ? changes.filter(({ newText }) => newText !== '') : [];
      editor.setDecorations(
        added,
        shown.filter((change) => !isFirst(change)).map((change) => after(line, change)),
      );
      editor.setDecorations(
        addedFirst,
        shown.filter(isFirst).map((change) => before(line, change)),
      );
    },
    dispose() {
      clear();
      owned.dispose();
    },
  };
}

/** At the target's own line, or where the cursor is when the target is out of sight. */
function hintOf(editor: vscode.TextEditor, line: number, label: string): vscode.DecorationOptions {
  const isVisible = editor.visibleRanges.some(({ start, end }) => line >= start.line && line <= end.line);
  const at = isVisible ? line : editor.selection.active.line;
  const end = editor.document.lineAt(at).range.end;
  const text = isVisible ? `⇥ ${label}` : `⇥ line ${line + 1}: ${label}`;
  return { range: new vscode.Range(end, end), renderOptions: { after: { contentText: text } } };
}

function after(line: number, { start, end, newText }: LineChange): vscode.DecorationOptions {
  const at = new vscode.Position(line, end);
  // A little room between what goes and what comes; an insertion stands exactly where it will be.
  const margin = start === end ? '0' : '0 0.3ch 0 0.6ch';
  return { range: new vscode.Range(at, at), renderOptions: { after: { contentText: drawable(newText), margin } } };
}

function before(line: number, { newText }: LineChange): vscode.DecorationOptions {
  const at = new vscode.Position(line, 0);
  return { range: new vscode.Range(at, at), renderOptions: { before: { contentText: drawable(newText) } } };
}

/** Ordinary spaces at the ends of a decoration are not drawn. */
function drawable(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}
