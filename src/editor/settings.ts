import * as vscode from 'vscode';
import * as z from 'zod';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { PrivacyMode } from '../contract/routing.ts';

/** The person's own settings. Workspace values are never read, so that no repository can set one of them. */
export interface Settings extends Disposable {
  privacyMode(): PrivacyMode;
  setPrivacyMode(mode: PrivacyMode): Promise<void>;
  /** The raw value of `watershed.backends`, unchecked. */
  backends(): unknown;
  /** Writes `watershed.backends` anew, in this order. */
  replaceBackends(entries: Readonly<Record<string, unknown>>): Promise<void>;
  completionEnabled(): boolean;
  setCompletionEnabled(enabled: boolean): Promise<void>;
  /** `backends` says whether the configured servers are among what has changed. */
  readonly onDidChange: Event<{ readonly backends: boolean }>;
}

export const privacyModes = ['local-only', 'guarded', 'open'] as const satisfies readonly PrivacyMode[];

// An unreadable mode falls to the strictest one: when in doubt, nothing leaves.
const modeSchema = z.enum(privacyModes).catch('local-only');

export function createSettings(): Settings {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<{ readonly backends: boolean }>());
  owned.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('watershed')) return;
      changed.fire({ backends: event.affectsConfiguration('watershed.backends') });
    }),
  );
  return {
    privacyMode: () => modeSchema.parse(ownValue('privacy.mode')),
    setPrivacyMode: (mode) => write('privacy.mode', mode),
    backends: () => ownValue('backends'),
    replaceBackends: (entries) => write('backends', entries),
    completionEnabled: () => ownValue('completion.enabled') !== false,
    setCompletionEnabled: (enabled) => write('completion.enabled', enabled),
    onDidChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

function ownValue(name: string): unknown {
  const found = vscode.workspace.getConfiguration('watershed').inspect<unknown>(name);
  return found?.globalValue ?? found?.defaultValue;
}

async function write(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('watershed').update(name, value, vscode.ConfigurationTarget.Global);
}
