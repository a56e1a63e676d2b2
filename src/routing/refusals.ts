import type { Inspection } from '../contract/inspection.ts';
import type { Request } from '../contract/request.ts';
import type { BackendFacts, PrivacyMode, Reason, RoutingFacts } from '../contract/routing.ts';

/** What one decision is made from. */
export interface Question {
  readonly request: Request;
  readonly inspection: Inspection;
  readonly facts: RoutingFacts;
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
    refusalByWarmth(backend, question) ??
    refusalByContext(backend, question) ??
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
  const reason = reasonToStay(facts.mode, inspection);
  if (reason === undefined || !asksFor(request, backend)) return reason;
  return { ...reason, text: `You asked for ${backend.id}, but it is not used: ${reason.text}` };
}

/** Why a request must stay on this machine, whichever remote backend it is about; undefined when it need not. */
export function reasonToStay(mode: PrivacyMode, { findings }: Inspection): Reason | undefined {
  const excluded = findings.find((finding) => finding.kind === 'excluded-file');
  if (excluded !== undefined) return policy('excluded-file', `${excluded.reason} It stays on this machine.`);
  if (mode === 'local-only') return policy('local-only-mode', 'The privacy mode is local-only.');
  const [found] = findings;
  if (mode === 'open' || found === undefined) return undefined;
  return policy('secret-found', `${found.reason} In the mode ${mode} it stays on this machine.`);
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

function refusalByTask(backend: BackendFacts, { request }: Question): Reason | undefined {
  const isChosen = request.override.kind === 'backend';
  if (request.task !== 'completion' || backend.locality === 'local' || isChosen) return undefined;
  return {
    layer: 'task',
    code: 'completion-stays-local',
    text: 'Completions go to local models only, unless you choose another one by name.',
  };
}

/** A prompt is evaluated ahead of time only where that is free, and where it stays. */
function refusalByWarmth({ id, locality, canWarm }: BackendFacts, { request }: Question): Reason | undefined {
  const isWarmUp = request.task === 'completion' && request.warm !== undefined;
  if (!isWarmUp || (locality === 'local' && canWarm)) return undefined;
  return { layer: 'capability', code: 'cannot-warm', text: `${id} cannot evaluate a prompt ahead of time.` };
}

function refusalByContext({ id, contextTokens }: BackendFacts, { neededTokens }: Question): Reason | undefined {
  if (contextTokens === undefined || neededTokens <= contextTokens) return undefined;
  const text = `${id} takes ${contextTokens} tokens, and this needs about ${neededTokens}.`;
  return { layer: 'capability', code: 'context-too-small', text };
}

/** The sentence holds no time, so that it is the same one at each key of somebody who types. */
function refusalByHealth({ id, health }: BackendFacts, { nowMs }: Question): Reason | undefined {
  if (health.state !== 'cooling-down' || health.untilMs <= nowMs) return undefined;
  return { layer: 'health', code: 'cooling-down', text: `${id} failed lately: ${health.reason}` };
}

function policy(code: string, text: string): Reason {
  return { layer: 'policy', code, text };
}

export const taskNames = { completion: 'completions', chat: 'chat' } as const;
