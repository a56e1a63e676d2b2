import * as vscode from 'vscode';
import { aborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { CompletionEngine } from '../completion/engine.ts';
import type { CompletionSnapshot, Ghost, SelectedSuggestion } from '../completion/snapshot.ts';
import type { OriginFile } from '../contract/request.ts';
import { editedSchemes } from './editedSchemes.ts';
import { toOriginFile } from './originFile.ts';
import { watchRestingCursor } from './restingCursor.ts';
import type { Typing } from './typing.ts';

const acceptedCommand = 'watershed.completionAccepted';

export interface InlineCompletionParts {
  readonly engine: CompletionEngine;
  readonly clock: Clock;
  readonly typing: Pick<Typing, 'onDidType'>;
  readonly isExcluded: (origin: OriginFile) => boolean;
  /** Under which VS Code knows the provider, such as `publisher.name`. */
  readonly extensionId: string;
}

/** Shows the engine's ghost text, and tells it what was accepted and what was dismissed with Escape. */
export function registerInlineCompletions({
  engine,
  clock,
  typing,
  isExcluded,
  extensionId,
}: InlineCompletionParts): Disposable {
  const owned = new DisposableStore();
  const origins = owned.add(createOrigins());
  const snapshotAt = (...[document, position, context]: [vscode.TextDocument, vscode.Position, typeof automatic]) =>
    toSnapshot(document, position, context, { originOf: origins.get, isExcluded });
  let typed: TypedPlace | undefined;
  const provider: vscode.InlineCompletionItemProvider = {
    provideInlineCompletionItems(document, position, context, token) {
      const calledMs = clock.monotonic();
      // As a rule this is the place where a key was noticed a moment ago; it is read only once.
      const known = isUsual(context) && typed !== undefined && isAt(typed, document, position) ? typed : undefined;
      const snapshot = known?.snapshot ?? snapshotAt(document, position, context);
      const controller = new AbortController();
      const found = engine.complete(snapshot, controller.signal, calledMs);
      // A hit is handed over at once: waiting even for a promise would let the ghost text flicker.
      if (!(found instanceof Promise)) return toItems(found, position);
      const listener = token.onCancellationRequested(() => controller.abort(aborted));
      return found.then((ghost) => toItems(ghost, position)).finally(() => listener.dispose());
    },
  };
  const selector = editedSchemes.map((scheme) => ({ scheme }));
  const register = () => vscode.languages.registerInlineCompletionItemProvider(selector, provider);
  let registration = register();
  owned.add({ dispose: () => registration.dispose() });
  owned.add(
    typing.onDidType(({ document, selection }) => {
      if (vscode.languages.match(selector, document) === 0) return;
      const snapshot = snapshotAt(document, selection.active, automatic);
      typed = { document, version: document.version, position: selection.active, snapshot };
      engine.noteKey(snapshot);
    }),
  );
  owned.add(
    watchRestingCursor(clock, ({ document, selection }) => {
      if (vscode.languages.match(selector, document) === 0) return;
      engine.rest(snapshotAt(document, selection.active, automatic));
    }),
  );
  owned.add(
    engine.onDidGrow(({ origin, cursorOffset }) => {
      const editor = vscode.window.activeTextEditor;
      if (editor?.document.offsetAt(editor.selection.active) !== cursorOffset) return;
      if (origins.get(editor.document).uri !== origin.uri) return;
      // The editor asks no provider twice about the same moment by itself, but one that is new to it, and shows the old
      // text until it has the new one. Asked by hand it would keep the old one in front.
      const before = registration;
      registration = register();
      before.dispose();
      const args = { providerId: `${extensionId}:*`, explicit: false };
      void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger', args);
    }),
  );
  owned.add(vscode.commands.registerCommand(acceptedCommand, (ghost: Ghost) => engine.noteAccepted(ghost)));
  owned.add(
    vscode.commands.registerCommand('watershed.dismissCompletion', async () => {
      // The editor does not tell providers of Escape, so the key comes here first and goes on to the editor's own.
      const editor = vscode.window.activeTextEditor;
      if (editor !== undefined) engine.noteDismissed(toOriginFile(editor.document).uri);
      await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    }),
  );
  return owned;
}

/** Where a key has just changed the text. */
interface TypedPlace {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly position: vscode.Position;
  readonly snapshot: CompletionSnapshot;
}

function isAt(typed: TypedPlace, document: vscode.TextDocument, position: vscode.Position): boolean {
  return typed.document === document && typed.version === document.version && typed.position.isEqual(position);
}

function isUsual({ triggerKind, selectedCompletionInfo }: typeof automatic): boolean {
  return triggerKind === automatic.triggerKind && selectedCompletionInfo === undefined;
}

/** What VS Code says when it asks by itself. */
const automatic: Pick<vscode.InlineCompletionContext, 'triggerKind' | 'selectedCompletionInfo'> = {
  triggerKind: vscode.InlineCompletionTriggerKind.Automatic,
  selectedCompletionInfo: undefined,
};

function toSnapshot(
  document: vscode.TextDocument,
  position: vscode.Position,
  context: typeof automatic,
  {
    originOf,
    isExcluded,
  }: { originOf(document: vscode.TextDocument): OriginFile; isExcluded(origin: OriginFile): boolean },
): CompletionSnapshot {
  // A document may be open in several editors; the one with the keyboard is where somebody types.
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editor = [activeTextEditor, ...visibleTextEditors].find((candidate) => candidate?.document === document);
  const origin = originOf(document);
  const { insertSpaces, tabSize } = editor?.options ?? {};
  return {
    origin,
    cursorOffset: document.offsetAt(position),
    textBefore: textOfEarlierCells(document) + document.getText(linesBefore(position)),
    textAfter: document.getText(linesAfter(position)),
    eol: document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
    insertSpaces: insertSpaces !== false,
    tabSize: typeof tabSize === 'number' ? tabSize : 4,
    trigger: context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke ? 'manual' : 'automatic',
    hasSelection: editor?.selection.isEmpty === false,
    cursorCount: editor?.selections.length ?? 1,
    selectedSuggestion: toSelectedSuggestion(document, position, context.selectedCompletionInfo),
    isExcluded: isExcluded(origin),
  };
}

/**
 * Where documents come from, found out once for each: the editor compares a path with every folder of the workspace,
 * which made a fifth of all our own work at a key.
 */
function createOrigins(): Disposable & { get(document: vscode.TextDocument): OriginFile } {
  let known = new WeakMap<vscode.TextDocument, OriginFile>();
  const subscription = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    known = new WeakMap();
  });
  return {
    get(document) {
      const origin = known.get(document);
      if (origin?.languageId === document.languageId) return origin;
      const found = toOriginFile(document);
      known.set(document, found);
      return found;
    },
    dispose: () => subscription.dispose(),
  };
}

