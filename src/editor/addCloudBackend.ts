import * as vscode from 'vscode';
import { BackendError } from '../contract/errors.ts';
import type { BackendFacts } from '../contract/routing.ts';
import type { BackendEntry, ServerAddress } from '../contract/setup.ts';
import { askAddress } from './askAddress.ts';
import { readEntries } from './backendEntries.ts';
import { withCancellableProgress } from './progress.ts';
import { type SetUpParts, writeFirst } from './setUpParts.ts';
import { tryKey } from './tryKey.ts';

/** Asks for a provider, its address and key, tests them, lets the person pick a model, and writes the entry. */
export async function addCloudBackend(parts: SetUpParts): Promise<void> {
  const provider = await vscode.window.showQuickPick(
    [
      { label: 'OpenAI-compatible service', protocol: 'openai-compatible' as const, url: 'https://api.openai.com/v1' },
      { label: 'Anthropic', protocol: 'anthropic' as const, url: 'https://api.anthropic.com' },
    ],
    { title: 'Add a cloud provider', ignoreFocusOut: true },
  );
  if (provider === undefined) return;
  const address = await askServiceAddress(parts, provider.url);
  if (address === undefined) return;
  const { url, origin } = address;
  const key = await askKey(origin, 'Leave it empty if the service needs none, or if its key is stored already.');
  if (key === undefined) return;

  const entry: BackendEntry = { kind: provider.protocol, url, model: '', roles: ['chat'] };
  const test = await tryKey(parts.secrets, { origin, key }, () =>
    withCancellableProgress(`Testing ${origin}`, (signal) => parts.servers.test(entry, signal)),
  );
  if (test === undefined) return;
  const model = await pickModel(test.models);
  if (model === undefined) return;
  await writeFirst(parts, [{ ...entry, model }]);
  void vscode.window.showInformationMessage(
    `${model} at ${origin} may now answer in the chat. You will be asked once before the first question goes there.`,
  );
}

/** Stores a key for the origin of a configured remote backend, or for another one that the person writes. */
export async function setKey(parts: SetUpParts, backends: readonly BackendFacts[]): Promise<void> {
  const remote = backends.filter(({ locality }) => locality === 'remote');
  const other = 'Another address…';
  const picked = await vscode.window.showQuickPick([...new Set(remote.map(({ origin }) => origin)), other], {
    title: 'Which service is the key for?',
    ignoreFocusOut: true,
  });
  if (picked === undefined) return;
  const origin = picked === other ? (await askServiceAddress(parts, 'https://'))?.origin : picked;
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

function askServiceAddress({ servers }: SetUpParts, value: string): Promise<ServerAddress | undefined> {
  const prompt = 'The base URL, for example https://api.openai.com/v1';
  return askAddress(servers, { title: 'Where does the service answer?', value, prompt });
}

async function askKey(origin: string, prompt: string): Promise<string | undefined> {
  return vscode.window.showInputBox({ title: `API key for ${origin}`, prompt, password: true, ignoreFocusOut: true });
}

/** Lets the person pick a listed model or write another; a service that lists none leaves only writing. */
async function pickModel(models: readonly string[]): Promise<string | undefined> {
  const other = '$(edit) Another model…';
  const picked =
    models.length === 0
      ? other
      : await vscode.window.showQuickPick([...models, other], { title: 'Which model?', ignoreFocusOut: true });
  if (picked !== other) return picked;
  return vscode.window.showInputBox({
    title: 'Which model?',
    prompt: 'The name as the service writes it.',
    validateInput: (text) => (text.trim() === '' ? 'Write the name of a model.' : undefined),
    ignoreFocusOut: true,
  });
}
