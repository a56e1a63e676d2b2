import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { createSystemClock } from './base/clock.ts';
import { DisposableStore } from './base/disposable.ts';
import { Emitter } from './base/emitter.ts';
import { createMachineLoad } from './base/machineLoad.ts';
import { prepareBenchmark } from './benchmark/prepare.ts';
import { isBenchmarkRequest } from './benchmark/requests.ts';
import { type ChatController, createChat } from './chat/controller.ts';
import { createProjectContext } from './completion/context/projectContext.ts';
import { createSecretCheck } from './completion/context/secretCheck.ts';
import { createCompletionEngine } from './completion/engine.ts';
import { createSnooze } from './completion/snooze.ts';
import type { AskConsent } from './contract/admission.ts';
import type { OriginFile, Request } from './contract/request.ts';
import { type Core, createCore } from './core.ts';
import { watchAcceptance } from './editor/acceptance.ts';
import { registerAcceptanceReport } from './editor/acceptanceReport.ts';
import { createCalibrationStore } from './editor/calibrationStore.ts';
import { createChatContext } from './editor/chatContext.ts';
import { registerChatView } from './editor/chatView.ts';
import { registerCommands } from './editor/commands.ts';
import { createComplianceView } from './editor/complianceView.ts';
import { type ConsentStore, createConsentStore } from './editor/consentStore.ts';
import { createContextSource } from './editor/contextSource.ts';
import { createConversationStore } from './editor/conversationStore.ts';
import { createEgressSeal } from './editor/egressSeal.ts';
import { registerEgressView } from './editor/egressView.ts';
import { registerExplainRoute } from './editor/explainRoute.ts';
import { createFalseAlarmStore } from './editor/falseAlarmStore.ts';
import { registerFalseAlarms } from './editor/falseAlarms.ts';
import { watchIgnoreFiles } from './editor/ignoreFiles.ts';
import { registerInlineCompletions } from './editor/inlineCompletions.ts';
import { createLinkTarget } from './editor/linkTargets.ts';
import { createLogBeginning } from './editor/logBeginning.ts';
import { createMachineKey } from './editor/machineKey.ts';
import { createMeterItem } from './editor/meterItem.ts';
import { registerNextEdit } from './editor/nextEdit.ts';
import { createOutputLog } from './editor/outputLog.ts';
import { watchPolicyFiles } from './editor/policyFiles.ts';
import { createSecretStore, isApiKeyName } from './editor/secretStore.ts';
import { createSettings } from './editor/settings.ts';
import { createStatus } from './editor/status.ts';
import { watchTyping } from './editor/typing.ts';
import type { WorkspaceReading } from './editor/workspaceReading.ts';
import { createTodaysAcceptance, describeAcceptance } from './metering/acceptance.ts';
import { reportAcceptance } from './metering/acceptanceReport.ts';
import type { EgressLog } from './metering/egress/egressLog.ts';
import { ignoreFileNamesWith } from './privacy/exclusions.ts';
import { classifyQuestion } from './routing/complexity.ts';
import { createCodeParses } from './syntax/codeParses.ts';
import { createGrammarReader } from './syntax/grammarReader.ts';
import { createSyntax } from './syntax/syntax.ts';

// The editor calls `deactivate` with nothing in hand, so this one thing has to be found from here.
let running: { readonly chat: ChatController; readonly egress: EgressLog } | undefined;

