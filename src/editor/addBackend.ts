import * as vscode from 'vscode';
import type { Task } from '../contract/request.ts';
import type { BackendEntry, ProviderOffer } from '../contract/setup.ts';
import { askKey } from './apiKeys.ts';
import { askProviderAddress } from './askProviderAddress.ts';
import { chooseModel, chooseRoles } from './chooseModel.ts';
import { chooseProvider } from './chooseProvider.ts';
import { withCancellableProgress } from './progress.ts';
import { type SetUpParts, writeFirst } from './setUpParts.ts';
import { tryKey } from './tryKey.ts';

/** What is known already of the backend to add: a server that was found has its kind and its address. */
export interface KnownServer {
  readonly kind: BackendEntry['kind'];
  readonly url: string;
}

/** Asks for a provider, its address and key, tests them, lets the person pick a model, and writes the entry. */
export async function addBackend(parts: SetUpParts, known?: KnownServer): Promise<void> {
  const { servers } = parts;
  const offer =
    known === undefined
      ? await chooseProvider(servers.providers)
      : servers.providers.find(({ kind }) => kind === known.kind);
  if (offer === undefined) return;
  const address = known === undefined ? await askProviderAddress(servers, offer) : servers.addressOf(known.url);
  if (address === undefined) return;
  const draft = await locate(parts, { kind: offer.kind, url: address.url, model: '', roles: ['chat'] });
  if (draft === undefined) return;
  const { origin } = address;
  const key = await askProviderKey(offer, origin);
  if (key === undefined) return;
  const test = await tryKey(parts.secrets, { origin, key }, () =>
    withCancellableProgress(`Testing ${origin}`, (signal) => servers.test(draft, signal)),
  );
  if (test === undefined) return;

  const roles: readonly Task[] | undefined = offer.canComplete ? await chooseRoles() : draft.roles;
  if (roles === undefined) return;
  const model = await chooseModel(test.models, servers.proposeModel(test.models, roles));
  if (model === undefined) return;
  const entry: BackendEntry = { ...draft, roles, model };
  await writeFirst(parts, [entry]);
  void vscode.window.showInformationMessage(describeAdded(entry, origin, servers.runsHere(entry)));
}

/** Empty where there is none to ask for. */
async function askProviderKey({ keyNeed }: ProviderOffer, origin: string): Promise<string | undefined> {
  if (keyNeed === 'none') return '';
  const rest = 'if its key is stored already';
  return askKey(origin, `Leave it empty ${keyNeed === 'optional' ? `if the service needs none, or ${rest}` : rest}.`);
}

/**
 * A server at this machine's own address may be a gateway that forwards what it gets, so it counts as remote unless the
 * person knows better. Nobody is asked where the answer would change nothing.
 */
async function locate({ servers }: SetUpParts, draft: BackendEntry): Promise<BackendEntry | undefined> {
  const here: BackendEntry = { ...draft, location: 'this-machine' };
  if (servers.runsHere(draft) || !servers.runsHere(here)) return draft;
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: 'It may forward them, or I am not sure',
        detail: 'It counts as remote: nothing secret is sent.',
        entry: draft,
      },
      { label: 'It runs its models on this machine', detail: 'It counts as local, secrets included.', entry: here },
    ],
    { title: `What does ${new URL(draft.url).host} do with prompts?`, ignoreFocusOut: true },
  );
  return picked?.entry;
}

function describeAdded({ model, roles }: BackendEntry, origin: string, isHere: boolean): string {
  const what = roles.includes('chat') ? 'answer in the chat' : 'suggest code';
  const consent = isHere ? '' : ' You will be asked once before the first question goes there.';
  return `${model} at ${origin} may now ${what}.${consent}`;
}