/** Lines around the cursor that are looked at: some 20,000 tokens, so that a huge file costs no more than a large one. */
const lineWindow = 2_000;

function linesBefore(position: vscode.Position): vscode.Range {
  return new vscode.Range(new vscode.Position(Math.max(0, position.line - lineWindow), 0), position);
}

function linesAfter(position: vscode.Position): vscode.Range {
  return new vscode.Range(position, new vscode.Position(position.line + lineWindow, 0));
}

/** The code of the notebook cells above this one, each ending with a line break; empty for an ordinary file. */
function textOfEarlierCells(document: vscode.TextDocument): string {
  if (document.uri.scheme !== 'vscode-notebook-cell') return '';
  const notebook = vscode.workspace.notebookDocuments.find((candidate) =>
    candidate.getCells().some((cell) => cell.document === document),
  );
  const cells = notebook?.getCells() ?? [];
  const index = cells.findIndex((cell) => cell.document === document);
  return cells
    .slice(0, Math.max(0, index))
    .filter((cell) => cell.kind === vscode.NotebookCellKind.Code)
    .map((cell) => `${cell.document.getText()}\n`)
    .join('');
}

function toSelectedSuggestion(
  document: vscode.TextDocument,
  position: vscode.Position,
  info: vscode.SelectedCompletionInfo | undefined,
): SelectedSuggestion | undefined {
  if (info === undefined) return undefined;
  return { text: info.text, replacedText: document.getText(new vscode.Range(info.range.start, position)) };
}

function toItems(ghost: Ghost | undefined, position: vscode.Position): vscode.InlineCompletionItem[] {
  if (ghost === undefined) return [];
  const range = new vscode.Range(
    position.translate(0, -ghost.replaceBefore),
    position.translate(0, ghost.replaceAfter),
  );
  const accepted = { title: 'Note the accepted suggestion', command: acceptedCommand, arguments: [ghost] };
  return [new vscode.InlineCompletionItem(ghost.text, range, accepted)];
}
