import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { findingNames } from '../contract/findingNames.ts';
import type { Finding, FindingKind, Inspection } from '../contract/inspection.ts';

export interface FalseAlarmParts {
  /** The last decisions, the newest first, with what was found for each. */
  readonly decisions: { recent(): readonly { readonly explanation: { readonly inspection: Inspection } }[] };
  readonly falseAlarms: {
    mark(fingerprint: string, what: string, place: string): void;
    unmark(fingerprint: string): void;
    list(): readonly { readonly fingerprint: string; readonly what: string; readonly place: string }[];
    isMarked(fingerprint: string): boolean;
  };
}

/**
 * The two commands: declare one value that was found harmless, and take that back. `watershed.markFalseAlarm` takes a
 * finding's fingerprint where a view knows which one is meant. The value itself is shown nowhere.
 */
export function registerFalseAlarms(parts: FalseAlarmParts): Disposable {
  const owned = new DisposableStore();
  owned.add(
    vscode.commands.registerCommand('watershed.markFalseAlarm', (argument: unknown) => markOne(parts, argument)),
  );
  owned.add(vscode.commands.registerCommand('watershed.showFalseAlarms', () => showMarked(parts)));
  return owned;
}

async function markOne(parts: FalseAlarmParts, argument: unknown): Promise<void> {
  const findings = findingsOf(parts);
  const chosen =
    typeof argument === 'string'
      ? findings.find(({ fingerprint }) => fingerprint === argument)
      : await pickFinding(findings);
  if (chosen === undefined) {
    if (typeof argument === 'string') void vscode.window.showInformationMessage(tooLongAgo);
    return;
  }
  parts.falseAlarms.mark(chosen.fingerprint, labelOf(chosen.kind), chosen.place);
  const undo = 'Undo';
  const picked = await vscode.window.showInformationMessage(
    'This value is no longer held back, wherever it stands. Any other value still is.',
    undo,
  );
  if (picked === undo) parts.falseAlarms.unmark(chosen.fingerprint);
}

const tooLongAgo = 'This finding is too long ago. Ask again, then mark it.';

interface MarkableFinding extends Finding {
  readonly fingerprint: string;
}

/** What was found lately and is not marked yet, each value once, the newest first. */
function findingsOf({ decisions, falseAlarms }: FalseAlarmParts): readonly MarkableFinding[] {
  const found = new Map<string, MarkableFinding>();
  for (const { explanation } of decisions.recent()) {
    for (const finding of explanation.inspection.findings) {
      const { fingerprint } = finding;
      if (fingerprint === undefined || found.has(fingerprint) || falseAlarms.isMarked(fingerprint)) continue;
      found.set(fingerprint, { ...finding, fingerprint });
    }
  }
  return [...found.values()];
}

async function pickFinding(findings: readonly MarkableFinding[]): Promise<MarkableFinding | undefined> {
  if (findings.length === 0) {
    void vscode.window.showInformationMessage('Nothing was found in the last prompts that could be marked.');
    return undefined;
  }
  const items = findings.map((finding) => ({
    label: labelOf(finding.kind),
    description: `${finding.place}${finding.line === undefined ? '' : `, line ${finding.line}`}`,
    detail: finding.reason,
    finding,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Mark a False Alarm',
    placeHolder: 'Which of these is harmless? It holds for this one value only.',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.finding;
}

async function showMarked({ falseAlarms }: FalseAlarmParts): Promise<void> {
  const marked = falseAlarms.list();
  if (marked.length === 0) {
    void vscode.window.showInformationMessage('Nothing is marked as a false alarm.');
    return;
  }
  const items = marked.map(({ what, place, fingerprint }) => ({ label: what, description: place, fingerprint }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'False Alarms',
    placeHolder: 'Choose those that are to count again',
    canPickMany: true,
    matchOnDescription: true,
  });
  for (const { fingerprint } of picked ?? []) falseAlarms.unmark(fingerprint);
}

/** What a finding is taken for, as the beginning of a line. */
function labelOf(kind: FindingKind): string {
  const [name] = findingNames[kind];
  return name.charAt(0).toUpperCase() + name.slice(1);
}
