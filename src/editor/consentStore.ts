import type * as vscode from 'vscode';
import * as z from 'zod';

/** The remote origins that the person has allowed prompts to go to. */
export interface ConsentStore {
  isGranted(origin: string): boolean;
  grant(origin: string): Promise<void>;
  /** Takes every permission back; the chat asks again. */
  revokeAll(): Promise<void>;
}

const key = 'watershed.cloudConsent';
const originsSchema = z.array(z.string()).catch([]);

export function createConsentStore(state: vscode.Memento): ConsentStore {
  const granted = () => originsSchema.parse(state.get(key));
  return {
    isGranted: (origin) => granted().includes(origin),
    grant: async (origin) => state.update(key, [...new Set([...granted(), origin])]),
    revokeAll: async () => state.update(key, []),
  };
}
