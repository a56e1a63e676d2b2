import * as vscode from 'vscode';
import type { OriginFile } from '../contract/request.ts';

/** Describes a document as the source of a piece of a prompt. */
export function toOriginFile(document: vscode.TextDocument): OriginFile {
  const { uri, languageId } = document;
  return { uri: uri.toString(), path: pathOf(uri), languageId };
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
