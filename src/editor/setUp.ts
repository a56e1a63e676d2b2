import * as vscode from 'vscode';
import type { Task } from '../contract/request.ts';
import type { BackendEntry, DiscoveredServer, Proposal, ProposedModel, ServerSetup } from '../contract/setup.ts';
import { addCloudBackend, type CloudSetupParts } from './addCloudBackend.ts';
import { withCancellableProgress } from './progress.ts';
import { pullModel } from './pullModel.ts';

export interface SetUpParts extends CloudSetupParts {
  readonly servers: ServerSetup;
}

interface Choice extends vscode.QuickPickItem {
  readonly run?: () => Promise<void>;
}

/** The set-up: looks for local servers, proposes models, and offers what else can be configured. */
export async function setUp(parts: SetUpParts): Promise<void> {
  const found = await withCancellableProgress('Looking for Ollama and llama.cpp on this machine', (signal) =>
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
      label: `$(server) Choose models of ${nameOf(server)}`,
      description: hostOf(server.url),
      detail: server.models.map((model) => model.name).join(', ') || 'It has no model yet.',
      run: () => chooseModels(parts, server),
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
      label: '$(cloud) Add a cloud provider',
      detail: 'Anthropic, or any OpenAI-compatible service.',
      run: () => addCloudBackend(parts),
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
  const kind = await vscode.window.showQuickPick(
    ['llama.cpp', 'ollama'] as const satisfies readonly BackendEntry['kind'][],
    {
      title: 'Which server is it?',
      ignoreFocusOut: true,
    },
  );
  if (kind === undefined) return;
  const url = await vscode.window.showInputBox({
    title: 'Where does it answer?',
    value: kind === 'ollama' ? 'http://127.0.0.1:11434' : 'http://127.0.0.1:8080',
    prompt:
      'Write 127.0.0.1, not localhost, for this machine: only a literal loopback address proves that nothing leaves.',
    validateInput: (value) => (URL.canParse(value) ? undefined : 'Write an address such as http://127.0.0.1:8080'),
    ignoreFocusOut: true,
  });
  if (url === undefined) return;
  const probe: BackendEntry = { kind: kind === 'ollama' ? 'ollama' : 'llama.cpp', url, model: '', roles: ['chat'] };
  const test = await withCancellableProgress(`Asking ${hostOf(url)}`, (signal) =>
    parts.servers.test('new', probe, signal),
  );
  if (test === undefined) return;
  const models = test.models.map((name) => ({ name, sizeBytes: undefined, fillsInMiddle: undefined }));
  await chooseModels(parts, { kind: probe.kind === 'ollama' ? 'ollama' : 'llama.cpp', url, models });
}

/** Tests what would be written, writes it, and says so. */
async function writeLocal(parts: SetUpParts, entries: Readonly<Record<string, BackendEntry>>): Promise<void> {
  if (Object.keys(entries).length === 0) return;
  const tested = await withCancellableProgress('Testing the connection', async (signal) => {
    for (const [id, entry] of Object.entries(entries)) await parts.servers.test(id, entry, signal);
    return true;
  });
  if (tested === undefined) return;
  await parts.settings.writeBackends(entries);
  const lines = Object.values(entries).map((entry) => `${entry.roles.join(' and ')}: ${entry.model || nameOf(entry)}`);
  void vscode.window.showInformationMessage(
    `Watershed is ready. ${lines.join('; ')}. Type in a file, or open the chat.`,
  );
}

/** One entry for each server and model; a model that serves both tasks has both roles. */
function entriesOf(proposal: Proposal): Record<string, BackendEntry> {
  const { completion, chat } = proposal;
  const entries: Record<string, BackendEntry> = {};
  if (completion !== undefined && chat !== undefined && isSame(completion, chat)) {
    entries[idOf(completion)] = toEntry(completion, ['completion', 'chat']);
    return entries;
  }
  if (completion !== undefined) entries[idOf(completion)] = toEntry(completion, ['completion']);
  if (chat !== undefined) entries[idOf(chat)] = toEntry(chat, ['chat']);
  return entries;
}

function describeProposal({ completion, chat }: Proposal): string | undefined {
  const parts = [
    completion === undefined
      ? undefined
      : `Completion: ${completion.model} (${nameOf(completion.server)}). ${completion.reason}`,
    chat === undefined ? undefined : `Chat: ${chat.model} (${nameOf(chat.server)}). ${chat.reason}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

function toEntry({ server, model }: ProposedModel, roles: readonly Task[]): BackendEntry {
  return { kind: server.kind, url: server.url, model, roles };
}

function isSame(one: ProposedModel, other: ProposedModel): boolean {
  return one.server.url === other.server.url && one.model === other.model;
}

/** A name for the entry that stays readable in the settings: `ollama qwen2.5-coder:1.5b`. */
function idOf({ server, model }: ProposedModel): string {
  return model === '' || server.kind === 'llama.cpp' ? server.kind : `${server.kind} ${model}`;
}

function nameOf({ kind }: { readonly kind: BackendEntry['kind'] }): string {
  return kind === 'ollama' ? 'Ollama' : kind;
}

function hostOf(url: string): string {
  return new URL(url).host;
}
