import { type Finding, type FindingKind, findingKinds } from '../contract/inspection.ts';
import { type HandledKind, type Handling, handlings } from '../contract/privacySettings.ts';
import { redactedKinds } from './redaction/kinds.ts';

/** What becomes of each kind of finding. */
export type HandlingByKind = Readonly<Record<HandledKind, Handling>>;

/** The person's handling, made stricter where the workspace's policy is; a policy can loosen nothing. */
export function strictestHandling(own: HandlingByKind, policy: Readonly<Partial<HandlingByKind>>): HandlingByKind {
  return mapKinds((kind) => {
    const demanded = policy[kind];
    return demanded !== undefined && strictnessOf(demanded) < strictnessOf(own[kind]) ? demanded : own[kind];
  });
}

/** Holds where nothing is said about the handling: whatever is found stays here. */
export const everythingStays: HandlingByKind = mapKinds(() => 'stay');

/**
 * A finding as it is to be handled now; undefined where its kind is allowed. One of a kind that nobody can allow, such
 * as an excluded file, stays as it is.
 */
export function handle(finding: Finding, handling: HandlingByKind): Finding | undefined {
  const { kind, redaction: _before, ...rest } = finding;
  if (!isHandledKind(kind)) return finding;
  if (handling[kind] === 'allow') return undefined;
  return handling[kind] === 'redact' ? { ...rest, kind, redaction: redactedKinds[kind].redaction } : { ...rest, kind };
}

export function isHandledKind(kind: FindingKind): kind is HandledKind {
  return kind !== 'excluded-file' && kind !== 'uninspected';
}

export const handledKinds: readonly HandledKind[] = findingKinds.filter(isHandledKind);

function strictnessOf(handling: Handling): number {
  return handlings.indexOf(handling);
}

function mapKinds(handlingOf: (kind: HandledKind) => Handling): HandlingByKind {
  return {
    'vendor-secret': handlingOf('vendor-secret'),
    'private-key': handlingOf('private-key'),
    'connection-string': handlingOf('connection-string'),
    'assigned-secret': handlingOf('assigned-secret'),
    email: handlingOf('email'),
    card: handlingOf('card'),
    iban: handlingOf('iban'),
    ssn: handlingOf('ssn'),
    phone: handlingOf('phone'),
    'ip-address': handlingOf('ip-address'),
    'own-rule': handlingOf('own-rule'),
  };
}
