import type { AskConsent } from '../../../src/contract/admission.ts';
import type { Finding, Redaction } from '../../../src/contract/inspection.ts';
import type { Request } from '../../../src/contract/request.ts';
import type { PrivacyMode, Route } from '../../../src/contract/routing.ts';
import type { AnswerStream } from '../../../src/contract/stream.ts';
import { type AdmissionRules, createAdmission } from '../../../src/privacy/admit.ts';
import type { Located } from '../../../src/privacy/locate.ts';
import { createMayContact } from '../../../src/privacy/policy.ts';
import type { Redact } from '../../../src/privacy/release.ts';
import { cloudRoute, finding, inspection } from './support.ts';

export interface Situation {
  readonly mode: PrivacyMode;
  readonly trusted: boolean;
  readonly granted: boolean;
  /** Whether the person lets a cloud help at key presses. */
  readonly hedges: boolean;
  readonly ask: AskConsent;
  /** Whether the cloud's host is one of the person's own. */
  readonly own: boolean;
  /** Whether the person's requirements or a policy forbid the destination. */
  readonly forbidden: boolean;
  readonly redact: Redact;
}

export const usual: Situation = {
  ...{ mode: 'guarded', trusted: true, granted: true, hedges: false, own: false, forbidden: false },
  ask: async () => false,
  redact: placeholdersFor(),
};

export const restore = (answer: AnswerStream) => answer;

/** Puts one placeholder in for the whole text. `left` is what is still found after that. */
export function placeholdersFor(...left: readonly Located[]): Redact {
  return async (request) => {
    const messages = request.messages.map((message) => ({ ...message, text: 'REDACTED_EMAIL_1' }));
    return { request: { ...request, messages }, count: 1, left, restore };
  };
}

export function rulesFor(situation: Partial<Situation> = {}): AdmissionRules {
  const { mode, trusted, granted, hedges, ask, own, forbidden, redact } = { ...usual, ...situation };
  return {
    mode: () => mode,
    trusted: () => trusted,
    mayContact: createMayContact(
      () => mode,
      () => trusted,
    ),
    completionsMayLeave: () => hedges,
    consent: { isGranted: () => granted, ask },
    isOwnHost: (origin) => own && origin === cloudRoute.origin,
    forbids: () => (forbidden ? { code: 'destination-forbidden', text: 'It trains on prompts.' } : undefined),
    redact,
  };
}

/** `admitted`, or the code of the refusal. */
export async function outcome(
  situation: Partial<Situation>,
  request: Request,
  route: Route,
  findings: readonly Finding[] = [],
): Promise<string> {
  const admission = createAdmission(rulesFor(situation));
  const result = await admission.admit(request, inspection(...findings), route, signal());
  return 'admitted' in result ? 'admitted' : result.refused.code;
}

/** All that a request would send, as one text. */
export function toText(request: Request): string {
  return request.task === 'chat' ? request.messages.map(({ text }) => text).join('') : request.prefix;
}

export function signal(): AbortSignal {
  return new AbortController().signal;
}

/** One that the person lets leave as a placeholder. */
export function redactable(kind: Finding['kind'] = 'email', redaction: Redaction = 'restored'): Finding {
  return { ...finding(kind), redaction };
}

export const ownRoute: Route = { ...cloudRoute, isOwn: true };
