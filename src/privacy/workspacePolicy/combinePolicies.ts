import { noRequirements } from '../../contract/compliance.ts';
import type { IgnoreFile } from '../../contract/ignoreFile.ts';
import { type PolicyFile, policyPath, type WorkspacePolicy } from '../../contract/privacySettings.ts';
import type { BackendKind, PrivacyMode } from '../../contract/routing.ts';
import { mergeRequirements } from '../compliance/mergeRequirements.ts';
import { toRequirements } from '../compliance/parseRequirements.ts';
import { combineDemands, toDemands } from './demandedHandling.ts';
import { stricterMode } from './effective.ts';
import { parsePolicyFile } from './parsePolicyFile.ts';
import type { PolicyDocument } from './schema.ts';

/** What the policy files of all workspace folders demand together: of each thing the strictest. */
export function combinePolicies(files: readonly PolicyFile[]): WorkspacePolicy {
  return files.map(toPolicy).reduce(combine, noPolicy);
}

/** Demands nothing. */
export const noPolicy: WorkspacePolicy = {
  strictestMode: undefined,
  providers: undefined,
  requirements: noRequirements,
  handling: {},
  exclusions: [],
  problems: [],
};

/** Holds until the folders have been looked at, when a policy may still turn up. */
export const unknownPolicy: WorkspacePolicy = { ...noPolicy, strictestMode: 'local-only' };

function toPolicy(file: PolicyFile): WorkspacePolicy {
  const parsed = parsePolicyFile(file);
  if ('problem' in parsed) return { ...noPolicy, strictestMode: 'local-only', problems: [parsed.problem] };
  const { mode, providers, require: required = {}, handling = {} } = parsed.document;
  return {
    ...{ strictestMode: mode, handling: toDemands(handling) },
    providers: providers && new Set(providers),
    requirements: toRequirements(required),
    exclusions: toIgnoreFiles(file, parsed.document),
    problems: [],
  };
}

function toIgnoreFiles({ workspaceUri }: PolicyFile, { exclude = [] }: PolicyDocument): readonly IgnoreFile[] {
  if (exclude.length === 0) return [];
  return [{ workspaceUri, folderPath: '', fileName: policyPath, text: exclude.join('\n') }];
}

function combine(one: WorkspacePolicy, other: WorkspacePolicy): WorkspacePolicy {
  return {
    strictestMode: stricterOf(one.strictestMode, other.strictestMode),
    providers: commonOf(one.providers, other.providers),
    requirements: mergeRequirements(one.requirements, other.requirements),
    handling: combineDemands(one.handling, other.handling),
    exclusions: [...one.exclusions, ...other.exclusions],
    problems: [...one.problems, ...other.problems],
  };
}

function stricterOf(one: PrivacyMode | undefined, other: PrivacyMode | undefined): PrivacyMode | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return stricterMode(one, other);
}

function commonOf(
  one: ReadonlySet<BackendKind> | undefined,
  other: ReadonlySet<BackendKind> | undefined,
): ReadonlySet<BackendKind> | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return new Set([...one].filter((kind) => other.has(kind)));
}
