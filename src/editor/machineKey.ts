import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';

const name = 'watershed.machineKey';

/**
 * A random key of this machine's own, made at its first use and kept in the editor's secret storage: with it, values that
 * were marked as false alarms are known again without being kept. It is asked for once, since each question to the
 * storage is a message to the window.
 */
export function createMachineKey(secrets: Pick<vscode.SecretStorage, 'get' | 'store'>): () => Promise<Uint8Array> {
  let key: Promise<Uint8Array> | undefined;
  return () => {
    key ??= readOrMake(secrets).catch((error: unknown) => {
      // The next inspection tries again.
      key = undefined;
      throw error;
    });
    return key;
  };
}

async function readOrMake(secrets: Pick<vscode.SecretStorage, 'get' | 'store'>): Promise<Uint8Array> {
  const kept = await secrets.get(name);
  if (kept !== undefined && /^[0-9a-f]{64}$/.test(kept)) return Buffer.from(kept, 'hex');
  const made = randomBytes(32);
  await secrets.store(name, made.toString('hex'));
  return made;
}
