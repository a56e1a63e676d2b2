import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { ChatController } from '../chat/controller.ts';
import type { Snooze } from '../completion/snooze.ts';
import type { BackendFacts, PrivacyMode } from '../contract/routing.ts';
import { addBackend } from './addBackend.ts';
import { removeKey, setKey } from './apiKeys.ts';
import { createBenchmarkCommand, type PrepareBenchmark } from './benchmarkView.ts';
import { attachToChat, openChat } from './chatView.ts';
import { createCompletionCommands } from './completionCommands.ts';
import type { ConsentStore } from './consentStore.ts';
import { type LearntRouting, showLearnt } from './learnt.ts';
import { showMenu } from './menu.ts';
import { choosePrivacyMode, togglePrivacyMode } from './privacyMode.ts';
import { pullModel } from './pullModel.ts';
import { setUp } from './setUp.ts';
import type { SetUpParts } from './setUpParts.ts';
import type { Status } from './status.ts';
import { type ConnectionTester, testConnections } from './testConnections.ts';

export interface CommandParts extends SetUpParts {
  readonly chat: ChatController;
  readonly consents: ConsentStore;
  readonly status: Status;
  readonly snooze: Snooze;
  readonly backends: () => readonly BackendFacts[];
  readonly connections: () => ConnectionTester;
  readonly prepareBenchmark: PrepareBenchmark;
  readonly learnt: LearntRouting;
  readonly showCompliance: () => void;
  /** The privacy mode that holds. */
  readonly mode: () => PrivacyMode;
  readonly showLog: () => void;
}

/** Registers every command of the palette and of the menus. */
export function registerCommands(parts: CommandParts): Disposable {
  const { chat, settings, servers, consents } = parts;
  const commands: Readonly<Record<string, () => unknown>> = {
    setUp: () => setUp(parts),
    addBackend: () => addBackend(parts),
    setKey: () => setKey(parts, parts.backends()),
    removeKey: () => removeKey(parts),
    forgetConsent: () => forgetConsent(consents),
    pullModel: () => pullModel(servers, ollamaUrl(parts.backends())),
    testConnections: () => testConnections(parts.connections()),
    openChat: () => openChat(chat),
    newConversation: () => {
      chat.newConversation();
      return openChat(chat);
    },
    attachSelection: () => attachToChat(chat),
    togglePrivacyMode: () => togglePrivacyMode(settings, parts.mode),
    choosePrivacyMode: () => choosePrivacyMode(settings, parts.mode),
    ...createCompletionCommands({
      settings,
      snooze: parts.snooze,
      completions: () => parts.status.state().completions,
    }),
    runBenchmark: createBenchmarkCommand(parts.prepareBenchmark),
    showMenu: () => showMenu(parts.status.state()),
    showLearnt: () => showLearnt(parts.learnt),
    showCompliance: parts.showCompliance,
    showLog: parts.showLog,
  };
  const owned = new DisposableStore();
  for (const [name, run] of Object.entries(commands)) {
    owned.add(vscode.commands.registerCommand(`watershed.${name}`, run));
  }
  return owned;
}

async function forgetConsent(consents: ConsentStore): Promise<void> {
  await consents.revokeAll();
  void vscode.window.showInformationMessage('The chat asks again before the next question goes to a cloud.');
}

function ollamaUrl(backends: readonly BackendFacts[]): string {
  return backends.find(({ kind }) => kind === 'ollama')?.origin ?? 'http://127.0.0.1:11434';
}
