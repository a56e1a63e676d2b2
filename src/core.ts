import { type Catalog, createCatalog } from './backends/catalog.ts';
import { discoverServers } from './backends/discovery.ts';
import { createGate, type Gate, type GateOptions } from './backends/gate.ts';
import { pullModel } from './backends/ollamaPull.ts';
import { proposeModels } from './backends/propose.ts';
import { createServerSlots, type ServerSlots } from './backends/serverSlots.ts';
import { type BackendPrice, type BackendSettings, parseBackends, parseDraft } from './backends/settings.ts';
import type { Clock } from './base/clock.ts';
import { type Disposable, DisposableStore } from './base/disposable.ts';
import { Emitter, type Event } from './base/emitter.ts';
import type { KeySource } from './contract/backend.ts';
import type { Finding, Inspection } from './contract/inspection.ts';
import type { Log } from './contract/log.ts';
import type { Request } from './contract/request.ts';
import type { BackendFacts, Locality, PrivacyMode } from './contract/routing.ts';
import type { Explain, Send } from './contract/send.ts';
import type { ServerSetup } from './contract/setup.ts';
import { createLedger, type Ledger } from './metering/ledger.ts';
import { createMeter } from './metering/meter.ts';
import { createPrices, type Prices } from './metering/prices.ts';
import { createDaySummary, type DaySummary } from './metering/summary.ts';
import { createPipeline } from './pipeline.ts';
import { type Consent, createAdmission } from './privacy/admit.ts';
import { createExclusions, type Exclusions } from './privacy/exclusions.ts';
import { createInspector } from './privacy/inspect.ts';
import { localityOf } from './privacy/locality.ts';
import { createMayContact } from './privacy/policy.ts';
import { createTaint, type Taint } from './privacy/taint.ts';
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
  readonly remoteFetch: typeof fetch;
  /** Undefined keeps the ledger in memory. */
  readonly ledgerPath: string | undefined;
  /** Whether the rules in `exclusions` are those of the workspace. Until then nothing leaves this machine. */
  readonly exclusionRules: ExclusionRules;
  readonly onDidContact?: GateOptions['onDidContact'];
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
  const health = owned.add(createHealth(clock));
  const exclusions = createExclusions();
  const inspector = createInspector({ exclusions });
  const taint = createTaint();
  const admission = createAdmission({ ...parts, mode: parts.privacyMode, trusted: parts.workspaceTrusted, mayContact });

  // Read at first use, which is after activation: the first reading of the settings is the dearest step of start-up.
  let lastRead: Configured | undefined;
  const configured = () => {
    lastRead ??= readCatalog(parts, { gate, serverSlots, owned });
    return lastRead;
  };

  const backends = () =>
    configured()
      .catalog.list()
      .map((backend) => ({
        ...backend.facts,
        health: health.of(backend.facts.id),
        contextTokens: backend.contextTokens(),
        capabilities: backend.capabilities(),
        billing: billingOf(backend.facts.locality, settingsOf(backend.facts.id)?.price),
        rateLimit: backend.rateLimit(),
        speed: undefined,
      }));
  const settingsOf = (id: string) => configured().settings.find((settings) => settings.id === id);
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
    facts: () => ({
      mode: parts.privacyMode(),
      workspaceTrusted: parts.workspaceTrusted(),
      backends: backends(),
      strategies: { completion: 'fallback', chat: 'tiered' },
      allowsPaidFallback: true,
      budget: undefined,
      calibration: undefined,
    }),
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
    ...{ exclusions, health, ledger, prices, summary, taint, backends, settingsOf },
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
