import type { Contact, Refusal } from '../../contract/admission.ts';
import type { Requirements } from '../../contract/compliance.ts';
import { type PrivacySettings, policyPath, type WorkspacePolicy } from '../../contract/privacySettings.ts';
import { judge } from '../compliance/judge.ts';
import { mergeRequirements } from '../compliance/mergeRequirements.ts';
import { runsAtOwnHost } from '../ownHosts.ts';
import { isProvenLocal } from '../policy.ts';
import { unknownPolicy } from './combinePolicies.ts';
import { providerAt } from './providerAt.ts';

/** Where something is about to be sent: the gate knows the address alone, a route its model too. */
export interface Destination extends Contact {
  readonly model?: string | undefined;
}

/** Why nothing at all may be sent to a destination; undefined where nothing speaks against it. */
export type DestinationRules = (destination: Destination) => Refusal | undefined;

export interface DestinationRuleParts {
  readonly policy: () => WorkspacePolicy;
  readonly settings: () => Pick<PrivacySettings, 'requirements' | 'ownHosts'>;
}

/** Judges destinations by the repository's policy and by what the person requires. This machine is always allowed. */
export function createDestinationRules({ policy, settings }: DestinationRuleParts): DestinationRules {
  return (destination) => {
    if (isProvenLocal(destination)) return undefined;
    const demands = policy();
    return (
      refusalByMode(demands, destination) ??
      refusalByProvider(demands, destination) ??
      refusalByRequirements(demands, settings(), destination)
    );
  };
}

function refusalByMode(policy: WorkspacePolicy, { origin }: Destination): Refusal | undefined {
  if (policy === unknownPolicy) return { code: 'policy-unknown', text: unknownText };
  if (policy.strictestMode !== 'local-only') return undefined;
  const [problem] = policy.problems;
  const demand = `The policy of this workspace (${policyPath}) allows models of this machine alone, and ${origin} is not proven to be one.`;
  return { code: 'policy-local-only', text: problem ?? demand };
}

function refusalByProvider({ providers }: WorkspacePolicy, { kind, origin }: Destination): Refusal | undefined {
  if (providers === undefined) return undefined;
  const provider = kind && providerAt(kind, origin);
  if (provider !== undefined && providers.has(provider)) return undefined;
  const allowed = providers.size === 0 ? 'no provider' : `only ${[...providers].join(', ')}`;
  const fault = provider === undefined ? 'it is not proven whose server answers there' : `${provider} answers there`;
  return {
    code: 'policy-provider',
    text: `The policy of this workspace (${policyPath}) allows ${allowed} besides this machine, so ${origin} is not used: ${fault}.`,
  };
}

function refusalByRequirements(
  { requirements: demanded }: WorkspacePolicy,
  settings: Pick<PrivacySettings, 'requirements' | 'ownHosts'>,
  { kind, origin, model }: Destination,
): Refusal | undefined {
  const required = mergeRequirements(settings.requirements, demanded);
  if (!isAnythingRequired(required)) return undefined;
  if (kind === undefined) return unmet(origin, 'it is not known whose server answers there.');
  const isOwn = runsAtOwnHost({ kind, origin, model: model ?? '' }, settings);
  // A host of the person's own has nobody to promise anything, but a policy may want to know where it stands.
  const { regions } = demanded;
  if (isOwn && regions !== undefined && !regions.includes('own')) {
    return unmet(
      origin,
      `the policy of this workspace (${policyPath}) does not count your own hosts among the regions.`,
    );
  }
  return judge({ kind, origin, model, isOwn }, required);
}

function isAnythingRequired({ noTraining, noRetention, baa, soc2, regions }: Requirements): boolean {
  return noTraining || noRetention || baa || soc2 || regions !== undefined;
}

function unmet(origin: string, why: string): Refusal {
  return { code: 'requirement-unmet', text: `${origin} may not be asked: ${why}` };
}

const unknownText = `It is not known yet whether a policy (${policyPath}) forbids this, so nothing leaves this machine until the workspace has been read.`;
