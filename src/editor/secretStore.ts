import type * as vscode from 'vscode';
import type { KeySource } from '../contract/backend.ts';

/** API keys in the editor's secret storage, each bound to the origin (scheme, host, port) it was entered for. */
export interface SecretStore extends KeySource {
  set(origin: string, key: string): Promise<void>;
  remove(origin: string): Promise<void>;
  /** The origins that have a key. */
  origins(): Promise<readonly string[]>;
}

const keyPrefix = 'watershed.key:';

export function createSecretStore(secrets: vscode.SecretStorage): SecretStore {
  return {
    get: async (origin) => secrets.get(keyPrefix + origin),
    set: async (origin, key) => secrets.store(keyPrefix + origin, key),
    remove: async (origin) => secrets.delete(keyPrefix + origin),
    async origins() {
      const names = await secrets.keys();
      return names.filter((name) => name.startsWith(keyPrefix)).map((name) => name.slice(keyPrefix.length));
    },
  };
}
