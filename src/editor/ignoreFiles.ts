import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Log } from '../contract/log.ts';
import { messageOf } from './progress.ts';

/** An ignore file of the workspace, as it was read. */
export interface IgnoreFile {
  /** The workspace folder's URI as the editor writes it. */
  readonly workspaceUri: string;
  /** The folder it stands in, relative to its workspace folder with `/` between the parts; empty for the top. */
  readonly folderPath: string;
  readonly fileName: string;
  readonly text: string;
}

export interface IgnoreFileWatch extends Disposable {
  /** Settles once the files of the workspace were read for the first time. */
  readonly whenRead: Promise<void>;
}

/** Reads the workspace's ignore files of the given names, again whenever one of them changes, and hands them on. */
export function watchIgnoreFiles(
  names: readonly string[],
  onRead: (files: readonly IgnoreFile[]) => void,
  log: Log,
): IgnoreFileWatch {
  const owned = new DisposableStore();
  const pattern = `**/{${names.join(',')}}`;
  let newestRead = 0;
  async function read(): Promise<void> {
    const own = ++newestRead;
    const uris = await vscode.workspace.findFiles(pattern, '**/node_modules/**');
    const files = await Promise.all(uris.map((uri) => readIgnoreFile(uri, log)));
    // A slower, older read must not replace what a newer one has found.
    if (own === newestRead) onRead(files);
  }
  const watcher = owned.add(vscode.workspace.createFileSystemWatcher(pattern));
  for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
    owned.add(event(() => void read()));
  owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void read()));
  return { whenRead: read(), dispose: () => owned.dispose() };
}

async function readIgnoreFile(uri: vscode.Uri, log: Log): Promise<IgnoreFile> {
  const parts = vscode.workspace.asRelativePath(uri, false).split('/');
  const fileName = parts.pop() ?? '';
  const workspaceUri = vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() ?? '';
  const place = { workspaceUri, folderPath: parts.join('/'), fileName };
  try {
    return { ...place, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch (error) {
    log.warn(`${fileName} could not be read, so it excludes everything beside it: ${messageOf(error)}`);
    return { ...place, text: '*' };
  }
}
