import { type CompletionSwitches, findSilence, isLanguageOn } from '../completion/switches.ts';

/** What stands of inline completions for the editor in front. */
export interface CompletionState {
  readonly switches: CompletionSwitches;
  /** The language of the editor in front; undefined where there is none, or none that a person writes in. */
  readonly language: { readonly id: string; readonly name: string } | undefined;
}

/** An entry of the status item's menu: what it would do, and how things stand now. */
export interface SwitchEntry {
  readonly icon: string;
  readonly label: string;
  readonly description: string;
  readonly command: string;
}

/** The sign on the status bar; empty while ghost text comes by itself, or where the person chose to ask for it. */
export function silenceSign(state: CompletionState): string {
  const minutesLeft = minutesLeftOf(state.switches);
  switch (findSilence(state.switches, state.language?.id)) {
    case 'off':
    case 'language-off':
      return '$(circle-slash)';
    case 'snoozed':
      return minutesLeft === undefined ? '$(bell-slash)' : `$(bell-slash) ${minutesLeft} min`;
    default:
      return '';
  }
}

/** Why no ghost text comes by itself, as a sentence; undefined while it does. */
export function silenceSentence(state: CompletionState): string | undefined {
  switch (findSilence(state.switches, state.language?.id)) {
    case 'off':
      return 'Inline completions are off.';
    case 'language-off':
      return `Inline completions are off for ${state.language?.name}.`;
    case 'snoozed':
      return `Inline completions are snoozed, ${remaining(minutesLeftOf(state.switches))}.`;
    case 'manual-only':
      return 'Inline completions come only when you ask, with Alt+\\.';
    default:
      return undefined;
  }
}

export function switchEntries(state: CompletionState): readonly SwitchEntry[] {
  const { enabled, languages, trigger, snooze } = state.switches;
  const entries: SwitchEntry[] = [
    {
      icon: 'lightbulb',
      label: `Turn inline completions ${enabled ? 'off' : 'on'}`,
      description: enabled ? 'now on' : 'now off',
      command: 'watershed.toggleCompletions',
    },
  ];
  if (state.language !== undefined) {
    const isOn = isLanguageOn(languages, state.language.id);
    entries.push({
      icon: 'code',
      label: `Turn inline completions ${isOn ? 'off' : 'on'} for ${state.language.name}`,
      description: isOn ? 'now on' : 'now off',
      command: 'watershed.toggleCompletionsForLanguage',
    });
  }
  const isSnoozed = snooze.kind === 'snoozed';
  entries.push({
    icon: isSnoozed ? 'bell' : 'bell-slash',
    label: isSnoozed ? 'End snooze' : 'Snooze inline completions',
    description: isSnoozed ? remaining(snooze.minutesLeft) : 'now awake',
    command: isSnoozed ? 'watershed.endSnooze' : 'watershed.snoozeCompletions',
  });
  const isManual = trigger === 'manual';
  entries.push({
    icon: 'record-keys',
    label: isManual ? 'Suggest while I type' : 'Suggest only when I ask (manual only)',
    description: isManual ? 'now only with Alt+\\' : 'now while you type',
    command: 'watershed.toggleManualOnly',
  });
  return entries;
}

function remaining(minutesLeft: number | undefined): string {
  if (minutesLeft === undefined) return 'until the editor restarts';
  return minutesLeft === 1 ? '1 minute left' : `${minutesLeft} minutes left`;
}

function minutesLeftOf({ snooze }: CompletionSwitches): number | undefined {
  return snooze.kind === 'snoozed' ? snooze.minutesLeft : undefined;
}
