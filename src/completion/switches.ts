import type { SnoozeState } from './snooze.ts';

/** Language identifiers and whether ghost text comes by itself there; `*` stands for those that are not named. */
export type LanguageSwitches = Readonly<Record<string, boolean>>;

/** Everything that a person can switch about when ghost text comes by itself. A manual trigger works regardless. */
export interface CompletionSwitches {
  /** The main switch: while it is off, nothing is sent for completions unless the person asks by hand. */
  readonly enabled: boolean;
  /** How the person works while completions are on. */
  readonly trigger: 'automatic' | 'manual';
  readonly languages: LanguageSwitches;
  readonly snooze: SnoozeState;
}

/** Nothing is switched off, as for a caller that has no settings. */
export const allOn: CompletionSwitches = {
  ...{ enabled: true, trigger: 'automatic' },
  ...{ languages: {}, snooze: { kind: 'awake' } },
};

/** Why no ghost text comes by itself. */
export type Silence = 'off' | 'snoozed' | 'language-off' | 'manual-only';

/**
 * The first reason why nothing comes by itself in a language, the widest first; undefined when there is none. Without
 * a language, as when no editor is open, only what holds everywhere counts.
 */
export function findSilence(switches: CompletionSwitches, languageId: string | undefined): Silence | undefined {
  if (!switches.enabled) return 'off';
  if (switches.snooze.kind === 'snoozed') return 'snoozed';
  if (languageId !== undefined && !isLanguageOn(switches.languages, languageId)) return 'language-off';
  return switches.trigger === 'manual' ? 'manual-only' : undefined;
}

/** A language that is not named is as `*` says, and on where nothing is said of that either. */
export function isLanguageOn(languages: LanguageSwitches, languageId: string): boolean {
  const named = Object.hasOwn(languages, languageId) ? languages[languageId] : languages['*'];
  return named ?? true;
}
