import type { PolicyFile, WorkspacePolicy } from '../../contract/privacySettings.ts';
import { combinePolicies, unknownPolicy } from './combinePolicies.ts';

/** What the policy files of this window demand now. */
export interface PolicyRecord {
  /** Until the files are known, nothing leaves this machine. */
  current(): WorkspacePolicy;
  /** Replaces what was known by what these files say. */
  update(files: readonly PolicyFile[]): void;
}

export function createPolicyRecord(): PolicyRecord {
  let policy = unknownPolicy;
  return {
    current: () => policy,
    update: (files) => {
      policy = combinePolicies(files);
    },
  };
}
