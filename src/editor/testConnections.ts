import * as vscode from 'vscode';
import { messageOf, withCancellableProgress } from './progress.ts';

/** Asks one configured backend whether it answers; resolves to a sentence, or throws what is wrong. */
export interface ConnectionTester {
  readonly ids: readonly string[];
  test(id: string, signal: AbortSignal): Promise<string>;
}

/** Tests every configured backend and shows a line for each. */
export async function testConnections(tester: ConnectionTester): Promise<void> {
  if (tester.ids.length === 0) return vscode.commands.executeCommand('watershed.setUp');
  const results = await withCancellableProgress('Testing connections', (signal) =>
    Promise.all(tester.ids.map((id) => resultOf(tester, id, signal))),
  );
  if (results === undefined) return;
  const setUp = { label: '$(gear) Set up models' };
  const picked = await vscode.window.showQuickPick([...results, setUp], { title: 'Connections' });
  if (picked === setUp) await vscode.commands.executeCommand('watershed.setUp');
}

async function resultOf(tester: ConnectionTester, id: string, signal: AbortSignal): Promise<vscode.QuickPickItem> {
  try {
    return { label: `$(pass) ${id}`, detail: await tester.test(id, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { label: `$(error) ${id}`, detail: messageOf(error) };
  }
}
