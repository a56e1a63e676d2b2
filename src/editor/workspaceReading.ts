import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';

/** What some files of the workspace say, kept up to date. */
export interface WorkspaceReading extends Disposable {
  /** Whether the files of the workspace have been read. */
  areKnown(): boolean;
  /** Waits for what the disk says now; false when it could not be read. */
  whenKnown(): Promise<boolean>;
  /** Reads again, because a setting has changed what is to be read. */
  refresh(): void;
}

export interface WorkspaceReadingParts {
  /** The glob of the files that are read. It may change; what was read by another one is not known any more. */
  readonly pattern: () => string;
  /** Reads the files and hands them on. A rejection means that they are not known. */
  readonly read: (pattern: string) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/** A benchmark asks for many decisions in a row; they share one reading. */
const freshForMs = 1000;

/** Reads files of the workspace at once, and again whenever one of them changes. */
export function keepReading({ pattern, read, onFault }: WorkspaceReadingParts): WorkspaceReading {
  const owned = new DisposableStore();
  let watcher: { readonly pattern: string; readonly owned: Disposable } | undefined;
  let knownPattern: string | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let isDisposed = false;
  let isQueued = false;
  // In a task of its own, so that activation waits neither for the watcher nor for the search.
  let reading = Promise.resolve().then(watchFolders).then(readNow);

  async function readNow(): Promise<void> {
    if (isDisposed) return;
    const wanted = pattern();
    try {
      watchFiles(wanted);
      await read(wanted);
      knownPattern = wanted;
      readAtMs = performance.now();
    } catch (error) {
      knownPattern = undefined;
      onFault(error);
    }
  }

  /** One read after the other, so that an older one never replaces what a newer one has found. */
  function readAgain(): void {
    // A change of branch tells of hundreds of files; one reading after them is enough.
    if (isQueued) return;
    isQueued = true;
    reading = reading.then(() => {
      isQueued = false;
      return readNow();
    });
  }

  function watchFiles(wanted: string): void {
    if (watcher?.pattern === wanted) return;
    watcher?.owned.dispose();
    const store = new DisposableStore();
    watcher = { pattern: wanted, owned: store };
    const files = store.add(vscode.workspace.createFileSystemWatcher(wanted));
    for (const event of [files.onDidCreate, files.onDidChange, files.onDidDelete]) store.add(event(readAgain));
  }

  function watchFolders(): void {
    owned.add(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        // What a new folder says is not known before it has been read.
        knownPattern = undefined;
        readAgain();
      }),
    );
  }

  const areKnown = () => knownPattern !== undefined && knownPattern === pattern();
  return {
    areKnown,
    async whenKnown() {
      await reading;
      // On a busy machine the watcher lags behind the disk, by seconds.
      if (performance.now() - readAtMs > freshForMs || !areKnown()) readAgain();
      await reading;
      return areKnown();
    },
    refresh: readAgain,
    dispose() {
      isDisposed = true;
      watcher?.owned.dispose();
      owned.dispose();
    },
  };
}
