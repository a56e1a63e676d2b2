import { describeFault } from '../base/describeFault.ts';
import { AdmittedRequest, type AskConsent, type MayContact, type Refusal } from '../contract/admission.ts';
import type { Inspection } from '../contract/inspection.ts';
import type { Log } from '../contract/log.ts';
import type { Request } from '../contract/request.ts';
import type { Route } from '../contract/routing.ts';
import type { AnswerStream } from '../contract/stream.ts';
import {
  type Attempt,
  goesToOwnHost,
  type LeavingRules,
  needsPlaceholders,
  refusalToLeave,
  staysHere,
  uncertainRefusal,
} from './leaving.ts';
import { untrustedRefusal } from './policy.ts';
import { type Redact, type Release, releaseAsItIs, releaseRedacted } from './release.ts';
import { createSharedQuestion } from './sharedQuestion.ts';

/** Whether prompts may go to a remote origin, as the person decided. */
export interface Consent {
  isGranted(origin: string, request: Request): boolean;
  /** Asks the person, and remembers their answer for `isGranted`. */
  readonly ask: AskConsent;
}

export interface AdmissionRules extends LeavingRules {
  readonly trusted: () => boolean;
  readonly mayContact: MayContact;
  readonly consent: Consent;
  /** Puts placeholders in the place of what was found. Where it is left out, no request with a finding leaves guarded. */
  readonly redact?: Redact;
  /** Told why an admission failed. */
  readonly log?: Pick<Log, 'error'>;
}

export type AdmissionResult =
  /** `restore` puts into the answer what left as placeholders; absent where nothing did. */
  | { readonly admitted: AdmittedRequest; readonly restore?: (answer: AnswerStream) => AnswerStream }
  | { readonly refused: Refusal };

export interface Admission {
  /**
   * Decides whether a request may be sent over one route, and whether as it is or with placeholders. It judges anew and
   * does not rely on the router: a fallback is asked like a first route, and any doubt or fault is a refusal.
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
          refusalByPolicy(rules, attempt) ?? (await refusalByConsent({ ...rules, consent }, attempt, signal));
        return refused === undefined ? await release(rules, attempt) : { refused };
      } catch (error) {
        signal.throwIfAborted();
        rules.log?.error(`${request.id} ${route.backendId}: the admission failed with ${describeFault(error)}.`);
        return { refused: uncertainRefusal };
      }
    },
  };
}

function refusalByPolicy(rules: AdmissionRules, attempt: Attempt): Refusal | undefined {
  if (!rules.trusted()) return untrustedRefusal;
  const refused = rules.mayContact(attempt.route);
  if (refused !== undefined || staysHere(attempt.route)) return refused;
  return refusalToLeave(rules, attempt);
}

async function refusalByConsent(
  rules: Pick<AdmissionRules, 'consent' | 'isOwnHost'>,
  { request, route }: Attempt,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const needsNone = staysHere(route) || goesToOwnHost(rules, route);
  if (needsNone || rules.consent.isGranted(route.origin, request)) return undefined;
  if (request.task !== 'chat') return missingConsentRefusal(route.origin);
  const isAllowed = await rules.consent.ask(request, route, signal);
  return isAllowed === true ? undefined : missingConsentRefusal(route.origin);
}

/** Policy is asked again after each wait, since the person may have changed the mode, and nothing waits after it. */
async function release(rules: AdmissionRules, attempt: Attempt): Promise<AdmissionResult> {
  const { request, inspection, route } = attempt;
  const changed = refusalByPolicy(rules, attempt);
  if (changed !== undefined) return { refused: changed };
  if (!needsPlaceholders(rules, attempt)) {
    // It left no placeholder behind: where a stricter mode wants some by then, it may not go.
    const refusalNow = () =>
      refusalByPolicy(rules, attempt) ?? (needsPlaceholders(rules, attempt) ? stricterByNow : undefined);
    return toResult(releaseAsItIs(request, inspection), route, refusalNow);
  }
  const released = await releaseRedacted(request, inspection, rules.redact);
  if ('refused' in released) return released;
  const refused = refusalByPolicy(rules, attempt);
  return refused === undefined ? toResult(released, route, () => refusalByPolicy(rules, attempt)) : { refused };
}

function toResult(
  { request, contents, restore }: Release,
  route: Route,
  refusalNow: () => Refusal | undefined,
): AdmissionResult {
  return { admitted: new AdmittedRequest(request, route, contents, refusalNow), ...(restore && { restore }) };
}

const stricterByNow: Refusal = {
  code: 'stricter-by-now',
  text: 'The privacy mode became stricter while this waited, so it was not sent. Ask again.',
};

function missingConsentRefusal(origin: string): Refusal {
  return {
    code: 'consent-missing',
    text: `You have not allowed prompts to go to ${origin}. Ask the chat once and allow it there, or choose a local model.`,
  };
}
