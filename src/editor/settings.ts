import * as vscode from 'vscode';
import * as z from 'zod';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { CompletionSwitches } from '../completion/switches.ts';
import type { PrivacyMode, RoutingFacts } from '../contract/routing.ts';
import { type EgressSettings, parseEgress } from './egressSetting.ts';
import { changeLanguage, mergeLanguages } from './languageSetting.ts';

/**
 * The person's own settings. Workspace values are not read, so that no repository can set one of them. The languages of
 * completions are the exception: silence in a language is a matter of the project, and `enabled` stands above it.
 */
export interface Settings extends Disposable {
  privacyMode(): PrivacyMode;
  setPrivacyMode(mode: PrivacyMode): Promise<void>;
  /**
   * The raw values of the other settings of `watershed.privacy`, each by the last part of its name, unchecked: the same
   * object until one changes.
   */
  privacy(): unknown;
  egress(): EgressSettings;
  /** The raw value of `watershed.backends`, unchecked. */
  backends(): unknown;
  /** Writes `watershed.backends` anew, in this order. */
  replaceBackends(entries: Readonly<Record<string, unknown>>): Promise<void>;
  routing(): RoutingSettings;
  completion(): Omit<CompletionSwitches, 'snooze'>;
  setCompletionEnabled(enabled: boolean): Promise<void>;
  setCompletionTrigger(trigger: CompletionSwitches['trigger']): Promise<void>;
  /** Writes into the workspace's settings where these name the language, since the person's would be overruled there. */
  setLanguageEnabled(languageId: string, enabled: boolean): Promise<void>;
  /** `backends` says whether the configured servers are among what has changed. */
  readonly onDidChange: Event<{ readonly backends: boolean }>;
}

export interface RoutingSettings {
  readonly strategies: RoutingFacts['strategies'];
  readonly allowsPaidFallback: boolean;
  /** What paid models may cost in a day, in US dollars; undefined where there is no limit. */
  readonly dailyBudgetUsd: number | undefined;
}

export const privacyModes = ['local-only', 'guarded', 'open'] as const satisfies readonly PrivacyMode[];

// An unreadable mode falls to the strictest one: when in doubt, nothing leaves.
const modeSchema = z.enum(privacyModes).catch('local-only');

export function createSettings(): Settings {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<{ readonly backends: boolean }>());
  // Asked at each key, so read once for each change.
  let completion: Omit<CompletionSwitches, 'snooze'> | undefined;
  let privacyMode: PrivacyMode | undefined;
  let routing: RoutingSettings | undefined;
  let privacy: unknown;
  owned.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('watershed')) return;
      completion = undefined;
      privacyMode = undefined;
      routing = undefined;
      privacy = undefined;
      changed.fire({ backends: event.affectsConfiguration('watershed.backends') });
    }),
  );
  return {
    privacyMode() {
      privacyMode ??= modeSchema.parse(ownValue('privacy.mode'));
      return privacyMode;
    },
    setPrivacyMode: (mode) => write('privacy.mode', mode),
    privacy() {
      privacy ??= Object.fromEntries(privacySettings.map((name) => [name, ownValue(`privacy.${name}`)]));
      return privacy;
    },
    egress: readEgress,
    backends: () => ownValue('backends'),
    replaceBackends: (entries) => write('backends', entries),
    routing() {
      routing ??= readRouting();
      return routing;
    },
    completion() {
      completion ??= readCompletion();
      return completion;
    },
    setCompletionEnabled: (enabled) => write('completion.enabled', enabled),
    setCompletionTrigger: (trigger) => write('completion.trigger', trigger),
    async setLanguageEnabled(languageId, enabled) {
      const { target, value } = changeLanguage(inspect(languagesSetting) ?? {}, languageId, enabled);
      await write(languagesSetting, value, target === 'workspace' ? workspaceTarget : userTarget);
    },
    onDidChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

const privacySettings = ['handling', 'expressions', 'keywords', 'ownHosts', 'useGitignore', 'require'] as const;

function readEgress(): EgressSettings {
  return parseEgress({ keepText: ownValue('egress.keepText'), retentionDays: ownValue('egress.retentionDays') });
}

const languagesSetting = 'completion.languages';
const { Global: userTarget, Workspace: workspaceTarget } = vscode.ConfigurationTarget;

function readCompletion(): Omit<CompletionSwitches, 'snooze'> {
  return {
    enabled: ownValue('completion.enabled') !== false,
    trigger: ownValue('completion.trigger') === 'manual' ? 'manual' : 'automatic',
    languages: mergeLanguages(inspect(languagesSetting) ?? {}),
  };
}

// What cannot be read falls back to what costs nothing.
const routingSchema = z.object({
  chat: z.enum(['tiered', 'fallback', 'privacy-split', 'speculative', 'verified-cascade']).catch('tiered'),
  completion: z.enum(['fallback', 'speculative']).catch('fallback'),
  allowsPaidFallback: z.boolean().catch(false),
  dailyBudgetUsd: z.number().nonnegative().nullish().catch(0),
});

function readRouting(): RoutingSettings {
  const { chat, completion, allowsPaidFallback, dailyBudgetUsd } = routingSchema.parse({
    chat: ownValue('routing.chat.strategy'),
    completion: ownValue('routing.completion.strategy'),
    allowsPaidFallback: ownValue('routing.allowPaidFallback'),
    dailyBudgetUsd: ownValue('budget.dailyUsd'),
  });
  return { strategies: { chat, completion }, allowsPaidFallback, dailyBudgetUsd: dailyBudgetUsd ?? undefined };
}

function inspect(name: string) {
  return vscode.workspace.getConfiguration('watershed').inspect<unknown>(name);
}

function ownValue(name: string): unknown {
  const found = inspect(name);
  return found?.globalValue ?? found?.defaultValue;
}

async function write(name: string, value: unknown, target = userTarget): Promise<void> {
  await vscode.workspace.getConfiguration('watershed').update(name, value, target);
}
