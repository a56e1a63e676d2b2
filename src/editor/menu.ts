import * as vscode from 'vscode';
import { policyPath } from '../contract/privacySettings.ts';
import { switchEntries } from './completionState.ts';
import type { MeterFault, MeterState } from './meterItem.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly command?: string;
  readonly argument?: unknown;
}

/** Where each kind of fault is mended. */
const repairs: Readonly<Record<MeterFault['place'], Pick<MenuItem, 'label' | 'command' | 'argument'>>> = {
  trust: { label: 'Manage workspace trust', command: 'workbench.trust.manage' },
  policy: { label: 'Find the policy', command: 'workbench.action.quickOpen', argument: policyPath },
  settings: { label: 'Open settings', command: 'workbench.action.openSettings', argument: '@ext:watershed.watershed' },
  connections: { label: 'Test connections', command: 'watershed.testConnections' },
};

/** The menu behind the status item: what is wrong first, then what one most often wants. */
export async function showMenu(state: MeterState): Promise<void> {
  const items: MenuItem[] = [];
  const add = (icon: string, label: string, command: string, detail?: string) =>
    items.push({ label: `$(${icon}) ${label}`, command, ...(detail === undefined ? {} : { detail }) });

  if (state.fault !== undefined) {
    const { label, ...repair } = repairs[state.fault.place];
    items.push({ ...repair, label: `$(warning) ${label}`, detail: state.fault.text });
  }
  if (state.missing !== undefined) add('rocket', 'Set up', 'watershed.setUp', state.missing);
  add('comment-discussion', 'Open chat', 'watershed.openChat');
  add('question', 'Why this route?', 'watershed.explainRoute', 'What was decided for the last requests, and why.');
  add('shield', `Privacy mode: ${state.mode}`, 'watershed.choosePrivacyMode');
  add(
    'cloud-upload',
    'What left this machine',
    'watershed.showEgress',
    'Every request to another machine, and whether the record is whole.',
  );
  items.push({ label: 'Inline completions', kind: vscode.QuickPickItemKind.Separator });
  for (const { icon, label, description, command } of switchEntries(state.completions)) {
    items.push({ label: `$(${icon}) ${label}`, description, command });
  }
  items.push({ label: 'Models', kind: vscode.QuickPickItemKind.Separator });
  add(
    'dashboard',
    'Run benchmark',
    'watershed.runBenchmark',
    'Compares the configured models, also on your open files.',
  );
  if (state.missing === undefined) add('gear', 'Set up models', 'watershed.setUp');
  if (state.fault?.place !== 'connections') add('plug', 'Test connections', 'watershed.testConnections');
  add('output', 'Show log', 'watershed.showLog');
  const picked = await vscode.window.showQuickPick(items, { title: 'Watershed' });
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command, picked.argument);
}
