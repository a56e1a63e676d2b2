import * as vscode from 'vscode';
import { toLineFeeds } from '../completion/lineEndings.ts';
import type { ContextRegion } from '../contract/context.ts';
import { toOriginFile } from './originFile.ts';

const mostCells = 8;
const longestCellLines = 100;

/** The code cells below this one; those above stand in front of the cursor in every prompt. None for an ordinary file. */
export function cellsBelow(document: vscode.TextDocument): readonly ContextRegion[] {
  if (document.uri.scheme !== 'vscode-notebook-cell') return [];
  const notebook = vscode.workspace.notebookDocuments.find((candidate) =>
    candidate.getCells().some((cell) => cell.document === document),
  );
  const cells = notebook?.getCells() ?? [];
  const own = cells.findIndex((cell) => cell.document === document);
  return cells
    .slice(own + 1)
    .filter((cell) => cell.kind === vscode.NotebookCellKind.Code)
    .slice(0, mostCells)
    .map((cell) => ({
      kind: 'cell',
      origin: toOriginFile(cell.document),
      text: toLineFeeds(cell.document.getText()).split('\n', longestCellLines).join('\n'),
      ageMs: 0,
    }));
}
