import * as vscode from 'vscode';
import type { IgnoreFile } from '../contract/ignoreFile.ts';
import type { Log } from '../contract/log.ts';
import { messageOf } from './progress.ts';
import { keepReading, type WorkspaceReading } from './workspaceReading.ts';

/**
 * Reads the workspace's ignore files of the given names, again whenever one of them changes, and hands them on. The names
 * are asked for at each reading, since a setting decides whether .gitignore is among them.
 */
export function watchIgnoreFiles(
  names: () => readonly string[],
  onRead: (files: readonly IgnoreFile[]) => void,
  log: Log,
): WorkspaceReading {
  return keepReading({
    pattern: () => `**/{${names().join(',')}}`,
    async read(pattern) {
      // Null, so that the workspace's own files.exclude cannot hide an ignore file from us.
      const uris = await vscode.workspace.findFiles(pattern, null);
      const own = uris.filter((uri) => !`/${vscode.workspace.asRelativePath(uri, false)}`.includes('/node_modules/'));
      onRead(await Promise.all(own.map((uri) => readIgnoreFile(uri, log))));
    },
    onFault: (error) => log.warn(`The ignore files of the workspace could not be read: ${messageOf(error)}`),
  });
}

async function readIgnoreFile(uri: vscode.Uri, log: Log): Promise<IgnoreFile> {
  const parts = vscode.workspace.asRelativePath(uri, false).split('/');
  const fileName = parts.pop() ?? '';
  const workspaceUri = vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() ?? '';
  const place = { workspaceUri, folderPath: parts.join('/'), fileName };
  try {
    // One in another encoding would name nothing that is there: it counts as one that cannot be read.
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return { ...place, text: decoder.decode(await vscode.workspace.fs.readFile(uri)) };
  } catch (error) {
    log.warn(`${fileName} could not be read, so it excludes everything beside it: ${messageOf(error)}`);
    return { ...place, text: '*' };
  }
}
