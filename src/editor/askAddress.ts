import * as vscode from 'vscode';
import type { ServerAddress, ServerSetup } from '../contract/setup.ts';

/** Asks where a server answers, until what is written can be an address. */
export async function askAddress(
  servers: ServerSetup,
  wording: { readonly title: string; readonly value: string; readonly prompt: string },
): Promise<ServerAddress | undefined> {
  const text = await vscode.window.showInputBox({
    ...wording,
    validateInput: (written) =>
      servers.addressOf(written) === undefined
        ? 'Write an address that begins with https:// or http://, without a user name, a “?” or a “#”.'
        : undefined,
    ignoreFocusOut: true,
  });
  return text === undefined ? undefined : servers.addressOf(text);
}
