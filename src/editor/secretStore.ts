import type * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { KeySource } from '../contract/backend.ts';

/** API keys in the editor's secret storage, each bound to the origin (scheme, host, port) it was entered for. */
export interface SecretStore extends KeySource {
  set(origin: string, key: string): Promise<void>;
  remove(origin: string): Promise<void>;
  /** The origins that have a key. */
  origins(): Promise<readonly string[]>;
}

const keyPrefix = 'watershed.key:';

/** Whether a name of the secret storage is that of an API key; it holds other secrets too. */
export function isApiKeyName(name: string): boolean {
  return name.startsWith(keyPrefix);
}

/**
 * What the storage said is remembered until it changes: it stands in the editor's window, so that to ask it costs each
 * completion some milliseconds of waiting for a window that is busy with the key that was just pressed.
 */
export function createSecretStore(secrets: vscode.SecretStorage): SecretStore & Disposable {
  const known = new Map<string, Promise<string | undefined>>();
  // The log of what left keeps its seal in the same storage, and writes it at each request.
  const subscription = secrets.onDidChange(({ key }) => void known.delete(key));

  async function ask(name: string): Promise<string | undefined> {
    return secrets.get(name);
  }

  async function change(name: string, write: Thenable<void>): Promise<void> {
    try {
      await write;
    } finally {
      // The storage tells of its changes too, but perhaps a moment later.
      known.delete(name);
    }
  }

  return {
    async get(origin) {
      const name = keyPrefix + origin;
      const answer = known.get(name) ?? ask(name);
      known.set(name, answer);
      try {
        return await answer;
      } catch (error) {
        known.delete(name);
        throw error;
      }
    },
    set: (origin, key) => change(keyPrefix + origin, secrets.store(keyPrefix + origin, key)),
    remove: (origin) => change(keyPrefix + origin, secrets.delete(keyPrefix + origin)),
    async origins() {
      const names = await secrets.keys();
      return names.filter((name) => name.startsWith(keyPrefix)).map((name) => name.slice(keyPrefix.length));
    },
    dispose: () => {
      subscription.dispose();
      known.clear();
    },
  };
}
