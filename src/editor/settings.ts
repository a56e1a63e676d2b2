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
  /** Adds or replaces the entries named; the others stay as they are. */
  writeBackends(entries: Readonly<Record<string, object>>): Promise<void>;
  completionEnabled(): boolean;
  setCompletionEnabled(enabled: boolean): Promise<void>;
  readonly onDidChange: Event<void>;
}

export const privacyModes = ['local-only', 'guarded', 'open'] as const satisfies readonly PrivacyMode[];

// An unreadable mode falls to the strictest one: when in doubt, nothing leaves.
const modeSchema = z.enum(privacyModes).catch('local-only');
const objectSchema = z.record(z.string(), z.unknown()).catch({});

export function createSettings(): Settings {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  owned.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('watershed')) changed.fire();
    }),
  );
  return {
    privacyMode: () => modeSchema.parse(ownValue('privacy.mode')),
    setPrivacyMode: (mode) => write('privacy.mode', mode),
    backends: () => ownValue('backends'),
    writeBackends: (entries) => write('backends', { ...objectSchema.parse(ownValue('backends')), ...entries }),
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
