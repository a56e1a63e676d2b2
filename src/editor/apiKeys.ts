import * as vscode from 'vscode';
import { BackendError } from '../contract/errors.ts';
import type { BackendFacts } from '../contract/routing.ts';
import { askAddress } from './askAddress.ts';
import { readEntries } from './backendEntries.ts';
import { withCancellableProgress } from './progress.ts';
import type { SetUpParts } from './setUpParts.ts';
import { tryKey } from './tryKey.ts';

/** Stores a key for the origin of a configured remote backend, or for another one that the person writes. */
export async function setKey(parts: SetUpParts, backends: readonly BackendFacts[]): Promise<void> {
  const remote = backends.filter(({ locality }) => locality === 'remote');
  const other = 'Another address…';
  const picked = await vscode.window.showQuickPick([...new Set(remote.map(({ origin }) => origin)), other], {
    title: 'Which service is the key for?',
    ignoreFocusOut: true,
  });
  if (picked === undefined) return;
  const origin = picked === other ? await askOrigin(parts) : picked;
  if (origin === undefined) return;
  const key = await askKey(origin, 'It is sent to this origin only.');
  if (key === undefined || key === '') return;
  const user = backends.find((backend) => backend.origin === origin);
  const isKept = await tryKey(parts.secrets, { origin, key }, async () => {
    if (user === undefined) return true;
    return withCancellableProgress(`Testing ${origin}`, (signal) => passesTest(parts, user.id, signal));
  });
  if (isKept === undefined) return;
  void vscode.window.showInformationMessage(`The key for ${origin} is stored in the editor's secret storage.`);
}

export async function removeKey(parts: SetUpParts): Promise<void> {
  const origins = await parts.secrets.origins();
  if (origins.length === 0) {
    void vscode.window.showInformationMessage('No API key is stored.');
    return;
  }
  const origin = await vscode.window.showQuickPick([...origins], { title: 'Remove the key of which service?' });
  if (origin === undefined) return;
  await parts.secrets.remove(origin);
  void vscode.window.showInformationMessage(`The key for ${origin} is removed.`);
}

/** Undefined when the person left; empty when they gave none. */
export async function askKey(origin: string, prompt: string): Promise<string | undefined> {
  return vscode.window.showInputBox({ title: `API key for ${origin}`, prompt, password: true, ignoreFocusOut: true });
}

async function askOrigin({ servers }: SetUpParts): Promise<string | undefined> {
  const prompt = 'The base URL, for example https://api.openai.com/v1';
  const address = await askAddress(servers, { title: 'Where does the service answer?', value: 'https://', prompt });
  return address?.origin;
}

/** Only a refusal speaks against a key, and is thrown: a server that cannot be asked just now may take it later. */
async function passesTest({ servers, settings }: SetUpParts, id: string, signal: AbortSignal): Promise<true> {
  try {
    await servers.test(readEntries(settings.backends())[id], signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BackendError && error.kind === 'unauthorized') throw error;
  }
  return true;
}
