import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { createSystemClock } from './base/clock.ts';
import { DisposableStore } from './base/disposable.ts';
import { prepareBenchmark } from './benchmark/prepare.ts';
import { type ChatController, createChat } from './chat/controller.ts';
import { createCompletionEngine } from './completion/engine.ts';
import type { AskConsent } from './contract/admission.ts';
import { type Core, createCore } from './core.ts';
import { createChatContext } from './editor/chatContext.ts';
import { registerChatView } from './editor/chatView.ts';
import { registerCommands } from './editor/commands.ts';
import { type ConsentStore, createConsentStore } from './editor/consentStore.ts';
import { createConversationStore } from './editor/conversationStore.ts';
import { type IgnoreFileWatch, watchIgnoreFiles } from './editor/ignoreFiles.ts';
import { registerInlineCompletions } from './editor/inlineCompletions.ts';
import { createMeterItem } from './editor/meterItem.ts';
import { createOutputLog } from './editor/outputLog.ts';
import { createSecretStore } from './editor/secretStore.ts';
import { createSettings } from './editor/settings.ts';
import { createStatus } from './editor/status.ts';
import { ignoreFileNames } from './privacy/exclusions.ts';

/** Makes every object, in the order of the data flow. All that lives goes with the context's subscriptions. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const clock = createSystemClock();
  const log = owned.add(createOutputLog());
  const settings = owned.add(createSettings());
  const secrets = createSecretStore(context.secrets);
  const consents = createConsentStore(context.globalState);

  // Cloud calls that the person has allowed for the benchmark that runs now, and for nothing else.
  const benchmarkOrigins = new Set<string>();
  const consent = {
    isGranted: (origin: string) => consents.isGranted(origin) || benchmarkOrigins.has(origin),
    ask: askInChat(() => chat, consents),
  };
  await vscode.workspace.fs.createDirectory(context.globalStorageUri);
  const core: Core = owned.add(
    await createCore({
      ...{ clock, log, consent },
      keys: secrets,
      privacyMode: settings.privacyMode,
      workspaceTrusted: () => vscode.workspace.isTrusted,
      backendSettings: settings.backends,
      remoteFetch: (input, init) => globalThis.fetch(input, init),
      ledgerPath: ledgerPathIn(context.globalStorageUri),
      whenExclusionsKnown: () => ignoreFiles.whenRead,
    }),
  );
  const ignoreFiles: IgnoreFileWatch = owned.add(watchIgnoreFiles(ignoreFileNames, core.exclusions.update, log));

  const engine = owned.add(
    createCompletionEngine({
      ...{ send: core.send, clock, log },
      settings: () => ({
        automatic: settings.completionEnabled(),
        disabledLanguages: [],
        contextTokens: core.backends().find(({ roles }) => roles.includes('completion'))?.contextTokens,
      }),
    }),
  );
  const chat: ChatController = owned.add(
    createChat({
      ...{ send: core.send, clock, log },
      store: createConversationStore(context),
      context: createChatContext(),
      newId: randomUUID,
    }),
  );

  const status = owned.add(
    createStatus({
      settings,
      backends: core.backends,
      problems: core.settingsProblems,
      summary: core.summary.read,
      notKept: () => (core.ledger.storage.kind === 'memory' ? core.ledger.storage.reason : undefined),
      workspaceTrusted: () => vscode.workspace.isTrusted,
      changes: [core.ledger.onDidAppend, core.onDidChangeBackends, vscode.workspace.onDidGrantWorkspaceTrust],
    }),
  );
  owned.add(engine.onDidFault(({ message }) => status.setFault(message)));
  owned.add(engine.onDidRecover(() => status.setFault(undefined)));
  owned.add(status.onDidChange(() => chat.setSetup(status.setup())));
  owned.add(settings.onDidChange(() => core.reload()));
  owned.add(context.secrets.onDidChange(() => core.reload()));
  chat.setSetup(status.setup());

  owned.add(createMeterItem({ state: status.state, onDidChange: status.onDidChange, clock }));
  owned.add(
    registerInlineCompletions({ engine, isExcluded: (origin) => core.exclusions.ruleFor(origin) !== undefined }),
  );
  owned.add(registerChatView(chat, context.extensionUri));
  owned.add(
    registerCommands({
      ...{ chat, settings, secrets, consents, status },
      servers: core.servers,
      backends: core.backends,
      connections: () => ({ ids: core.backends().map(({ id }) => id), test: core.testBackend }),
      prepareBenchmark: (files) => prepareBenchmark(files, { ...core, clock, allowedOrigins: benchmarkOrigins }),
      showLog: log.show,
    }),
  );
  owned.add({ dispose: () => void chat.flush() });
}

/** Asks in the chat once for each origin and remembers a yes. */
function askInChat(chat: () => ChatController, consents: ConsentStore): AskConsent {
  return async (request, route, signal) => {
    const isAllowed = await chat().askConsent(request, route, signal);
    if (isAllowed) await consents.grant(route.origin);
    return isAllowed;
  };
}

/** The ledger is a file that SQLite opens by itself; where the storage is no folder of this machine, there is none. */
function ledgerPathIn(storage: vscode.Uri): string | undefined {
  return storage.scheme === 'file' ? vscode.Uri.joinPath(storage, 'ledger.sqlite').fsPath : undefined;
}
