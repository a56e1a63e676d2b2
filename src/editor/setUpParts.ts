import type { BackendEntry, ServerSetup } from '../contract/setup.ts';
import { putFirst } from './backendEntries.ts';
import type { SecretStore } from './secretStore.ts';
import type { Settings } from './settings.ts';

/** What every dialogue of the set-up works with. */
export interface SetUpParts {
  readonly servers: ServerSetup;
  readonly settings: Settings;
  readonly secrets: SecretStore;
}

/** Writes entries into the settings, before those that stand there. */
export async function writeFirst({ settings, servers }: SetUpParts, chosen: readonly BackendEntry[]): Promise<void> {
  await settings.replaceBackends(putFirst(settings.backends(), chosen, servers.runsHere));
}
