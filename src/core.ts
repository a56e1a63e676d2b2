import { randomBytes } from 'node:crypto';
import { type Catalog, createCatalog } from './backends/catalog.ts';
import { discoverServers } from './backends/discovery.ts';
import { createGate, type Gate, type GateOptions } from './backends/gate.ts';
import { pullModel } from './backends/ollamaPull.ts';
import { proposeModels } from './backends/propose.ts';
import { listProviders } from './backends/providers/offers.ts';
import { proposeModel } from './backends/providers/proposeModel.ts';
import { createServerSlots, type ServerSlots } from './backends/serverSlots.ts';
import { type BackendPrice, type BackendSettings, parseBackends, parseDraft } from './backends/settings.ts';
import type { Clock } from './base/clock.ts';
import { type Disposable, DisposableStore } from './base/disposable.ts';
import { Emitter, type Event } from './base/emitter.ts';
import type { AnswerCheck } from './contract/answerCheck.ts';
import type { BackendIdentity, KeySource } from './contract/backend.ts';
import type { ChainSeal } from './contract/egress.ts';
import type { Log } from './contract/log.ts';
import type { Task } from './contract/request.ts';
import type { BackendFacts, Locality, PrivacyMode, RoutingFacts } from './contract/routing.ts';
import type { Explain, Send } from './contract/send.ts';
import type { ServerSetup } from './contract/setup.ts';
import { createDayBudget, type DayBudget } from './metering/budget.ts';
import { createEgressLog, type EgressLog, type EgressLogOptions } from './metering/egress/egressLog.ts';
import { createMemorySeal } from './metering/egress/memorySeal.ts';
import { purgeEachDay } from './metering/egress/purgeEachDay.ts';
import { createEstimator, type Estimator } from './metering/estimate.ts';
import { createDecisions, type Decisions } from './metering/explain/decisions.ts';
import { createLedger, type Ledger } from './metering/ledger.ts';
import { createMeter } from './metering/meter.ts';
import { createPrices, type Prices } from './metering/prices.ts';
import { createSpeeds, type Speeds } from './metering/speeds.ts';
import { createDaySummary, type DaySummary } from './metering/summary.ts';
import { createPipeline } from './pipeline.ts';
import type { ConfiguredDestination } from './privacy/compliance/page.ts';
import { localityOf } from './privacy/locality.ts';
import { createPrivacy, type Privacy, type PrivacyParts } from './privacy/privacy.ts';
import { type CalibrationRecord, type CalibrationStore, createCalibrationRecord } from './routing/calibrationRecord.ts';
import { usualChecks } from './routing/checks/usualChecks.ts';
import { explainNoRoute } from './routing/explainNoRoute.ts';
import { createHealth, type HealthRecord } from './routing/health.ts';
import { route } from './routing/router.ts';

/** What the path of a request needs from the world: the editor gives it, or a script in plain Node. */
export interface CoreParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: KeySource;
  readonly consent: PrivacyParts['consent'];
  readonly privacyMode: () => PrivacyMode;
  /** The values of the other settings of `watershed.privacy`, unchecked; as usual where it is left out. */
  readonly privacySettings?: PrivacyParts['settings'];
  readonly workspaceTrusted: () => boolean;
  /** The value of `watershed.backends`, unchecked. */
  readonly backendSettings: () => unknown;
  /** How routes are chosen, and what they may cost; where it is left out, as the settings are at first. */
  readonly routing?: () => RoutingSettings;
  /** What a whole answer has to pass besides the usual where a strategy checks it before it is shown. */
  readonly answerChecks?: readonly AnswerCheck[];
  /** Where what routing learns is kept; only until the end where it is left out. */
  readonly calibrationStore?: CalibrationStore;
  readonly remoteFetch: typeof fetch;
  /** Undefined keeps the ledger in memory. */
  readonly ledgerPath: string | undefined;
  /**
   * Whether the ignore and policy files are those of the workspace: until then nothing leaves this machine. Where it is
   * left out, there is no workspace.
   */
  readonly workspaceRules?: PrivacyParts['workspaceRules'];
  readonly linkTargetOf?: PrivacyParts['linkTargetOf'];
  /** Where it is kept what is no false alarm any more; only until the end where it is left out. */
  readonly falseAlarmStore?: PrivacyParts['falseAlarmStore'];
  /** 32 bytes that only this machine knows; new ones at each start where it is left out. */
  readonly machineKey?: PrivacyParts['machineKey'];
  readonly egress?: EgressParts;
  readonly onDidContact?: GateOptions['onDidContact'];
}

