import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { createSystemClock } from './base/clock.ts';
import { DisposableStore } from './base/disposable.ts';
import { prepareBenchmark } from './benchmark/prepare.ts';
import { isBenchmarkRequest } from './benchmark/requests.ts';
import { type ChatController, createChat } from './chat/controller.ts';
import { createCompletionEngine } from './completion/engine.ts';
import type { AskConsent } from './contract/admission.ts';
import type { Request } from './contract/request.ts';
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

// The editor calls `deactivate` with nothing in hand, so this one thing has to be found from here.
let running: { readonly chat: ChatController } | undefined;

/** Makes every object, in the order of the data flow. All that lives goes with the context's subscriptions. */
export function activate(context: vscode.ExtensionContext): void {
  const clock = createSystemClock();
  const startMs = clock.monotonic();
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const log = owned.add(createOutputLog());
  const settings = owned.add(createSettings());
  const secrets = createSecretStore(context.secrets);
  const consents = createConsentStore(context.globalState);
  const workspaceTrusted = () => vscode.workspace.isTrusted;

  // Cloud calls that the person has allowed for the benchmark that runs now, and for nothing else.
  const benchmarkOrigins = new Set<string>();
  const consent = {
    isGranted: (origin: string, request: Request) =>
      isBenchmarkRequest(request) ? benchmarkOrigins.has(origin) : consents.isGranted(origin),
    ask: askInChat(() => chat, consents),
  };
  const core: Core = owned.add(
    createCore({
      ...{ clock, log, consent, workspaceTrusted },
      keys: secrets,
      privacyMode: settings.privacyMode,
      backendSettings: settings.backends,
      remoteFetch: (input, init) => globalThis.fetch(input, init),
      ledgerPath: ledgerPathIn(context.globalStorageUri),
      exclusionRules: { areKnown: () => ignoreFiles.areKnown(), whenKnown: () => ignoreFiles.whenKnown() },
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
  running = { chat };

  const status = owned.add(
    createStatus({
      ...{ settings, clock, workspaceTrusted },
      backends: core.backends,
      problems: core.settingsProblems,
      summary: core.summary.read,
      notKept: () => (core.ledger.storage.kind === 'memory' ? core.ledger.storage.reason : undefined),
      discover: core.servers.discover,
      changes: [
        ...[core.ledger.onDidAppend, core.ledger.onDidOpen, core.onDidChangeBackends],
        ...[settings.onDidChange, vscode.workspace.onDidGrantWorkspaceTrust],
      ],
    }),
  );
  owned.add(engine.onDidFault(({ message }) => status.setFault(message)));
  owned.add(engine.onDidRecover(() => status.setFault(undefined)));
  // What was wrong may be mended by a changed setting, by trust or by a test that went well.
  for (const event of [core.onDidChangeBackends, core.onDidTestBackend, vscode.workspace.onDidGrantWorkspaceTrust]) {
    owned.add(event(() => engine.forgetFault()));
  }
  owned.add(status.onDidChange(() => chat.setSetup(status.setup())));
  owned.add(settings.onDidChange(({ backends }) => backends && core.reload()));
  owned.add(context.secrets.onDidChange(() => core.reload()));

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
  log.info(`Activated in ${(clock.monotonic() - startMs).toFixed(1)} ms.`);
}

/** The editor waits for this, so the last words of a conversation are saved before the window goes. */
export function deactivate(): Promise<void> | undefined {
  return running?.chat.flush();
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