/** Makes every object, in the order of the data flow. All that lives goes with the context's subscriptions. */
export function activate(context: vscode.ExtensionContext): void {
  const clock = createSystemClock();
  const startMs = clock.monotonic();
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const log = owned.add(createOutputLog());
  const settings = owned.add(createSettings());
  const snooze = owned.add(createSnooze(clock));
  const secrets = owned.add(createSecretStore(context.secrets));
  const consents = createConsentStore(context.globalState);
  const workspaceTrusted = () => vscode.workspace.isTrusted;

  // Cloud calls that the person has allowed for the benchmark that runs now, and for nothing else.
  const benchmarkOrigins = new Set<string>();
  const consent = {
    isGranted: (origin: string, request: Request) =>
      isBenchmarkRequest(request) ? benchmarkOrigins.has(origin) : consents.isGranted(origin),
    ask: askInChat(() => chat, consents),
  };
  const policiesChanged = owned.add(new Emitter<void>());
  const ledgerPath = ledgerPathIn(context.globalStorageUri);
  const retentionDays = () => settings.egress().retentionDays;
  const workspaceFiles = () => [ignoreFiles, policyFiles];
  const grammarFolder = vscode.Uri.joinPath(context.extensionUri, 'dist', 'grammars').fsPath;
  const syntax = owned.add(createSyntax({ readGrammar: createGrammarReader(grammarFolder), log }));
  const core: Core = owned.add(
    createCore({
      ...{ clock, log, consent, workspaceTrusted },
      keys: secrets,
      privacyMode: settings.privacyMode,
      backendSettings: settings.backends,
      routing: settings.routing,
      answerChecks: [createCodeParses(syntax)],
      calibrationStore: createCalibrationStore(context.globalState),
      remoteFetch: (input, init) => globalThis.fetch(input, init),
      ledgerPath,
      privacySettings: settings.privacy,
      linkTargetOf: createLinkTarget(),
      falseAlarmStore: createFalseAlarmStore(context.globalState),
      machineKey: createMachineKey(context.secrets),
      egress: {
        seal: createEgressSeal({ secrets: context.secrets, place: machineName() + context.globalStorageUri, clock }),
        keepsText: () => settings.egress().keepsText,
        retentionDays,
      },
      workspaceRules: {
        areKnown: () => workspaceFiles().every((files) => files.areKnown()),
        whenKnown: async () => (await Promise.all(workspaceFiles().map((files) => files.whenKnown()))).every(Boolean),
      },
    }),
  );
  const { privacy } = core;
  const policyFiles: WorkspaceReading = owned.add(
    watchPolicyFiles((files) => {
      privacy.updatePolicies(files);
      policiesChanged.fire();
    }, log),
  );
  const ignoreFiles: WorkspaceReading = owned.add(
    watchIgnoreFiles(() => ignoreFileNamesWith(privacy.settings()), privacy.exclusions.update, log),
  );

  const isExcluded = (origin: OriginFile) => privacy.exclusions.ruleFor(origin) !== undefined;
  const projectContext = createProjectContext({
    ...{ isExcluded, hasSecrets: createSecretCheck(core.explain) },
    source: owned.add(createContextSource({ clock, isExcluded })),
    isReady: () => workspaceTrusted() && workspaceFiles().every((files) => files.areKnown()),
  });
  const engine = owned.add(
    createCompletionEngine({
      ...{ send: core.send, clock, log, syntax, context: projectContext, machine: createMachineLoad(clock) },
      settings: () => ({
        switches: { ...settings.completion(), snooze: snooze.state() },
        // Looked up when a request is made, not at each key.
        get contextTokens() {
          return core.backends().find(({ roles }) => roles.includes('completion'))?.contextTokens;
        },
      }),
    }),
  );
  const { suggestions } = core.ledger;
  owned.add(
    watchAcceptance({
      onDidOffer: engine.onDidOffer,
      onDidAcceptByKey: engine.onDidAcceptByKey,
      onDidDismiss: engine.onDidDismiss,
      clock,
      keep: (record) => suggestions.keep(record),
    }),
  );
  owned.add(registerAcceptanceReport(() => reportAcceptance(suggestions, clock.now())));
  const acceptanceToday = createTodaysAcceptance(suggestions, clock);
  const typing = owned.add(watchTyping(clock));
  const chat: ChatController = owned.add(
    createChat({
      ...{ send: core.send, clock, log },
      store: createConversationStore(context),
      context: createChatContext(),
      lastKeyMs: typing.lastKeyMs,
      newId: randomUUID,
      onDidJudge: ({ question, locality, verdict }) =>
        core.calibration.observe({ kind: classifyQuestion(question).kind, locality, verdict }),
    }),
  );
  running = { chat, egress: core.egress };

  const status = owned.add(
    createStatus({
      ...{ settings, snooze, clock, workspaceTrusted },
      mode: privacy.mode,
      policyIsKnown: () => policyFiles.areKnown(),
      backends: core.backends,
      problems: core.settingsProblems,
      policyProblems: core.policyProblems,
      summary: core.summary.read,
      acceptance: () => describeAcceptance(acceptanceToday()),
      notKept: () => (core.ledger.storage.kind === 'memory' ? core.ledger.storage.reason : undefined),
      discover: core.servers.discover,
      changes: [
        ...[core.ledger.onDidAppend, core.ledger.onDidOpen, core.onDidChangeBackends],
        ...[settings.onDidChange, policiesChanged.event, vscode.workspace.onDidGrantWorkspaceTrust],
      ],
    }),
  );
  owned.add(engine.onDidFault(({ message }) => status.setFault(message)));
  owned.add(engine.onDidRecover(() => status.setFault(undefined)));
  owned.add(engine.onDidNotice((message) => status.addNotice(message)));
  owned.add(core.onDidNotice(({ message }) => status.addNotice(message)));
  // What was wrong may be mended by a changed setting, by trust or by a test that went well.
  for (const event of [core.onDidChangeBackends, core.onDidTestBackend, vscode.workspace.onDidGrantWorkspaceTrust]) {
    owned.add(event(() => engine.forgetFault()));
  }
  owned.add(status.onDidChange(() => chat.setSetup(status.setup())));
  owned.add(
    settings.onDidChange(({ backends }) => {
      if (backends) core.reload();
      // They are searched for again only where others are wanted now.
      if (!ignoreFiles.areKnown()) ignoreFiles.refresh();
      compliance.refresh();
    }),
  );
  owned.add(policiesChanged.event(() => compliance.refresh()));
  owned.add(context.secrets.onDidChange(({ key }) => isApiKeyName(key) && core.reload()));

  owned.add(createMeterItem({ state: status.state, onDidChange: status.onDidChange, clock }));
  owned.add(registerInlineCompletions({ engine, clock, typing, isExcluded, extensionId: context.extension.id }));
  owned.add(registerNextEdit({ clock, isExcluded }));
  owned.add(registerChatView(chat, context.extensionUri, clock));
  owned.add(registerExplainRoute({ ...core, clock, spending: core.budget.sentence }));
  owned.add(registerFalseAlarms({ decisions: core.decisions, falseAlarms: privacy.falseAlarms }));
  owned.add(
    registerEgressView({
      ...{ clock, log, mode: privacy.mode, extensionUri: context.extensionUri },
      reader: core.egress,
      beganAtMs: createLogBeginning({
        ...{ memento: context.globalState, clock, retentionDays },
        isKept: () => core.egress.storage.kind !== 'memory',
      }),
      changes: [core.egress.onDidAppend, settings.onDidChange, policiesChanged.event],
    }),
  );
  const compliance = owned.add(createComplianceView((nonce) => privacy.renderCompliance(core.destinations(), nonce)));
  owned.add(
    registerCommands({
      ...{ chat, settings, secrets, consents, status, snooze },
      servers: core.servers,
      backends: core.backends,
      connections: () => ({ ids: core.backends().map(({ id }) => id), test: core.testBackend }),
      prepareBenchmark: (files) => prepareBenchmark(files, { ...core, clock, allowedOrigins: benchmarkOrigins }),
      learnt: core.calibration,
      showCompliance: compliance.show,
      mode: privacy.mode,
      showLog: log.show,
    }),
  );
  log.info(`Activated in ${(clock.monotonic() - startMs).toFixed(1)} ms.`);
}

/** The editor waits for this, so the last words of a conversation and of the record are saved before the window goes. */
export function deactivate(): Promise<void> | undefined {
  return running && Promise.all([running.chat.flush(), running.egress.whenSealed()]).then(() => undefined);
}

/** Asks in the chat once for each origin and remembers a yes. */
function askInChat(chat: () => ChatController, consents: ConsentStore): AskConsent {
  return async (request, route, signal) => {
    const isAllowed = await chat().askConsent(request, route, signal);
    if (isAllowed) await consents.grant(route.origin);
    return isAllowed;
  };
}

/** The secret storage is that of the machine in front of the person, also for files of a remote one. A Mac's name changes. */
function machineName(): string {
  return vscode.env.remoteName === undefined ? '' : hostname();
}

/** The ledger is a file that SQLite opens by itself; where the storage is no folder of this machine, there is none. */
function ledgerPathIn(storage: vscode.Uri): string | undefined {
  return storage.scheme === 'file' ? vscode.Uri.joinPath(storage, 'ledger.sqlite').fsPath : undefined;
}