export interface RoutingSettings extends Pick<RoutingFacts, 'strategies' | 'allowsPaidFallback'> {
  /** What paid models may cost in a day, in US dollars; undefined where there is no limit. */
  readonly dailyBudgetUsd: number | undefined;
}

/** How what leaves is written down; in memory, with no text and for ever, where it is left out. */
export interface EgressParts extends Pick<EgressLogOptions, 'keepsText' | 'retentionDays'> {
  readonly seal: ChainSeal;
}

/** The whole path of a request, without an editor. */
export interface Core extends Disposable {
  readonly send: Send;
  readonly explain: Explain;
  readonly privacy: Privacy;
  /** What left this machine. */
  readonly egress: EgressLog;
  readonly health: HealthRecord;
  readonly ledger: Ledger;
  readonly prices: Prices;
  readonly summary: DaySummary;
  readonly speeds: Speeds;
  readonly budget: DayBudget;
  readonly calibration: CalibrationRecord;
  /** The last decisions, without the text that they were about. */
  readonly decisions: Decisions;
  /** What a request would cost at a backend, and how long it would take. */
  readonly estimate: Estimator;
  readonly servers: ServerSetup;
  /** The configured backends as the router sees them now, in the order of the settings. */
  backends(): readonly BackendFacts[];
  /** The same, as the page on compliance names them. */
  destinations(): readonly ConfiguredDestination[];
  settingsOf(backendId: string): BackendSettings | undefined;
  /** What is wrong with the settings, a sentence each. */
  settingsProblems(): readonly string[];
  /** The same of the workspace's policy files. */
  policyProblems(): readonly string[];
  /** Asks a configured backend whether it answers. @throws BackendError */
  testBackend(id: string, signal: AbortSignal): Promise<string>;
  /** Takes over changed backends or keys. Requests under way end as they began. */
  reload(): void;
  readonly onDidChangeBackends: Event<void>;
  /** A configured backend was asked by hand and answered. */
  readonly onDidTestBackend: Event<void>;
  /** Something about a server that its owner can mend, in sentences for the person; once for each server. */
  readonly onDidNotice: Event<{ readonly message: string }>;
}

