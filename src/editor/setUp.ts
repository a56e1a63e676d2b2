import * as vscode from 'vscode';
import type { Task } from '../contract/request.ts';
import type { BackendEntry, DiscoveredServer, Proposal, ProposedModel } from '../contract/setup.ts';
import { addBackend } from './addBackend.ts';
import { askAddress } from './askAddress.ts';
import { entriesOf } from './backendEntries.ts';
import { withCancellableProgress } from './progress.ts';
import { pullModel } from './pullModel.ts';
import { serverName } from './serverName.ts';
import { type SetUpParts, writeFirst } from './setUpParts.ts';

interface Choice extends vscode.QuickPickItem {
  readonly run?: () => Promise<void>;
}

/** The set-up: looks for local servers, proposes models, and offers what else can be configured. */
export async function setUp(parts: SetUpParts): Promise<void> {
  if (!vscode.workspace.isTrusted) return askForTrust();
  const found = await withCancellableProgress('Looking for model servers on this machine', (signal) =>
    parts.servers.discover(signal),
  );
  if (found === undefined) return;
  const proposal = parts.servers.propose(found);
  const choice = await vscode.window.showQuickPick(choicesFor(parts, found, proposal), {
    title: 'Set up Watershed',
    placeHolder:
      found.length === 0 ? 'No local server answered. What would you like to do?' : 'Which models should answer?',
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  await choice?.run?.();
}

/** Nothing may be contacted before, so a search would find nothing and say so. */
async function askForTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const picked = await vscode.window.showWarningMessage(
    'Watershed contacts no server until you trust this workspace. Trust it, then choose Set Up again.',
    manage,
  );
  if (picked === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

function choicesFor(parts: SetUpParts, found: readonly DiscoveredServer[], proposal: Proposal): Choice[] {
  const ollama = found.find((server) => server.kind === 'ollama');
  const choices: Choice[] = [];
  const proposed = describeProposal(proposal);
  if (proposed !== undefined) {
    choices.push({
      label: '$(check) Use what was found',
      detail: proposed,
      run: () => writeLocal(parts, entriesOf(proposal)),
    });
  }
  for (const server of found) {
    choices.push({
      label: `$(server) Choose models of ${serverName(server)}`,
      description: hostOf(server.url),
      detail: server.models.map((model) => model.name).join(', ') || whyWithoutModels(server),
      run: () => (provesItself(server) ? chooseModels(parts, server) : addBackend(parts, server)),
    });
  }
  if (ollama !== undefined) {
    choices.push({
      label: '$(cloud-download) Pull a model through Ollama',
      detail: 'For example qwen2.5-coder:1.5b-base, a small code model that fills in the middle.',
      run: () => pullModel(parts.servers, ollama.url),
    });
  }
  if (found.length === 0) {
    choices.push({
      label: '$(info) How to start a local server',
      detail: 'Run “llama-server -m MODEL.gguf”, or install Ollama; then choose Set Up again.',
      run: async () => {
        await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'watershed.watershed#start', false);
      },
    });
  }
  choices.push(
    {
      label: '$(cloud) Add a backend',
      detail: 'A cloud, a gateway, a team’s cluster, or any OpenAI-compatible server.',
      run: () => addBackend(parts),
    },
    {
      label: '$(edit) Enter the address of a server',
      detail: 'A llama.cpp or Ollama server on another port or machine.',
      run: () => enterAddress(parts),
    },
  );
  return choices;
}

async function chooseModels(parts: SetUpParts, server: DiscoveredServer): Promise<void> {
  if (server.models.length === 0) return server.kind === 'ollama' ? pullModel(parts.servers, server.url) : setUp(parts);
  const names = server.models.map((model) => model.name);
  const pick = (task: Task) =>
    vscode.window.showQuickPick(['None', ...names], { title: `Model for ${task}`, ignoreFocusOut: true });
  const completion = await pick('completion');
  if (completion === undefined) return;
  const chat = await pick('chat');
  if (chat === undefined) return;
  const toProposed = (model: string): ProposedModel | undefined =>
    model === 'None' ? undefined : { server, model, reason: 'You chose it.' };
  await writeLocal(parts, entriesOf({ completion: toProposed(completion), chat: toProposed(chat) }));
}

async function enterAddress(parts: SetUpParts): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'llama.cpp', server: 'llama.cpp' as const, usual: 'http://127.0.0.1:8080' },
      { label: 'Ollama', server: 'ollama' as const, usual: 'http://127.0.0.1:11434' },
    ],
    { title: 'Which server is it?', ignoreFocusOut: true },
  );
  if (picked === undefined) return;
  const { server: kind, usual } = picked;
  const prompt = 'This machine is 127.0.0.1: only a literal loopback address proves that nothing leaves.';
  const address = await askAddress(parts.servers, { title: 'Where does it answer?', value: usual, prompt });
  if (address === undefined) return;
  const { url } = address;
  const draft: BackendEntry = { kind, url, model: '', roles: ['chat'] };
  const test = await withCancellableProgress(`Asking ${hostOf(url)}`, (signal) => parts.servers.test(draft, signal));
  if (test === undefined) return;
  const models = test.models.map((name) => ({ name, sizeBytes: undefined, fillsInMiddle: undefined }));
  await chooseModels(parts, { kind, url, models });
}

/** Tests what would be written, writes it, and says so. */
async function writeLocal(parts: SetUpParts, entries: readonly BackendEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const tested = await withCancellableProgress('Testing the connection', async (signal) => {
    for (const entry of entries) await parts.servers.test(entry, signal);
    return true;
  });
  if (tested === undefined) return;
  await writeFirst(parts, entries);
  const lines = entries.map((entry) => `${entry.roles.join(' and ')}: ${entry.model || nameOf(entry)}`);
  void vscode.window.showInformationMessage(
    `Watershed is ready. ${lines.join('; ')}. Type in a file, or open the chat.`,
  );
}

/** Whether it is proven that a server's models run here. Of the others the person is asked. */
function provesItself({ kind }: DiscoveredServer): boolean {
  return kind === 'llama.cpp' || kind === 'ollama';
}

/** A llama.cpp server always has a model, so one that names none is not ready. */
function whyWithoutModels(server: DiscoveredServer): string {
  if (!provesItself(server)) return 'It may want a key before it lists its models.';
  return server.kind === 'ollama'
    ? 'It has no model yet. Choose this to pull one.'
    : 'It is still loading its model. Choose this to look again.';
}

function describeProposal({ completion, chat }: Proposal): string | undefined {
  const parts = [
    completion === undefined
      ? undefined
      : `Completion: ${completion.model} (${serverName(completion.server)}). ${completion.reason}`,
    chat === undefined ? undefined : `Chat: ${chat.model} (${serverName(chat.server)}). ${chat.reason}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

function nameOf({ kind }: { readonly kind: BackendEntry['kind'] }): string {
  return kind === 'ollama' ? 'Ollama' : kind;
}

function hostOf(url: string): string {
  return new URL(url).host;
}
