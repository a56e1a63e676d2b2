import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { ContextRegion, ContextSource, CursorPlace, NearDiagnostic } from '../contract/context.ts';
import type { OriginFile } from '../contract/request.ts';
import { findDefinitions } from './definitions.ts';
import { editedSchemes } from './editedSchemes.ts';
import { cellsBelow } from './notebookCells.ts';
import { toOriginFile } from './originFile.ts';
import { isFileScheme, ProjectFiles, readWholeText } from './projectFiles.ts';
import { type RecentPlace, RecentPlaces } from './recentPlaces.ts';

export interface ContextSourceParts {
  readonly clock: Clock;
  /** Whether a rule of the person's keeps a file out of every prompt; such a file is not even read. */
  readonly isExcluded: (origin: OriginFile) => boolean;
}

const mostRecentPlaces = 24;
/** Lines around the place of an edit or the first visible line that are looked at. */
const linesAround = { edited: [30, 30], viewed: [10, 70] } as const;
const nearDiagnosticLines = 10;

/**
 * Watches what the person edits and looks at, which costs a note at each key, and collects from it, from the language
 * servers and from the notebook when it is asked.
 */
export function createContextSource({ clock, isExcluded }: ContextSourceParts): ContextSource & Disposable {
  const owned = new DisposableStore();
  const recent = new RecentPlaces();
  owned.add(vscode.workspace.onDidChangeTextDocument((event) => noteEdit(recent, event, clock.monotonic())));
  owned.add(vscode.window.onDidChangeActiveTextEditor((editor) => noteView(recent, editor, clock.monotonic())));
  owned.add(
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) noteView(recent, textEditor, clock.monotonic());
    }),
  );
  owned.add(vscode.workspace.onDidDeleteFiles(({ files: gone }) => forget(recent, gone)));
  owned.add(
    vscode.workspace.onDidRenameFiles(({ files: moved }) =>
      forget(
        recent,
        moved.map(({ oldUri }) => oldUri),
      ),
    ),
  );
  noteView(recent, vscode.window.activeTextEditor, clock.monotonic());

  return {
    async collect(place, signal) {
      const editor = findEditor(place);
      if (editor === undefined || !vscode.workspace.isTrusted) return undefined;
      const { document, selection } = editor;
      const files = new ProjectFiles(isExcluded);
      const [recentRegions, definitions] = await Promise.all([
        readRecent(recent.list().slice(0, mostRecentPlaces), files, clock),
        findDefinitions(document, selection.active, { files, clock }, signal),
      ]);
      const regions = [...definitions, ...cellsBelow(document), ...recentRegions];
      return { regions, diagnostics: diagnosticsNear(document, selection.active) };
    },
    read: readWholeText,
    dispose: () => owned.dispose(),
  };
}

function noteEdit(
  recent: RecentPlaces,
  { document, contentChanges }: vscode.TextDocumentChangeEvent,
  atMs: number,
): void {
  const [change] = contentChanges;
  if (change === undefined || !isFileScheme(document.uri.scheme)) return;
  const { range, text } = change;
  const edit = { startLine: range.start.line, endLine: range.end.line, addedLineBreaks: text.split('\n').length - 1 };
  recent.noteEdit(document.uri.toString(), document.languageId, edit, atMs);
}

function noteView(recent: RecentPlaces, editor: vscode.TextEditor | undefined, atMs: number): void {
  if (editor === undefined || !isFileScheme(editor.document.uri.scheme)) return;
  const { uri, languageId } = editor.document;
  recent.noteView(uri.toString(), languageId, editor.visibleRanges[0]?.start.line ?? 0, atMs);
}

function forget(recent: RecentPlaces, uris: readonly vscode.Uri[]): void {
  for (const uri of uris) recent.forget(uri.toString());
}

/** The editor in which the cursor still stands behind the text that the place was noted with. */
function findEditor({ origin, prefix }: CursorPlace): vscode.TextEditor | undefined {
  const typed = prefix.slice(prefix.lastIndexOf('\n') + 1);
  return vscode.window.visibleTextEditors.find(({ document, selection }) => {
    const { line, character } = selection.active;
    if (!editedSchemes.includes(document.uri.scheme) || toOriginFile(document).uri !== origin.uri) return false;
    return document.lineAt(line).text.slice(0, character).endsWith(typed);
  });
}

async function readRecent(
  places: readonly RecentPlace[],
  files: ProjectFiles,
  clock: Clock,
): Promise<readonly ContextRegion[]> {
  const regions = places.map(async ({ uri, languageId, kind, line, atMs }): Promise<ContextRegion | undefined> => {
    const file = await files.read(vscode.Uri.parse(uri), languageId);
    if (file === undefined) return undefined;
    const [above, below] = linesAround[kind];
    const text = file.lines.slice(Math.max(0, line - above), line + below).join('\n');
    return { kind, origin: file.origin, text, ageMs: clock.monotonic() - atMs };
  });
  return (await Promise.all(regions)).filter((region) => region !== undefined);
}

/** What is marked at the cursor itself is left out: a word half typed is always wrong, and differently at each pause. */
function diagnosticsNear(document: vscode.TextDocument, cursor: vscode.Position): readonly NearDiagnostic[] {
  const distance = ({ range }: vscode.Diagnostic) => Math.abs(range.start.line - cursor.line);
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((one) => one.severity <= vscode.DiagnosticSeverity.Warning && distance(one) <= nearDiagnosticLines)
    .filter(({ range }) => range.start.line < document.lineCount && !range.contains(cursor))
    .sort((one, other) => distance(one) - distance(other))
    .map(({ severity, message, range }) => ({
      severity: severity === vscode.DiagnosticSeverity.Error ? ('error' as const) : ('warning' as const),
      message,
      lineText: range.start.line === cursor.line ? undefined : document.lineAt(range.start.line).text,
    }));
}
