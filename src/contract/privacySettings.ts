import type { Requirements } from './compliance.ts';
import type { IgnoreFile } from './ignoreFile.ts';
import type { Finding, FindingKind } from './inspection.ts';
import type { BackendKind, PrivacyMode } from './routing.ts';

/** A kind of finding of which the person decides what becomes of it. */
export type HandledKind = Exclude<FindingKind, 'excluded-file' | 'uninspected'>;

/** `stay`: the request stays here. `redact`: it leaves with a placeholder. `allow`: it is not looked for. The strictest first. */
export const handlings = ['stay', 'redact', 'allow'] as const;
export type Handling = (typeof handlings)[number];

/** The person's own settings on privacy besides the mode, parsed. */
export interface PrivacySettings {
  readonly handling: Readonly<Record<HandledKind, Handling>>;
  /** Expressions in RE2's syntax that mark a text as sensitive. */
  readonly expressions: readonly string[];
  /** Words that mark a text as sensitive, whatever their case. */
  readonly keywords: readonly string[];
  /** Hosts of the person's own, as `name` or `name:port` in lower case. */
  readonly ownHosts: readonly string[];
  /** Whether what .gitignore names is excluded too. */
  readonly usesGitignore: boolean;
  readonly requirements: Requirements;
}

/** Where a workspace folder keeps its policy. */
export const policyPath = '.watershed/policy.json';

/** Whether a file is excluded by a repository's policy, and not only by an ignore file or by the built-in list. */
export function isExcludedByPolicy({ kind, rule }: Pick<Finding, 'kind' | 'rule'>): boolean {
  return kind === 'excluded-file' && rule.includes(policyPath);
}

/** More than this is no policy that anybody has written, and reading it would hold up the editor. */
export const largestPolicyBytes = 64 * 1024;

/** A policy file as it was found in a workspace folder: read in editor/, understood in privacy/. */
export interface PolicyFile {
  /** The workspace folder's URI as the editor writes it. */
  readonly workspaceUri: string;
  /** Undefined where it is there and could not be read, or is larger than `largestPolicyBytes`. */
  readonly text: string | undefined;
}

/** What the policy files of a window demand together. It is added to the person's settings and can only take away. */
export interface WorkspacePolicy {
  /** The least strict mode that is allowed; undefined where any is. */
  readonly strictestMode: PrivacyMode | undefined;
  /** The providers that may be used besides this machine; undefined where any may. */
  readonly providers: ReadonlySet<BackendKind> | undefined;
  readonly requirements: Requirements;
  readonly handling: Readonly<Partial<Record<HandledKind, Handling>>>;
  /** What the files exclude, each for its own folder, as if it stood in an ignore file there. */
  readonly exclusions: readonly IgnoreFile[];
  /** What is wrong with a file, and what to do, a sentence each. A file that cannot be understood means `local-only`. */
  readonly problems: readonly string[];
}