export function createCore(parts: CoreParts): Core {
  const { clock, log } = parts;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  const tested = owned.add(new Emitter<void>());
  const routing = parts.routing ?? (() => usualRouting);
  const privacy = createPrivacy({
    ...{ ...parts, log, mode: parts.privacyMode, trusted: parts.workspaceTrusted },
    settings: parts.privacySettings ?? (() => undefined),
    workspaceRules: parts.workspaceRules ?? noWorkspace,
    completionsMayLeave: () => routing().strategies.completion === 'speculative',
    falseAlarmStore: parts.falseAlarmStore ?? keptNowhere,
    machineKey: parts.machineKey ?? createPassingKey(),
  });
  if (parts.workspaceRules === undefined) privacy.updatePolicies([]);
  const { mayContact } = privacy;

  const serverSlots = owned.add(createServerSlots());
  const ledger = owned.add(createLedger({ filePath: parts.ledgerPath, clock, log }));
  const summary = owned.add(createDaySummary(ledger, clock));
  const egress = owned.add(createEgress(parts, ledger));
  owned.add(ledger.onDidAppend((entry) => entry.locality === 'remote' && egress.settle(entry)));
  // What is in memory goes with the window.
  if (parts.egress !== undefined) owned.add(purgeEachDay(egress, clock));
  const { remoteFetch, onDidContact } = parts;
  const gate = owned.add(createGate({ mayContact, remoteFetch, onDidContact, recordDeparture: egress.record }));
  const prices = createPrices({ log });
  const speeds = owned.add(createSpeeds(ledger));
  const budget = owned.add(createDayBudget({ summary, ledger, clock, dailyUsd: () => routing().dailyBudgetUsd }));
  const calibration = createCalibrationRecord(parts.calibrationStore ?? keptNowhere, clock);
  const health = owned.add(createHealth(clock));

  // Read at first use, which is after activation: the first reading of the settings is the dearest step of start-up.
  let lastRead: Configured | undefined;
  const configured = () => {
    lastRead ??= readCatalog(parts, { gate, serverSlots, owned });
    return lastRead;
  };

  const backends = (task: Task = 'chat') =>
    configured()
      .catalog.list()
      .map((backend) => ({
        ...backend.facts,
        ...destinationFacts(privacy, backend.facts),
        health: health.of(backend.facts.id),
        contextTokens: backend.contextTokens(),
        capabilities: backend.capabilities(),
        billing: billingOf(backend.facts.locality, settingsOf(backend.facts.id)?.price),
        rateLimit: backend.rateLimit(),
        speed: speeds.of(backend.facts.id, task),
      }));
  const settingsOf = (id: string) => configured().settings.find((settings) => settings.id === id);
  const decisions = createDecisions(clock);
  const estimate = createEstimator({ speeds, prices, priceOf: (id) => settingsOf(id)?.price });
  const meter = createMeter({ ledger, prices, clock, priceOf: (id) => settingsOf(id)?.price });

  const pipeline = createPipeline({
    inspect: privacy.inspect,
    staysHere: ({ task }) =>
      task === 'completion' && backends().every(({ roles, locality }) => locality === 'local' || !roles.includes(task)),
    facts: ({ task }) => ({
      mode: privacy.mode(),
      workspaceTrusted: parts.workspaceTrusted(),
      backends: backends(task),
      strategies: routing().strategies,
      allowsPaidFallback: routing().allowsPaidFallback,
      budget: budget.facts(),
      calibration: calibration.current(),
    }),
    noteDecision: decisions.note,
    clock,
    checks: [...usualChecks, ...(parts.answerChecks ?? [])],
    plan: (request, inspection, facts) => route(request, inspection, facts, clock.now()),
    explainNoRoute,
    admit: privacy.admit,
    mayContact,
    backend: (id) => configured().catalog.get(id),
    measure: meter.measure,
    health: {
      noteSuccess: health.noteSuccess,
      noteFailure: ({ backendId, kind, message, retryAfterMs }) =>
        health.noteFailure(backendId, kind, message, retryAfterMs),
    },
    log,
  });

  return {
    ...pipeline,
    ...{
      privacy,
      egress,
      health,
      ledger,
      prices,
      summary,
      speeds,
      budget,
      calibration,
      settingsOf,
      decisions,
      estimate,
    },
    backends: () => backends(),
    destinations: () =>
      backends().map(({ isOwn, ...facts }) => ({ ...facts, isOwn: isOwn === true || facts.locality === 'local' })),
    servers: createServerSetup(parts, gate),
    settingsProblems: () => [...privacy.problems(), ...configured().problems],
    policyProblems: privacy.policyProblems,
    async testBackend(id, signal) {
      const { summary: sentence } = await configured().catalog.test(id, signal);
      health.reset(id);
      tested.fire();
      return sentence;
    },
    reload() {
      lastRead = undefined;
      health.reset();
      changed.fire();
    },
    onDidChangeBackends: changed.event,
    onDidTestBackend: tested.event,
    onDidNotice: serverSlots.onDidNotice,
    dispose: () => owned.dispose(),
  };
}

const usualRouting: RoutingSettings = {
  strategies: { completion: 'fallback', chat: 'tiered' },
  allowsPaidFallback: false,
  dailyBudgetUsd: undefined,
};

