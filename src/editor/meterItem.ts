import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import type { PrivacyMode } from '../contract/routing.ts';
import { formatCost, formatMs, formatTokens, formatUsd } from '../metering/format.ts';
import type { CostTotal, RouteSummary, Summary } from '../metering/summary.ts';
import { type CompletionState, silenceSentence, silenceSign } from './completionState.ts';

/** What the status item shows. */
export interface MeterState {
  readonly mode: PrivacyMode;
  readonly summary: Summary;
  /** What became of today's suggestions; undefined before the first. */
  readonly acceptance: string | undefined;
  /** Undefined while all is well. */
  readonly fault: MeterFault | undefined;
  /** A sentence on what is still to be set up; undefined once a backend is configured. */
  readonly missing: string | undefined;
  /** What the person may like to know of the set-up. */
  readonly hints: readonly string[];
  /** Why entries are lost with the window; undefined where they are kept in a file. */
  readonly notKept: string | undefined;
  readonly completions: CompletionState;
}

export interface MeterFault {
  /** A sentence on what is wrong and what to do. */
  readonly text: string;
  /** Where the person mends it. */
  readonly place: 'trust' | 'policy' | 'settings' | 'connections';
}

export interface MeterParts {
  readonly state: () => MeterState;
  readonly onDidChange: Event<void>;
  readonly clock: Clock;
}

/** The item is rewritten at most this often, so that it stays readable and quiet for screen readers. */
const rewriteIntervalMs = 1000;

/** The status bar's item: mode, today's cost and the recent median latency of completions, or what is wrong. */
export function createMeterItem({ state, onDidChange, clock }: MeterParts): Disposable {
  const owned = new DisposableStore();
  const item = owned.add(vscode.window.createStatusBarItem('watershed.meter', vscode.StatusBarAlignment.Right, 100));
  item.name = 'Watershed Meter';
  item.command = 'watershed.showMenu';
  let waiting: Disposable | undefined;
  let rewrittenMs = Number.NEGATIVE_INFINITY;
  const rewrite = () => {
    waiting = undefined;
    rewrittenMs = clock.monotonic();
    draw(item, state());
  };
  owned.add(
    onDidChange(() => {
      waiting ??= clock.schedule(Math.max(0, rewrittenMs + rewriteIntervalMs - clock.monotonic()), rewrite);
    }),
  );
  owned.add({ dispose: () => waiting?.dispose() });
  waiting = clock.schedule(0, () => {
    rewrite();
    item.show();
  });
  return owned;
}

const modeSigns = { 'local-only': '$(lock)', guarded: '$(shield)', open: '$(globe)' } as const;
const modeNames = { 'local-only': 'local only', guarded: 'guarded', open: 'open' } as const;

function draw(item: vscode.StatusBarItem, state: MeterState): void {
  const { mode, summary, fault, missing } = state;
  const cost = shortCost(summary.cost);
  const latency = summary.recentCompletionMs === undefined ? '' : ` · ${formatMs(summary.recentCompletionMs)}`;
  const figures = missing === undefined ? `${cost}${latency}` : 'Watershed: set up';
  const signs = [
    missing === undefined ? silenceSign(state.completions) : '',
    fault === undefined ? '' : '$(warning)',
    state.notKept === undefined && state.hints.length === 0 ? '' : '$(info)',
  ];
  item.text = [`${modeSigns[mode]} ${figures}`, ...signs.filter((sign) => sign !== '')].join(' ');
  item.tooltip = tooltipOf(state);
  const sentences = [
    `Watershed, privacy mode ${modeNames[mode]}`,
    missing ?? `today's cost ${formatCost(summary.cost)}`,
    summary.recentCompletionMs === undefined ? undefined : `completions take ${formatMs(summary.recentCompletionMs)}`,
    silenceSentence(state.completions),
    fault?.text,
    ...state.hints,
    state.notKept,
  ];
  item.accessibilityInformation = { label: sentences.filter((part) => part !== undefined).join(', '), role: 'button' };
}

/** Short enough for the status bar: a question mark stands for a cost that nobody told, the tooltip says it in words. */
function shortCost(cost: CostTotal): string {
  if (cost.unknownCount === 0) return formatUsd(cost.knownUsd);
  return cost.knownUsd === 0 ? '$?' : `${formatUsd(cost.knownUsd)} + ?`;
}

function tooltipOf(state: MeterState): vscode.MarkdownString {
  const { summary } = state;
  const text = new vscode.MarkdownString(undefined, true);
  text.appendMarkdown(`**Watershed** · ${modeSigns[state.mode]} ${modeNames[state.mode]}\n\n`);
  for (const sentence of [state.fault?.text, state.missing, ...state.hints, state.notKept]) {
    if (sentence !== undefined) text.appendMarkdown('$(warning) ').appendText(sentence).appendMarkdown('\n\n');
  }
  const silence = silenceSentence(state.completions);
  if (silence !== undefined) text.appendText(silence).appendMarkdown('\n\n');
  if (state.acceptance !== undefined) text.appendText(`Today: ${state.acceptance}`).appendMarkdown('\n\n');
  if (summary.routes.length === 0) return text.appendMarkdown('Nothing was asked today.');
  text.appendMarkdown(`Today: ${formatCost(summary.cost)}, ${summary.requests} requests\n\n`);
  text.appendMarkdown(toRow(['route', 'requests', 'p50', 'p95', 'tokens in / out', 'cost']));
  text.appendMarkdown('|:--|--:|--:|--:|--:|--:|\n');
  for (const route of summary.routes) text.appendMarkdown(rowOf(route));
  return text;
}

function rowOf(route: RouteSummary): string {
  const name = `${route.task} ▸ ${route.backendId}${route.locality === 'remote' ? ' $(cloud)' : ''}`;
  const tokens = `${formatTokens(route.inputTokens)} / ${formatTokens(route.outputTokens)}`
    .replaceAll(/ tokens?/g, '')
    .replaceAll('unknown', '?');
  const cells = [
    name,
    route.requests,
    formatMs(route.total.p50Ms),
    formatMs(route.total.p95Ms),
    tokens,
    formatCost(route.cost),
  ];
  return toRow(cells.map(String));
}

/** The editor's own tables leave no room between columns, so each cell brings an em space along. */
function toRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => `${cell.replaceAll('|', '\\|')}\u2003`).join(' | ')} |\n`;
}
