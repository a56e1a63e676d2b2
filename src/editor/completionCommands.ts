import * as vscode from 'vscode';
import type { Snooze } from '../completion/snooze.ts';
import { isLanguageOn } from '../completion/switches.ts';
import { type CompletionState, silenceSentence } from './completionState.ts';
import type { Settings } from './settings.ts';

export interface CompletionCommandParts {
  readonly settings: Settings;
  readonly snooze: Snooze;
  readonly completions: () => CompletionState;
}

/** The commands that switch when ghost text comes by itself. */
export function createCompletionCommands(parts: CompletionCommandParts): Readonly<Record<string, () => unknown>> {
  const { settings, snooze, completions } = parts;
  const tell = () => tellState(completions());
  return {
    async toggleCompletions() {
      await settings.setCompletionEnabled(!settings.completion().enabled);
      await tell();
    },
    async toggleCompletionsForLanguage() {
      const { language, switches } = completions();
      if (language === undefined) return say('Open a file first: no editor is in front.');
      await settings.setLanguageEnabled(language.id, !isLanguageOn(switches.languages, language.id));
      return tell();
    },
    async toggleManualOnly() {
      await settings.setCompletionTrigger(settings.completion().trigger === 'manual' ? 'automatic' : 'manual');
      await tell();
    },
    async snoozeCompletions() {
      const items = durations.map(([label, minutes]) => ({ label, minutes }));
      const title = 'How long should no suggestion come by itself in this window?';
      const picked = await vscode.window.showQuickPick(items, { title });
      if (picked === undefined) return;
      snooze.start(picked.minutes);
      await tell();
    },
    async endSnooze() {
      snooze.end();
      await tell();
    },
    triggerCompletion: () => vscode.commands.executeCommand('editor.action.inlineSuggest.trigger'),
  };
}

const durations = [
  ['5 minutes', 5],
  ['15 minutes', 15],
  ['30 minutes', 30],
  ['60 minutes', 60],
  ['Until the editor restarts', undefined],
] as const;

/** What stands on the screen goes as soon as the person has asked for silence. */
async function tellState(state: CompletionState): Promise<void> {
  const sentence = silenceSentence(state);
  if (sentence !== undefined) await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
  say(sentence ?? 'Inline completions come while you type.');
}

function say(sentence: string): void {
  vscode.window.setStatusBarMessage(`Watershed: ${sentence}`, 5000);
}
