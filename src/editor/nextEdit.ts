import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import type { Lines } from '../completion/nextEdit/codeWindow.ts';
import type { NextEdit } from '../completion/nextEdit/propose.ts';
import { type Cursor, NextEditTracker } from '../completion/nextEdit/tracker.ts';
import type { OriginFile } from '../contract/request.ts';
import { editedSchemes } from './editedSchemes.ts';
import { createNextEditView } from './nextEditView.ts';
import { toOriginFile } from './originFile.ts';

export interface NextEditParts {
  readonly clock: Clock;
  readonly isExcluded: (origin: OriginFile) => boolean;
}

/**
 * Offers the likely next place of a rename or a repeated edit in the active editor. It compares lines of that document
 * with each other and needs no model, so no text of it goes anywhere.
 */
export function registerNextEdit({ clock, isExcluded }: NextEditParts): Disposable {
  const owned = new DisposableStore();
  const tracker = owned.add(new NextEditTracker(clock));
  const view = owned.add(createNextEditView());
  let editor: vscode.TextEditor | undefined;

  const follow = (active: vscode.TextEditor | undefined) => {
    view.clear();
    editor = active !== undefined && isOffered(active.document, isExcluded) ? active : undefined;
    tracker.open(editor && toLines(editor.document));
    if (editor !== undefined) tracker.noteCursor(toCursor(editor));
  };
  const command = (name: string, run: () => Promise<void>) =>
    owned.add(vscode.commands.registerCommand(`watershed.${name}`, run));

  owned.add(tracker.onDidChange((offer) => (editor && offer ? view.show(editor, offer) : view.clear())));
  owned.add(vscode.window.onDidChangeActiveTextEditor(follow));
  owned.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('watershed.nextEdit')) follow(vscode.window.activeTextEditor);
    }),
  );
  owned.add(
    vscode.window.onDidChangeTextEditorSelection((event) => {
      if (event.textEditor === editor) tracker.noteCursor(toCursor(editor));
    }),
  );
  owned.add(
    vscode.window.onDidChangeTextEditorVisibleRanges((event) => {
      if (event.textEditor === editor && tracker.offer !== undefined) view.show(editor, tracker.offer);
    }),
  );
  owned.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
      if (document !== editor?.document) return;
      const changes = contentChanges.map(({ range, text }) => ({
        ...{ startLine: range.start.line, endLine: range.end.line, text },
      }));
      tracker.noteChanges(changes, reason === undefined ? 'edit' : 'undo-or-redo');
    }),
  );
  command('jumpToNextEdit', async () => {
    const target = tracker.jump();
    // The context key comes late by a moment: a Tab that found no hint any more was meant for the editor.
    if (target === undefined || editor === undefined) await vscode.commands.executeCommand('tab');
    else reveal(editor, target);
  });
  command('acceptNextEdit', async () => {
    if (tracker.offer?.stage !== 'preview') await vscode.commands.executeCommand('tab');
    else await tracker.accept(async (proposal) => (editor === undefined ? undefined : apply(editor, proposal)));
  });
  command('dismissNextEdit', async () => tracker.dismiss());
  owned.add(toDisposable(() => view.clear()));
  follow(vscode.window.activeTextEditor);
  return owned;
}

function isOffered(document: vscode.TextDocument, isExcluded: NextEditParts['isExcluded']): boolean {
  if (!editedSchemes.includes(document.uri.scheme)) return false;
  if (vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false) return false;
  const isEnabled = vscode.workspace.getConfiguration('watershed', document).get('nextEdit.enabled') !== false;
  return isEnabled && !isExcluded(toOriginFile(document));
}

/** The document as it stands at each look, not a copy: copying a large one at each key would be felt. */
function toLines(document: vscode.TextDocument): Lines {
  return {
    languageId: document.languageId,
    get lineCount() {
      return document.lineCount;
    },
    lineAt: (line) => (line < document.lineCount ? document.lineAt(line).text : ''),
  };
}

function toCursor({ selection, selections }: vscode.TextEditor): Cursor | undefined {
  if (selections.length > 1 || !selection.isSingleLine) return undefined;
  return { line: selection.active.line, character: selection.active.character, isEmpty: selection.isEmpty };
}

function reveal(editor: vscode.TextEditor, { line, changes }: NextEdit): void {
  const position = new vscode.Position(line, changes[0]?.start ?? 0);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Makes the edit as one step of undo, and gives the cursor behind what was put in last; undefined when it failed. */
async function apply(editor: vscode.TextEditor, { line, changes }: NextEdit): Promise<Cursor | undefined> {
  const isDone = await editor.edit(
    (builder) => {
      for (const { start, end, newText } of changes) {
        builder.replace(new vscode.Range(line, start, line, end), newText);
      }
    },
    { undoStopBefore: true, undoStopAfter: true },
  );
  if (!isDone) return undefined;
  const last = changes.at(-1);
  const growth = changes.slice(0, -1).reduce((sum, { start, end, newText }) => sum + newText.length - (end - start), 0);
  const position = new vscode.Position(line, (last?.start ?? 0) + (last?.newText.length ?? 0) + growth);
  editor.selection = new vscode.Selection(position, position);
  return { line, character: position.character, isEmpty: true };
}
