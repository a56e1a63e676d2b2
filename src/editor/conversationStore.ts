import * as vscode from 'vscode';
import type { ConversationStore } from '../chat/conversationFile.ts';

/**
 * Keeps this workspace's conversations: in a file of the workspace's storage folder, or, in a window without a folder,
 * in the window's own state.
 */
export function createConversationStore(context: vscode.ExtensionContext): ConversationStore {
  return context.storageUri === undefined
    ? createStateStore(context.workspaceState)
    : createFileStore(context.storageUri);
}

function createFileStore(folder: vscode.Uri): ConversationStore {
  const files = vscode.workspace.fs;
  const file = vscode.Uri.joinPath(folder, 'conversations.json');
  const draft = vscode.Uri.joinPath(folder, 'conversations.json.new');
  return {
    async load() {
      try {
        return new TextDecoder().decode(await files.readFile(file));
      } catch (error) {
        if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
        throw error;
      }
    },
    async save(text) {
      await files.createDirectory(folder);
      // A rename replaces the file in one step, so a crash or a full disk leaves the old conversations in place.
      await files.writeFile(draft, new TextEncoder().encode(text));
      await files.rename(draft, file, { overwrite: true });
    },
    async setAside(text) {
      const aside = vscode.Uri.joinPath(folder, `conversations-${Date.now()}.unreadable.json`);
      await files.writeFile(aside, new TextEncoder().encode(text));
    },
  };
}

function createStateStore(state: vscode.Memento): ConversationStore {
  const key = 'conversations';
  return {
    load: async () => state.get<string>(key),
    save: async (text) => state.update(key, text),
    setAside: async (text) => state.update(`${key}.unreadable`, text),
  };
}
