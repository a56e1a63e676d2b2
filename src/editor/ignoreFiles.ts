import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { IgnoreFile } from '../contract/ignoreFile.ts';
import type { Log } from '../contract/log.ts';
import { messageOf } from './progress.ts';

export interface IgnoreFileWatch extends Disposable {
  /** Whether the files of the workspace have been read. */
  areKnown(): boolean;
  /** Waits for what the disk says now; false when it could not be read. */
  whenKnown(): Promise<boolean>;
}

/** A benchmark asks for many decisions in a row; they share one reading. */
const freshForMs = 1000;

/** Reads the workspace's ignore files of the given names, again whenever one of them changes, and hands them on. */
export function watchIgnoreFiles(
  names: readonly string[],
  onRead: (files: readonly IgnoreFile[]) => void,
  log: Log,
): IgnoreFileWatch {
  const owned = new DisposableStore();
  const pattern = `**/{${names.join(',')}}`;
  let areKnown = false;
  let readAtMs = Number.NEGATIVE_INFINITY;
  // In a task of its own, so that activation waits neither for the watcher nor for the search.
  let reading = Promise.resolve().then(watch).then(read);

  async function read(): Promise<void> {
    try {
      // Null, so that the workspace's own files.exclude cannot hide an ignore file from us.
      const uris = await vscode.workspace.findFiles(pattern, null);
      const own = uris.filter(({ path }) => !path.includes('/node_modules/'));
      onRead(await Promise.all(own.map((uri) => readIgnoreFile(uri, log))));
      areKnown = true;
      readAtMs = performance.now();
    } catch (error) {
      areKnown = false;
      log.warn(`The ignore files of the workspace could not be read: ${messageOf(error)}`);
    }
  }
  /** One read after the other, so that an older one never replaces what a newer one has found. */
  const readAgain = () => {
    reading = reading.then(read);
  };

  function watch(): void {
    const watcher = owned.add(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) owned.add(event(readAgain));
    owned.add(vscode.workspace.onDidChangeWorkspaceFolders(readAgain));
  }

  return {
    areKnown: () => areKnown,
    async whenKnown() {
      await reading;
      // On a busy machine the watcher lags behind the disk, by seconds.
      if (performance.now() - readAtMs > freshForMs) readAgain();
      await reading;
      return areKnown;
    },
    dispose: () => owned.dispose(),
  };
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
