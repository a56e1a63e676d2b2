import * as vscode from 'vscode';
import type { Log } from '../contract/log.ts';
import { largestPolicyBytes, type PolicyFile, policyPath } from '../contract/privacySettings.ts';
import { messageOf } from './progress.ts';
import { keepReading, type WorkspaceReading } from './workspaceReading.ts';

/** Reads the policy file of each workspace folder, again whenever one of them changes, and hands on what has changed. */
export function watchPolicyFiles(onRead: (files: readonly PolicyFile[]) => void, log: Log): WorkspaceReading {
  let handedOn: string | undefined;
  return keepReading({
    pattern: () => `**/${policyPath}`,
    async read() {
      // By its path and not by a search, which settings of the workspace could blind.
      const folders = vscode.workspace.workspaceFolders ?? [];
      const files = await Promise.all(folders.map(({ uri }) => readPolicyFile(uri, log)));
      // They are read before each question, and seldom say something new.
      const found = files.filter((file) => file !== undefined);
      if (JSON.stringify(found) === handedOn) return;
      handedOn = JSON.stringify(found);
      onRead(found);
    },
    onFault: (error) => log.warn(`The policy files of the workspace could not be read: ${messageOf(error)}`),
  });
}

/** Undefined where the folder has none. One that cannot be read is there all the same. */
async function readPolicyFile(folder: vscode.Uri, log: Log): Promise<PolicyFile | undefined> {
  const file = vscode.Uri.joinPath(folder, ...policyPath.split('/'));
  const workspaceUri = folder.toString();
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > largestPolicyBytes) return { workspaceUri, text: undefined };
    const bytes = await vscode.workspace.fs.readFile(file);
    return { workspaceUri, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    log.warn(`${policyPath} could not be read: ${messageOf(error)}`);
    return { workspaceUri, text: undefined };
  }
}
