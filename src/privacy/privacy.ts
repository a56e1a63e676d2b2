import { describeFault } from '../base/describeFault.ts';
import type { MayContact, Refusal } from '../contract/admission.ts';
import type { Finding, Inspection } from '../contract/inspection.ts';
import type { Log } from '../contract/log.ts';
import type { PolicyFile, PrivacySettings } from '../contract/privacySettings.ts';
import type { Request } from '../contract/request.ts';
import type { PrivacyMode } from '../contract/routing.ts';
import { type Admission, type Consent, createAdmission } from './admit.ts';
import { type ConfiguredDestination, renderCompliancePage } from './compliance/page.ts';
import { createExclusions, type ExclusionParts, type Exclusions } from './exclusions.ts';
import { createFalseAlarms, type FalseAlarmStore, type FalseAlarms } from './falseAlarms.ts';
import { createInspector } from './inspect.ts';
import { isOwnHost, type OwnHostUse, runsAtOwnHost } from './ownHosts.ts';
import { createOwnRules, type OwnRules } from './ownRules/ownRules.ts';
import { createMayContact } from './policy.ts';
import { type ParsedPrivacySettings, parsePrivacySettings } from './privacySettings.ts';
import { createRedactor } from './redaction/redactor.ts';
import { createTaint, identityOf, type Taint } from './taint.ts';
import { createDestinationRules, type Destination } from './workspacePolicy/destinationRules.ts';
import { effectiveMode, effectiveSettings } from './workspacePolicy/effective.ts';
import { createPolicyRecord } from './workspacePolicy/policyRecord.ts';

/** What privacy needs from the world. */
export interface PrivacyParts {
  /** The person's own mode. A repository's policy may be stricter. */
  readonly mode: () => PrivacyMode;
  /** The values of the other settings of `watershed.privacy`, unchecked: the same object as long as they are the same. */
  readonly settings: () => unknown;
  readonly trusted: () => boolean;
  readonly consent: Consent;
  /** Whether the person lets a cloud model answer at key presses too. */
  readonly completionsMayLeave: () => boolean;
  /** Whether the ignore and policy files of the workspace have been read. Until then nothing leaves this machine. */
  readonly workspaceRules: WorkspaceRules;
  readonly falseAlarmStore: FalseAlarmStore;
  /** 32 bytes that only this machine knows. */
  readonly machineKey: () => Promise<Uint8Array>;
  readonly linkTargetOf?: ExclusionParts['targetOf'];
  readonly log: Log;
}

export interface WorkspaceRules {
  areKnown(): boolean;
  /** Reads them anew where they may have changed; false when they could not be read. */
  whenKnown(): Promise<boolean>;
}

/** What may leave, and what is in it. */
export interface Privacy {
  /** The mode that holds: the person's own, or the policy's where that is stricter. */
  mode(): PrivacyMode;
  /** The settings that hold, tightened by the policy. */
  settings(): PrivacySettings;
  /** What is wrong with the settings, a sentence each. */
  problems(): readonly string[];
  /** What is wrong with the policy files, a sentence each. */
  policyProblems(): readonly string[];
  readonly mayContact: MayContact;
  /** Looks through everything that a request would send; a chat has besides what was found in it before. */
  inspect(request: Request): Promise<Inspection>;
  readonly admit: Admission['admit'];
  isOwnHost(use: OwnHostUse): boolean;
  forbids(destination: Destination): Refusal | undefined;
  readonly exclusions: Exclusions;
  updatePolicies(files: readonly PolicyFile[]): void;
  readonly falseAlarms: FalseAlarms;
  /** What is known of the providers, as a page for a webview. */
  renderCompliance(configured: readonly ConfiguredDestination[], nonce: string): string;
}

