import type { PrivacySettings, WorkspacePolicy } from '../../contract/privacySettings.ts';
import type { PrivacyMode } from '../../contract/routing.ts';
import { mergeRequirements } from '../compliance/mergeRequirements.ts';
import { strictestHandling } from '../handling.ts';

/** The mode that holds: the person's own, or the policy's where that is stricter. */
export function effectiveMode(own: PrivacyMode, { strictestMode }: WorkspacePolicy): PrivacyMode {
  return strictestMode === undefined ? own : stricterMode(own, strictestMode);
}

/** The settings that hold: the person's own, tightened where the policy demands more. */
export function effectiveSettings(own: PrivacySettings, policy: WorkspacePolicy): PrivacySettings {
  return {
    ...own,
    handling: strictestHandling(own.handling, policy.handling),
    requirements: mergeRequirements(own.requirements, policy.requirements),
  };
}

export function stricterMode(one: PrivacyMode, other: PrivacyMode): PrivacyMode {
  return modesByStrictness.find((mode) => mode === one || mode === other) ?? 'local-only';
}

const modesByStrictness: readonly PrivacyMode[] = ['local-only', 'guarded', 'open'];
