import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { Setup } from '../chat/messages.ts';
import type { Snooze } from '../completion/snooze.ts';
import { policyPath } from '../contract/privacySettings.ts';
import type { BackendFacts, PrivacyMode } from '../contract/routing.ts';
import type { DiscoveredServer } from '../contract/setup.ts';
import type { Summary } from '../metering/summary.ts';
import { watchActiveLanguage } from './activeLanguage.ts';
import type { MeterFault, MeterState } from './meterItem.ts';
import { serverName } from './serverName.ts';
import type { Settings } from './settings.ts';

export interface StatusParts {
  readonly settings: Settings;
  /** The privacy mode that holds, which a policy of the workspace may have made stricter than the person's own. */
  readonly mode: () => PrivacyMode;
  /** Whether the policy files have been read; until then the strictest mode holds. */
  readonly policyIsKnown: () => boolean;
  readonly snooze: Snooze;
  readonly backends: () => readonly BackendFacts[];
  /** What is wrong with the settings, a sentence each. */
  readonly problems: () => readonly string[];
  /** The same of the workspace's policy files. */
  readonly policyProblems: () => readonly string[];
  readonly summary: () => Summary;
  /** What became of today's suggestions; undefined before the first. */
  readonly acceptance: () => string | undefined;
  /** Why the ledger is lost with the window; undefined where it is kept. */
  readonly notKept: () => string | undefined;
  readonly workspaceTrusted: () => boolean;
  readonly clock: Clock;
  /** Asks the usual local ports. */
  readonly discover: (signal: AbortSignal) => Promise<readonly DiscoveredServer[]>;
  /** Events after which the status may read differently. */
  readonly changes: readonly Event<unknown>[];
}

/** What the status bar and the chat's first screen tell about the whole of Watershed. */
export interface Status extends Disposable {
  state(): MeterState;
  setup(): Setup;
  readonly onDidChange: Event<void>;
  /** A fault stands until it is cleared; undefined clears it. */
  setFault(sentence: string | undefined): void;
  /** Something about a server that its owner can mend; it stands until the window closes. */
  addNotice(sentence: string): void;
}

export function createStatus(parts: StatusParts): Status {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  const disposal = new AbortController();
  owned.add(toDisposable(() => disposal.abort()));
  const language = owned.add(watchActiveLanguage());
  const notices: string[] = [];
  let fault: string | undefined;
  let found: readonly DiscoveredServer[] = [];
  let hasLooked = false;
  let toldHasBackend: boolean | undefined;
  const missing = () => (parts.backends().length > 0 ? undefined : missingSentence(found));

  /** While nothing is configured it looks once, quietly, for what could be. */
  async function lookForServers(): Promise<void> {
    if (hasLooked || !parts.workspaceTrusted() || parts.backends().length > 0) return;
    hasLooked = true;
    found = await parts.discover(disposal.signal).catch(() => []);
    changed.fire();
  }
  const update = () => {
    const hasBackend = parts.backends().length > 0;
    // This runs after each request, and a context key is a message to the window.
    if (hasBackend !== toldHasBackend) void vscode.commands.executeCommand('setContext', hasBackendKey, hasBackend);
    toldHasBackend = hasBackend;
    void lookForServers();
    changed.fire();
  };
  for (const event of parts.changes) owned.add(event(update));
  owned.add(language.onDidChange(() => changed.fire()));
  owned.add(
    parts.snooze.onDidChange(() => {
      const isSnoozed = parts.snooze.state().kind === 'snoozed';
      void vscode.commands.executeCommand('setContext', 'watershed.isSnoozed', isSnoozed);
      changed.fire();
    }),
  );
  owned.add(atEachMidnight(parts.clock, () => changed.fire()));
  // After activation, which reading the settings for the first time would hold up.
  owned.add(parts.clock.schedule(0, update));

  return {
    state: () => ({
      mode: parts.mode(),
      summary: parts.summary(),
      acceptance: parts.acceptance(),
      fault: findFault(parts, fault),
      missing: missing(),
      hints: [...hintsFor(parts.backends()), ...hintsOnMode(parts), ...notices],
      notKept: parts.notKept(),
      completions: {
        switches: { ...parts.settings.completion(), snooze: parts.snooze.state() },
        language: language.read(),
      },
    }),
    setup: () => setupOf(parts.backends(), missing()),
    onDidChange: changed.event,
    addNotice(sentence) {
      notices.push(sentence);
      changed.fire();
    },
    setFault(sentence) {
      fault = sentence;
      changed.fire();
    },
    dispose: () => owned.dispose(),
  };
}

const hasBackendKey = 'watershed.hasBackend';

/** A new day begins with a cost of zero, also when nobody types. */
function atEachMidnight(clock: Clock, callback: () => void): Disposable {
  let timer = schedule();
  function schedule(): Disposable {
    const now = clock.now();
    return clock.schedule(new Date(now).setHours(24, 0, 0, 0) - now, () => {
      timer = schedule();
      callback();
    });
  }
  return toDisposable(() => timer.dispose());
}

function findFault(parts: StatusParts, fault: string | undefined): MeterFault | undefined {
  if (!parts.workspaceTrusted()) {
    return { place: 'trust', text: 'This workspace is not trusted yet, so nothing is sent to any model.' };
  }
  const [problem] = parts.problems();
  if (problem !== undefined) return { place: 'settings', text: problem };
  const [policyProblem] = parts.policyProblems();
  if (policyProblem !== undefined) return { place: 'policy', text: policyProblem };
  return fault === undefined ? undefined : { place: 'connections', text: fault };
}

function hintsFor(backends: readonly BackendFacts[]): readonly string[] {
  if (backends.length === 0 || backends.some(({ roles }) => roles.includes('completion'))) return [];
  return ['No model is set up for completions. “Watershed: Set Up” finds local ones.'];
}

/** Who has chosen another mode wants to know why it does not hold. */
function hintsOnMode({ settings, mode, policyIsKnown, workspaceTrusted }: StatusParts): readonly string[] {
  const now = mode();
  if (!policyIsKnown() || !workspaceTrusted() || now === settings.privacyMode()) return [];
  return [`The policy of this workspace (${policyPath}) makes the privacy mode ${now}.`];
}

function missingSentence(found: readonly DiscoveredServer[]): string {
  const [server] = found;
  if (server === undefined) return 'No model is set up. Click to find local servers, or to add a backend.';
  return `${serverName(server)} answers at ${new URL(server.url).host}. Click to use it.`;
}

function setupOf(backends: readonly BackendFacts[], missing: string | undefined): Setup {
  const forTask = (task: 'completion' | 'chat') => backends.filter((backend) => backend.roles.includes(task));
  const describe = (task: string, backend: BackendFacts) => ({
    state: 'present' as const,
    text: `${task}: ${[backend.model, backend.origin].filter(Boolean).join(' at ')}`,
  });
  const items: Setup['items'][number][] = [
    ...forTask('completion').map((backend) => describe('Completion', backend)),
    ...forTask('chat').map((backend) => describe('Chat', backend)),
  ];
  if (missing !== undefined) items.push({ state: 'missing', text: missing });
  else if (forTask('chat').length === 0) items.push({ state: 'missing', text: 'No model is set up for the chat.' });
  return { canAnswer: forTask('chat').length > 0, items };
}
