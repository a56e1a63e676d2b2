import { describeFault } from '../base/describeFault.ts';
import { AdmittedRequest, type AskConsent, type MayContact, type Refusal } from '../contract/admission.ts';
import { type Finding, type Inspection, notInspected } from '../contract/inspection.ts';
import type { Log } from '../contract/log.ts';
import type { CompletionRequest, Request } from '../contract/request.ts';
import type { PrivacyMode, Route } from '../contract/routing.ts';
import { isCloudModel } from './locality.ts';
import { isProvenLocal, localOnlyRefusal, untrustedRefusal } from './policy.ts';
import { createSharedQuestion } from './sharedQuestion.ts';

/** Whether prompts may go to a remote origin, as the person decided. */
export interface Consent {
  isGranted(origin: string, request: Request): boolean;
  /** Asks the person, and remembers their answer for `isGranted`. */
  readonly ask: AskConsent;
}

export interface AdmissionRules {
  readonly mode: () => PrivacyMode;
  readonly trusted: () => boolean;
  readonly mayContact: MayContact;
  /** Whether the person lets a cloud model answer at key presses too. */
  readonly completionsMayLeave: () => boolean;
  readonly consent: Consent;
  /** Told why an admission failed. */
  readonly log?: Pick<Log, 'error'>;
}

export type AdmissionResult = { readonly admitted: AdmittedRequest } | { readonly refused: Refusal };

export interface Admission {
  /**
   * Decides whether a request may be sent over one route. It judges anew and does not rely on the router: a fallback
   * is asked like a first route, and any doubt or fault is a refusal.
   * @throws the signal's reason when it was aborted while the person was being asked
   */
  admit(request: Request, inspection: Inspection, route: Route, signal: AbortSignal): Promise<AdmissionResult>;
}

/** The only maker of AdmittedRequest. */
export function createAdmission(rules: AdmissionRules): Admission {
  const consent: Consent = {
    isGranted: (origin, request) => rules.consent.isGranted(origin, request),
    ask: createSharedQuestion((request, route, signal) => rules.consent.ask(request, route, signal)),
  };
  return {
    async admit(request, inspection, route, signal) {
      const attempt = { request, inspection, route };
      try {
        const refused =
          refusalByPolicy(rules, attempt) ??
          (await refusalByConsent(consent, attempt, signal)) ??
          // The person may have changed the mode while the question stood open.
          refusalByPolicy(rules, attempt);
        if (refused !== undefined) return { refused };
        return { admitted: new AdmittedRequest(request, route) };
      } catch (error) {
        signal.throwIfAborted();
        rules.log?.error(`${request.id} ${route.backendId}: the admission failed with ${describeFault(error)}.`);
        return { refused: uncertainRefusal };
      }
    },
  };
}

/** A request about to be sent over a route, and what was found in it. */
interface Attempt {
  readonly request: Request;
  readonly inspection: Inspection;
  readonly route: Route;
}

function refusalByPolicy(rules: AdmissionRules, attempt: Attempt): Refusal | undefined {
  if (!rules.trusted()) return untrustedRefusal;
  const refused = rules.mayContact(attempt.route);
  if (refused !== undefined || staysHere(attempt.route)) return refused;
  return refusalToLeave(rules, attempt);
}

/** Why a request may not leave this machine. */
function refusalToLeave(rules: AdmissionRules, { request, inspection, route }: Attempt): Refusal | undefined {
  const mode = rules.mode();
  if (mode === 'local-only') return localOnlyRefusal(route.origin);
  if (inspection === notInspected) return uncertainRefusal;
  const excluded = inspection.findings.find((finding) => finding.kind === 'excluded-file');
  if (excluded !== undefined) return { code: 'excluded-file', text: `${excluded.reason} It stays on this machine.` };
  const [found] = inspection.findings;
  if (mode !== 'open' && found !== undefined) {
    return { code: 'secret-found', text: `${found.reason} It stays on this machine.` };
  }
  if (request.override.kind === 'local') {
    return { code: 'asked-for-local', text: 'You asked for a local model, and this one is not on this machine.' };
  }
  if (request.task === 'completion' && request.override.kind !== 'backend' && !mayHedge(rules, request, found)) {
    return { code: 'completion-stays-local', text: 'Completions are not sent to the cloud by themselves.' };
  }
  return undefined;
}

/** A clean prompt of a key press may go to a cloud beside the local model where the person has chosen that. */
function mayHedge(rules: AdmissionRules, request: CompletionRequest, found: Finding | undefined): boolean {
  return request.warm === undefined && found === undefined && rules.completionsMayLeave();
}

async function refusalByConsent(
  consent: Consent,
  { request, route }: Attempt,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  if (staysHere(route) || consent.isGranted(route.origin, request)) return undefined;
  if (request.task !== 'chat') return missingConsentRefusal(route.origin);
  const isAllowed = await consent.ask(request, route, signal);
  return isAllowed === true ? undefined : missingConsentRefusal(route.origin);
}

function staysHere(route: Route): boolean {
  return isProvenLocal(route) && !isCloudModel(route.model);
}

function missingConsentRefusal(origin: string): Refusal {
  return {
    code: 'consent-missing',
    text: `You have not allowed prompts to go to ${origin}. Ask the chat once and allow it there, or choose a local model.`,
  };
}

const uncertainRefusal: Refusal = {
  code: 'admission-failed',
  text: 'Whether this may be sent could not be decided, so it was not sent. The Watershed log says more.',
};