const keptNowhere: CalibrationStore = { load: () => undefined, save: () => {} };

const noWorkspace: PrivacyParts['workspaceRules'] = { areKnown: () => true, whenKnown: async () => true };

/** Lives as long as the core. */
function createPassingKey(): () => Promise<Uint8Array> {
  const key = randomBytes(32);
  return async () => key;
}

function createEgress({ clock, log, ledgerPath, egress }: CoreParts, ledger: Ledger): EgressLog {
  return createEgressLog({
    ...{ clock, log },
    filePath: egress === undefined ? undefined : ledgerPath,
    whenLedgerOpen: ledger.whenOpen,
    seal: egress?.seal ?? createMemorySeal(),
    keepsText: egress?.keepsText ?? (() => false),
    retentionDays: egress?.retentionDays ?? (() => undefined),
  });
}

/** What the person and the repository's policy say of where a backend is. */
function destinationFacts(
  privacy: Pick<Privacy, 'isOwnHost' | 'forbids'>,
  { kind, origin, model, locality, isForwarded }: BackendIdentity,
): Pick<BackendFacts, 'isOwn' | 'forbidden'> {
  if (locality === 'local') return {};
  const forbidden = privacy.forbids({ kind, origin, model, locality })?.text;
  const isOwn = isForwarded !== true && privacy.isOwnHost({ kind, origin, model });
  return { ...(isOwn && { isOwn }), ...(forbidden !== undefined && { forbidden }) };
}

/** An unknown price is one that may have to be paid. */
function billingOf(locality: Locality, price: BackendPrice | undefined): BackendFacts['billing'] {
  const isFree = price?.inputUsdPerMillionTokens === 0 && price.outputUsdPerMillionTokens === 0;
  return locality === 'local' || isFree ? 'free' : 'paid';
}

interface Configured {
  readonly catalog: Catalog;
  readonly settings: readonly BackendSettings[];
  readonly problems: readonly string[];
}

/** What every catalogue of a window is made with. */
interface Shared {
  readonly gate: Gate;
  readonly serverSlots: ServerSlots;
  readonly owned: DisposableStore;
}

/** Requests under way keep the catalogue that they began with, so each one lives until everything is disposed. */
function readCatalog(parts: CoreParts, { gate, serverSlots, owned }: Shared): Configured {
  const { backends, problems } = parseBackends(parts.backendSettings());
  for (const problem of problems) parts.log.warn(problem);
  return { catalog: owned.add(catalogOf(parts, gate, backends, serverSlots)), settings: backends, problems };
}

function catalogOf(
  { keys, clock, log }: CoreParts,
  gate: Gate,
  settings: readonly BackendSettings[],
  serverSlots?: ServerSlots,
): Catalog {
  return createCatalog({ settings, localityOf, gate, keys, clock, log, serverSlots });
}

function createServerSetup(parts: CoreParts, gate: Gate): ServerSetup {
  return {
    discover: (signal) => discoverServers({ gate, signal }),
    propose: proposeModels,
    providers: listProviders(),
    proposeModel,
    addressOf(text) {
      const [draft] = parseDraft(text, { kind: 'openai-compatible', url: text, roles: ['chat'] }).backends;
      return draft === undefined ? undefined : { url: draft.url, origin: draft.origin };
    },
    runsHere: (entry) => parseDraft('', entry).backends.some((draft) => localityOf(draft) === 'local'),
    async test(entry, signal) {
      const { backends, problems } = parseDraft('The new entry', entry);
      const [draft] = backends;
      if (draft === undefined) throw new Error(problems.join(' '));
      const id = new URL(draft.url).host;
      const catalog = catalogOf(parts, gate, [{ ...draft, id }]);
      try {
        return await catalog.test(id, signal);
      } finally {
        catalog.dispose();
      }
    },
    pull: (url, model, signal) =>
      pullModel({ gate, url, model, locality: localityOf({ kind: 'ollama', url, model }), keys: parts.keys }, signal),
  };
}
