import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import type { ChatAction } from '../chat/messages.ts';
import { InsertionWatch, type InsertionWatchOptions, type MarkedError } from './insertionWatch.ts';

export interface InserterParts {
  readonly clock: Clock;
  /** Told how many errors code of the answer to a request has brought, each time that it is another number. */
  readonly onDidCountProblems: (requestId: string, count: number) => void;
}

export interface Inserter extends Disposable {
  /** Puts code at the cursors of the active editor, in the place of what is selected. */
  insert(action: Extract<ChatAction, { readonly type: 'insert-at-cursor' }>): Promise<void>;
}

/** Inserts code of answers, and looks for some seconds whether the editor finds something wrong with it. */
export function createInserter({ clock, onDidCountProblems }: InserterParts): Inserter {
  const watches = new Set<Disposable>();
  const watch = (document: vscode.TextDocument, text: string, requestId: string) => {
    const started = watchInsertion(document, {
      ...{ text, clock },
      onDidCount: (count) => onDidCountProblems(requestId, count),
      onDidEnd: () => watches.delete(started),
    });
    watches.add(started);
    return started;
  };
  return {
    async insert({ text, requestId }) {
      const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
      if (editor === undefined) {
        void vscode.window.showInformationMessage('Open a file and place the cursor where the code should go.');
        return;
      }
      const { document, selections } = editor;
      const started = requestId === undefined ? undefined : watch(document, text, requestId);
      const isInserted = await editor.edit((edit) => {
        for (const selection of selections) edit.replace(selection, text);
      });
      if (!isInserted) started?.dispose();
      await vscode.window.showTextDocument(document, editor.viewColumn);
    },
    dispose() {
      for (const started of [...watches]) started.dispose();
    },
  };
}

function watchInsertion(document: vscode.TextDocument, options: Omit<InsertionWatchOptions, 'readErrors'>): Disposable {
  const owned = new DisposableStore();
  const uri = document.uri.toString();
  const end = toDisposable(() => {
    owned.dispose();
    options.onDidEnd();
  });
  const readErrors = () => errorsOf(document);
  const watch = owned.add(new InsertionWatch({ ...options, readErrors, onDidEnd: () => end.dispose() }));
  owned.add(
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document) watch.documentChanged(event.contentChanges.map(toChange));
    }),
  );
  owned.add(
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((one) => one.toString() === uri)) watch.errorsChanged();
    }),
  );
  return end;
}

function errorsOf(document: vscode.TextDocument): readonly MarkedError[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
    .map(({ range, message, source = '' }) => ({
      start: document.offsetAt(range.start),
      message: `${source}: ${message}`,
    }));
}

function toChange({ rangeOffset, rangeLength, text }: vscode.TextDocumentContentChangeEvent) {
  return { offset: rangeOffset, removedLength: rangeLength, text };
}
