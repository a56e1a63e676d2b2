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
import type { KeySource } from './contract/backend.ts';
import type { Finding, Inspection } from './contract/inspection.ts';
import type { Log } from './contract/log.ts';
import type { Request, Task } from './contract/request.ts';
import type { BackendFacts, Locality, PrivacyMode, RoutingFacts } from './contract/routing.ts';
import type { Explain, Send } from './contract/send.ts';
import type { ServerSetup } from './contract/setup.ts';
import { createDayBudget, type DayBudget } from './metering/budget.ts';
import { createEstimator, type Estimator } from './metering/estimate.ts';
import { createDecisions, type Decisions } from './metering/explain/decisions.ts';
import { createLedger, type Ledger } from './metering/ledger.ts';
import { createMeter } from './metering/meter.ts';
import { createPrices, type Prices } from './metering/prices.ts';
import { createSpeeds, type Speeds } from './metering/speeds.ts';
import { createDaySummary, type DaySummary } from './metering/summary.ts';
import { createPipeline } from './pipeline.ts';
import { type Consent, createAdmission } from './privacy/admit.ts';
import { createExclusions, type Exclusions } from './privacy/exclusions.ts';
import { createInspector } from './privacy/inspect.ts';
import { localityOf } from './privacy/locality.ts';
import { createMayContact } from './privacy/policy.ts';
import { createTaint, type Taint } from './privacy/taint.ts';
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
  readonly consent: Consent;
  readonly privacyMode: () => PrivacyMode;
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
  /** Whether the rules in `exclusions` are those of the workspace. Until then nothing leaves this machine. */
  readonly exclusionRules: ExclusionRules;
  readonly onDidContact?: GateOptions['onDidContact'];
}

export interface RoutingSettings extends Pick<RoutingFacts, 'strategies' | 'allowsPaidFallback'> {
  /** What paid models may cost in a day, in US dollars; undefined where there is no limit. */
  readonly dailyBudgetUsd: number | undefined;
}

/** Whether the workspace's ignore files have been read. */
export interface ExclusionRules {
  areKnown(): boolean;
  /** Reads them anew where they may have changed; false when they could not be read. */
  whenKnown(): Promise<boolean>;
}

/** The whole path of a request, without an editor. */
export interface Core extends Disposable {
  readonly send: Send;
  readonly explain: Explain;
  readonly exclusions: Exclusions;
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
  readonly taint: Taint;
  readonly servers: ServerSetup;
  /** The configured backends as the router sees them now, in the order of the settings. */
  backends(): readonly BackendFacts[];
  settingsOf(backendId: string): BackendSettings | undefined;
  /** What is wrong with the settings, a sentence each. */
  settingsProblems(): readonly string[];
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
  const mayContact = createMayContact(parts.privacyMode, parts.workspaceTrusted);
  const gate = createGate({ mayContact, remoteFetch: parts.remoteFetch, onDidContact: parts.onDidContact });
  owned.add(gate);

  const serverSlots = owned.add(createServerSlots());
  const ledger = owned.add(createLedger({ filePath: parts.ledgerPath, clock, log }));
  const summary = owned.add(createDaySummary(ledger, clock));
  const prices = createPrices({ log });
  const routing = parts.routing ?? (() => usualRouting);
  const speeds = owned.add(createSpeeds(ledger));
  const budget = owned.add(createDayBudget({ summary, ledger, clock, dailyUsd: () => routing().dailyBudgetUsd }));
  const calibration = createCalibrationRecord(parts.calibrationStore ?? keptNowhere, clock);
  const health = owned.add(createHealth(clock));
  const exclusions = createExclusions();
  const inspector = createInspector({ exclusions });
  const taint = createTaint();
  const admission = createAdmission({
    ...{ ...parts, mode: parts.privacyMode, trusted: parts.workspaceTrusted, mayContact },
    completionsMayLeave: () => routing().strategies.completion === 'speculative',
  });

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

  async function inspect(request: Request): Promise<Inspection> {
    const { exclusionRules } = parts;
    // A key press does not wait: as long as the rules are not known its prompt stays on this machine.
    const areKnown = request.task === 'chat' ? await exclusionRules.whenKnown() : exclusionRules.areKnown();
    const inspection = await inspector.inspect(request);
    if (request.task === 'chat') taint.note(request.conversationId, inspection);
    const { lookedFor } = inspection;
    const findings = request.task === 'chat' ? taint.of(request.conversationId) : inspection.findings;
    return { findings: areKnown ? findings : [unknownExclusions, ...findings], lookedFor };
  }

  const pipeline = createPipeline({
    inspect,
    staysHere: ({ task }) =>
      task === 'completion' && backends().every(({ roles, locality }) => locality === 'local' || !roles.includes(task)),
    facts: ({ task }) => ({
      mode: parts.privacyMode(),
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
    admit: admission.admit,
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
      exclusions,
      health,
      ledger,
      prices,
      summary,
      speeds,
      budget,
      calibration,
      taint,
      settingsOf,
      decisions,
      estimate,
    },
    backends: () => backends(),
    servers: createServerSetup(parts, gate),
    settingsProblems: () => configured().problems,
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

/** An unknown price is one that may have to be paid. */
function billingOf(locality: Locality, price: BackendPrice | undefined): BackendFacts['billing'] {
  const isFree = price?.inputUsdPerMillionTokens === 0 && price.outputUsdPerMillionTokens === 0;
  return locality === 'local' || isFree ? 'free' : 'paid';
}

const unknownExclusions: Finding = {
  kind: 'excluded-file',
  rule: 'exclusions-unknown',
  place: 'prompt',
  line: undefined,
  reason: 'The ignore files of this workspace could not be read yet, so it is not known what they exclude.',
};

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
