import type { Refusal } from '../contract/admission.ts';
import { type Inspection, notInspected } from '../contract/inspection.ts';
import { isExcludedByPolicy } from '../contract/privacySettings.ts';
import type { Request } from '../contract/request.ts';
import type { PrivacyMode, Route } from '../contract/routing.ts';
import { isCloudModel } from './locality.ts';
import { isProvenLocal, localOnlyRefusal } from './policy.ts';

/** What decides whether a request may leave this machine. */
export interface LeavingRules {
  readonly mode: () => PrivacyMode;
  /** Whether the person lets a cloud model answer at key presses too. */
  readonly completionsMayLeave: () => boolean;
  /** Whether the person has called a remote host their own. It then counts like this machine, save in `local-only`. */
  readonly isOwnHost: (origin: string) => boolean;
  /** What the person's requirements or the repository's policy have against a destination, an own host too. */
  readonly forbids: (route: Route) => Refusal | undefined;
}

/** A request about to be sent over a route, and what was found in it. */
export interface Attempt {
  readonly request: Request;
  readonly inspection: Inspection;
  readonly route: Route;
}

/** Why a request may not leave this machine; undefined where it may, if need be with placeholders. */
export function refusalToLeave(rules: LeavingRules, attempt: Attempt): Refusal | undefined {
  const { request, inspection, route } = attempt;
  if (rules.mode() === 'local-only') return localOnlyRefusal(route.origin);
  const forbidden = rules.forbids(route);
  if (forbidden !== undefined) return forbidden;
  if (inspection === notInspected) return uncertainRefusal;
  if (request.override.kind === 'local') {
    return { code: 'asked-for-local', text: 'You asked for a local model, and this one is not on this machine.' };
  }
  return goesToOwnHost(rules, route) ? refusalByRepository(attempt) : refusalByContents(rules, attempt);
}

/** Whether placeholders have to take the place of what was found. Such a request has nothing in it that stays here. */
export function needsPlaceholders(rules: LeavingRules, { inspection, route }: Attempt): boolean {
  const leavesAsItIs = rules.mode() === 'open' || staysHere(route) || goesToOwnHost(rules, route);
  return !leavesAsItIs && inspection.findings.length > 0;
}

/** Whether a route ends on this machine. A model that its server runs elsewhere does not. */
export function staysHere(route: Route): boolean {
  return isProvenLocal(route) && !isCloudModel(route.model);
}

/** The route knows whether the server there was found to run the model elsewhere; the person's settings have to agree. */
export function goesToOwnHost(
  { isOwnHost }: Pick<LeavingRules, 'isOwnHost'>,
  { origin, model, isOwn }: Route,
): boolean {
  return isOwn === true && isOwnHost(origin) && !isCloudModel(model);
}

/** What a repository has excluded is not the person's to send to another machine, not even to one of their own. */
function refusalByRepository({ inspection: { findings } }: Attempt): Refusal | undefined {
  const excluded = findings.find(isExcludedByPolicy);
  return excluded && { code: 'excluded-file', text: `${excluded.reason} It stays on this machine.` };
}

function refusalByContents(rules: LeavingRules, { request, inspection: { findings } }: Attempt): Refusal | undefined {
  const excluded = findings.find((finding) => finding.kind === 'excluded-file');
  if (excluded !== undefined) return { code: 'excluded-file', text: `${excluded.reason} It stays on this machine.` };
  const staying = findings.find(({ redaction }) => redaction === undefined);
  if (staying !== undefined && rules.mode() !== 'open') {
    return { code: 'secret-found', text: `${staying.reason} It stays on this machine.` };
  }
  if (request.task === 'chat') return undefined;
  // At a key press nobody reads what leaves, so a prompt with something in it never does. Nor does a warm-up.
  const isChosen = request.override.kind === 'backend';
  const isHedge = request.warm === undefined && rules.completionsMayLeave();
  if (findings.length === 0 && (isChosen || isHedge)) return undefined;
  return { code: 'completion-stays-local', text: 'Completions are not sent to the cloud by themselves.' };
}

export const uncertainRefusal: Refusal = {
  code: 'admission-failed',
  text: 'Whether this may be sent could not be decided, so it was not sent. The Watershed log says more.',
};
