import * as vscode from 'vscode';
import type { ProviderOffer, ServerAddress, ServerSetup } from '../contract/setup.ts';
import { askAddress } from './askAddress.ts';

/** Asks for as much of a provider's address as is not known: nothing, the places to fill in, or all of it. */
export async function askProviderAddress(
  servers: ServerSetup,
  { label, address }: Pick<ProviderOffer, 'label' | 'address'>,
): Promise<ServerAddress | undefined> {
  if (address.kind === 'fixed') return servers.addressOf(address.url);
  if (address.kind === 'asked') {
    const prompt = `The base URL, for example ${address.example}`;
    return askAddress(servers, { title: `Where does ${label} answer?`, value: address.example, prompt });
  }
  let url = address.template;
  for (const [name, { title, example }] of Object.entries(address.placeholders)) {
    const value = await askPlaceholder(`${label}: ${name}`, `${title}, for example ${example}`);
    if (value === undefined) return undefined;
    url = url.replace(`{${name}}`, value);
  }
  return servers.addressOf(url);
}

async function askPlaceholder(title: string, prompt: string): Promise<string | undefined> {
  const written = await vscode.window.showInputBox({
    ...{ title, prompt },
    validateInput: (text) =>
      hostLabel.test(text.trim()) ? undefined : 'Write letters, digits and hyphens only, without dots or slashes.',
    ignoreFocusOut: true,
  });
  return written?.trim();
}

/** One part of a host's name, so that nothing that is filled in can lead to another host. */
const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