export function createPrivacy(parts: PrivacyParts): Privacy {
  const policies = createPolicyRecord();
  const own = createSettingsReader(parts);
  const settings = () => effectiveSettings(own().settings, policies.current());
  const mode = () => effectiveMode(parts.mode(), policies.current());
  const handling = () => settings().handling;

  const falseAlarms = createFalseAlarms(parts.falseAlarmStore);
  const taint = createTaint({ handling, falseAlarms });
  const exclusions = createExclusions({
    policy: () => policies.current().exclusions,
    ...(parts.linkTargetOf && { targetOf: parts.linkTargetOf }),
  });
  const ownRules = createOwnRules(() => own().settings);
  const ruleProblems = createRuleProblems(ownRules, parts.log);
  const inspector = createInspector({
    ...{ exclusions, handling, falseAlarms },
    ownRules,
    fingerprintKey: parts.machineKey,
  });
  const redactor = createRedactor({
    locate: inspector.locate,
    handlingOf: (kind) => handling()[kind],
    isFalseAlarm: falseAlarms.isMarked,
  });

  const forbids = createDestinationRules({ policy: policies.current, settings: () => own().settings });
  const mayContact = createMayContact(mode, parts.trusted, forbids);
  const admission = createAdmission({
    ...{ mode, mayContact, forbids, trusted: parts.trusted, consent: parts.consent, log: parts.log },
    completionsMayLeave: parts.completionsMayLeave,
    isOwnHost: (origin) => isOwnHost(origin, own().settings),
    redact: redactor.redact,
  });

  return {
    ...{ mode, settings, mayContact, forbids, exclusions, falseAlarms },
    problems: () => [...own().problems, ...ruleProblems()],
    policyProblems: () => policies.current().problems,
    async inspect(request) {
      const { workspaceRules } = parts;
      // A key press does not wait: as long as the rules are not known its prompt stays on this machine.
      const areKnown = request.task === 'chat' ? await workspaceRules.whenKnown() : workspaceRules.areKnown();
      const inspection = await inspector.inspect(request);
      if (request.task === 'chat') taint.note(request.conversationId, inspection);
      const findings =
        request.task === 'chat' ? withTaint(inspection, taint, request.conversationId) : inspection.findings;
      return { findings: areKnown ? findings : [unknownRules, ...findings], lookedFor: inspection.lookedFor };
    },
    admit: admission.admit,
    isOwnHost: (use) => runsAtOwnHost(use, own().settings),
    updatePolicies: policies.update,
    renderCompliance: (configured, nonce) =>
      renderCompliancePage({ configured, requirements: settings().requirements, refusalOf: forbids, nonce }),
  };
}

/** The settings are parsed anew only where they are another object. */
function createSettingsReader({ settings, log }: PrivacyParts): () => ParsedPrivacySettings {
  let last: { readonly raw: unknown; readonly parsed: ParsedPrivacySettings } | undefined;
  return () => {
    const raw = settings();
    if (last === undefined || last.raw !== raw) {
      last = { raw, parsed: parsePrivacySettings(raw) };
      for (const problem of last.parsed.problems) log.warn(problem);
    }
    return last.parsed;
  };
}

/** Expressions are read with a package that is loaded for them, so what is wrong with them is known a moment later. */
function createRuleProblems(ownRules: () => OwnRules, log: Log): () => readonly string[] {
  let version: string | undefined;
  let known: readonly string[] = [];
  return () => {
    const rules = ownRules();
    if (rules.version === version) return known;
    version = rules.version;
    known = [];
    rules.problems().then(
      (problems) => {
        if (version === rules.version) known = problems;
        for (const problem of problems) log.warn(problem);
      },
      (error: unknown) => log.error(`The person's own expressions could not be read: ${describeFault(error)}.`),
    );
    return known;
  };
}

/** What was found before, and all that is found now: the taint keeps only so much of each kind. */
function withTaint({ findings }: Inspection, taint: Taint, conversationId: string): readonly Finding[] {
  const before = taint.of(conversationId);
  const known = new Set(before.map(identityOf));
  return [...before, ...findings.filter((finding) => !known.has(identityOf(finding)))];
}

const unknownRules: Finding = {
  kind: 'excluded-file',
  rule: 'exclusions-unknown',
  place: 'prompt',
  line: undefined,
  reason: 'The ignore files of this workspace could not be read yet, so it is not known what they exclude.',
};
