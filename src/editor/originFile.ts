import * as vscode from 'vscode';
import type { OriginFile } from '../contract/request.ts';

/**
 * Describes a document as the source of a piece of a prompt. A view of a file, such as the left side of a diff or a cell
 * of a notebook, is described as that file, so that the rules that exclude the file hold for the view too.
 */
export function toOriginFile(document: vscode.TextDocument): OriginFile {
  const file = underlyingFile(document.uri);
  // The cells of a notebook are documents of their own, and the fragment is what tells them apart.
  const fragment = document.uri.scheme === 'vscode-notebook-cell' ? document.uri.fragment : '';
  return { uri: file.with({ fragment }).toString(), path: pathOf(file), languageId: document.languageId };
}

/** The file that a URI is a view of: the one at the same path of a workspace folder, where a folder holds that path. */
function underlyingFile(uri: vscode.Uri): vscode.Uri {
  const plain = uri.with({ query: '', fragment: '' });
  // An unsaved document without a place in any folder has a bare name for a path.
  if (!uri.path.startsWith('/') || vscode.workspace.getWorkspaceFolder(plain) !== undefined) return plain;
  const files = (vscode.workspace.workspaceFolders ?? []).map(({ uri: { scheme, authority } }) =>
    plain.with({ scheme, authority }),
  );
  return files.find((file) => vscode.workspace.getWorkspaceFolder(file) !== undefined) ?? plain;
}

/**
 * The path inside the workspace folder. A file outside of every folder shows its last two parts: enough for rules such
 * as `.aws/credentials`, and no more of the machine than that.
 */
function pathOf(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri) === undefined
    ? uri.path.split('/').filter(Boolean).slice(-2).join('/')
    : vscode.workspace.asRelativePath(uri, false);
}
