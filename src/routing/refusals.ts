import type { Finding, Inspection } from '../contract/inspection.ts';
import { isExcludedByPolicy } from '../contract/privacySettings.ts';
import type { Request } from '../contract/request.ts';
import type { BackendFacts, PrivacyMode, Reason, RoutingFacts, StrategyName } from '../contract/routing.ts';
import { refusalByCapability } from './capability.ts';
import { refusalByBudget, refusalByHealth, refusalByLimits } from './limits.ts';

/** What one decision is made from. */
export interface Question {
  readonly request: Request;
  readonly inspection: Inspection;
  readonly facts: RoutingFacts;
  /** The strategy that the person has set for the task. */
  readonly strategy: StrategyName;
  readonly nowMs: number;
  /** An estimate of the prompt and its answer together. */
  readonly neededTokens: number;
}

/**
 * Why a backend may not or cannot answer, by the first layer that objects; undefined when none does. Each backend is
 * judged by itself, so that a stricter policy can only take routes away.
 */
export function refusalOf(backend: BackendFacts, question: Question): Reason | undefined {
  return (
    // A backend that was never meant for the task is no candidate, and policy has nothing to say of it.
    refusalByRole(backend, question) ??
    refusalByPolicy(backend, question) ??
    refusalByOverride(backend, question) ??
    refusalByTask(backend, question) ??
    refusalByStrategy(backend, question) ??
    refusalByCapability(backend, question) ??
    refusalByBudget(backend, question.facts) ??
    refusalByLimits(backend, question) ??
    // Health speaks last: whoever is refused by it is refused by nothing else, and may have a last try.
    refusalByHealth(backend, question)
  );
}

function refusalByRole({ id, roles }: BackendFacts, { request }: Question): Reason | undefined {
  if (roles.includes(request.task)) return undefined;
  return { layer: 'capability', code: 'not-for-task', text: `${id} is not set up for ${taskNames[request.task]}.` };
}

function refusalByPolicy(backend: BackendFacts, { request, inspection, facts }: Question): Reason | undefined {
  if (!facts.workspaceTrusted) {
    return policy('workspace-untrusted', 'Nothing is sent anywhere until you trust this workspace.');
  }
  if (backend.locality === 'local') return undefined;
  const reason = reasonAgainst(backend, facts.mode) ?? reasonInside(backend, facts.mode, inspection);
  if (reason === undefined || !asksFor(request, backend)) return reason;
  return { ...reason, text: `You asked for ${backend.id}, but it is not used: ${reason.text}` };
}

/** Why a request stays for what it holds. To a host of the person's own only what a repository excludes does not go. */
function reasonInside({ isOwn }: BackendFacts, mode: PrivacyMode, inspection: Inspection): Reason | undefined {
  if (!isOwn) return reasonToStay(mode, inspection);
  const excluded = inspection.findings.find(isExcludedByPolicy);
  return excluded && policy('excluded-file', `${excluded.reason} It stays on this machine.`);
}

/** Why nothing goes to a remote backend, whatever a request holds. */
function reasonAgainst({ forbidden }: BackendFacts, mode: PrivacyMode): Reason | undefined {
  // Its sentence comes first: another mode would not help.
  if (forbidden !== undefined) return policy('destination-forbidden', forbidden);
  return mode === 'local-only' ? localOnly : undefined;
}

/**
 * Why a request must stay on this machine, whichever remote backend it is about, save a host of the person's own;
 * undefined when it need not.
 */
export function reasonToStay(mode: PrivacyMode, inspection: Inspection): Reason | undefined {
  const excluded = inspection.findings.find((finding) => finding.kind === 'excluded-file');
  if (excluded !== undefined) return policy('excluded-file', `${excluded.reason} It stays on this machine.`);
  if (mode === 'local-only') return localOnly;
  const [found] = stayingFindings(mode, inspection);
  if (mode === 'open' || found === undefined) return undefined;
  return policy('secret-found', `${found.reason} In the mode ${mode} it stays on this machine.`);
}

/** What was found and would leave as it is; in the mode `open` nothing is replaced by a placeholder. */
function stayingFindings(mode: PrivacyMode, { findings }: Inspection): readonly Finding[] {
  return mode === 'open' ? findings : findings.filter(({ redaction }) => redaction === undefined);
}

function refusalByOverride(backend: BackendFacts, { request }: Question): Reason | undefined {
  const { override } = request;
  if (override.kind === 'auto' || asksFor(request, backend)) return undefined;
  const asked = { local: 'a local model', cloud: 'a cloud model' };
  const wanted = override.kind === 'backend' ? override.backendId : asked[override.kind];
  return { layer: 'override', code: 'not-asked-for', text: `You asked for ${wanted}.` };
}

/** Whether the person's explicit choice means this backend. */
function asksFor({ override }: Request, { id, locality }: BackendFacts): boolean {
  if (override.kind === 'backend') return override.backendId === id;
  return override.kind === (locality === 'local' ? 'local' : 'cloud');
}

/** Only a race or a choice by name takes completions elsewhere, and never one with something in it that was found. */
function refusalByTask(backend: BackendFacts, question: Question): Reason | undefined {
  const { request } = question;
  const isChosen = request.override.kind === 'backend';
  if (request.task !== 'completion' || backend.locality === 'local' || backend.isOwn) return undefined;
  const isClean = question.inspection.findings.length === 0;
  if (isClean && (isChosen || question.strategy === 'speculative')) return undefined;
  return {
    layer: 'task',
    code: 'completion-stays-local',
    text: 'Completions go to local models only, unless you choose another one by name.',
  };
}

/** In the mode `open` policy lets go what was found, and this strategy does not, unless somebody asks for a cloud. */
function refusalByStrategy(
  { locality, isOwn }: BackendFacts,
  { strategy, request, inspection, facts }: Question,
): Reason | undefined {
  const [found] = stayingFindings(facts.mode, inspection);
  const isFree = strategy !== 'privacy-split' || request.override.kind !== 'auto';
  if (isFree || locality === 'local' || isOwn || found === undefined) return undefined;
  const text = `${found.reason} The strategy privacy-split keeps it on this machine.`;
  return { layer: 'strategy', code: 'sensitive-stays-local', text };
}

/** Whether something was found that may not leave as a placeholder. */
export function holdsFindings({ inspection, facts }: Question): boolean {
  return stayingFindings(facts.mode, inspection).length > 0;
}

const localOnly = policy('local-only-mode', 'The privacy mode is local-only.');

function policy(code: string, text: string): Reason {
  return { layer: 'policy', code, text };
}

export const taskNames = { completion: 'completions', chat: 'chat' } as const;
