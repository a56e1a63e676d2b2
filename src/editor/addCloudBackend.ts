import * as vscode from 'vscode';
import type { BackendEntry, ServerSetup } from '../contract/setup.ts';
import { withCancellableProgress } from './progress.ts';
import type { SecretStore } from './secretStore.ts';
import type { Settings } from './settings.ts';

export interface CloudSetupParts {
  readonly servers: ServerSetup;
  readonly settings: Settings;
  readonly secrets: SecretStore;
}

/** Asks for a provider, its address and key, tests them, lets the person pick a model, and writes the entry. */
export async function addCloudBackend(parts: CloudSetupParts): Promise<void> {
  const provider = await vscode.window.showQuickPick(
    [
      { label: 'OpenAI-compatible service', protocol: 'openai-compatible' as const, url: 'https://api.openai.com/v1' },
      { label: 'Anthropic', protocol: 'anthropic' as const, url: 'https://api.anthropic.com' },
    ],
    { title: 'Add a cloud provider', ignoreFocusOut: true },
  );
  if (provider === undefined) return;
  const url = await askUrl(provider.url);
  if (url === undefined) return;
  const origin = new URL(url).origin;
  const key = await askKey(origin, 'Leave it empty if the service needs none, or if its key is stored already.');
  if (key === undefined) return;
  if (key !== '') await parts.secrets.set(origin, key);

  const entry: BackendEntry = { kind: provider.protocol, url, model: '', roles: ['chat'] };
  const test = await withCancellableProgress(`Testing ${origin}`, (signal) => parts.servers.test('new', entry, signal));
  if (test === undefined) return;
  const model = await pickModel(test.models);
  if (model === undefined) return;
  const id = `${new URL(url).hostname} ${model}`;
  await parts.settings.writeBackends({ [id]: { ...entry, model } });
  void vscode.window.showInformationMessage(
    `${model} at ${origin} may now answer in the chat. You will be asked once before the first question goes there.`,
  );
}

/** Stores a key for the origin of a configured remote backend, or for another one that the person writes. */
export async function setKey(parts: CloudSetupParts, configuredOrigins: readonly string[]): Promise<void> {
  const other = 'Another address…';
  const picked = await vscode.window.showQuickPick([...configuredOrigins, other], {
    title: 'Which service is the key for?',
    ignoreFocusOut: true,
  });
  if (picked === undefined) return;
  const url = picked === other ? await askUrl('https://') : picked;
  if (url === undefined) return;
  const origin = new URL(url).origin;
  const key = await askKey(origin, 'It is sent to this origin only.');
  if (key === undefined || key === '') return;
  await parts.secrets.set(origin, key);
  void vscode.window.showInformationMessage(`The key for ${origin} is stored in the editor's secret storage.`);
}

export async function removeKey(parts: CloudSetupParts): Promise<void> {
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

async function askUrl(value: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Where does the service answer?',
    value,
    prompt: 'The base URL, for example https://api.openai.com/v1',
    validateInput: (text) =>
      /^https?:\/\/[^/]/.test(text) && URL.canParse(text)
        ? undefined
        : 'Write an address that begins with https:// or http://',
    ignoreFocusOut: true,
  });
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
