import * as vscode from 'vscode';
import type { ServerSetup } from '../contract/setup.ts';
import { withCancellableProgress } from './progress.ts';

/** Asks for a model's name and lets Ollama fetch it, with progress and cancel. */
export async function pullModel(servers: ServerSetup, url: string): Promise<void> {
  const model = await vscode.window.showInputBox({
    title: 'Which model should Ollama pull?',
    value: 'qwen2.5-coder:1.5b-base',
    prompt: 'A name from the Ollama library. The -base models fill in the middle best.',
    validateInput: (value) => (value.trim() === '' ? 'Write the name of a model.' : undefined),
    ignoreFocusOut: true,
  });
  if (model === undefined) return;
  const done = await withCancellableProgress(`Pulling ${model}`, async (signal, report) => {
    let shownPercent = 0;
    for await (const progress of servers.pull(url, model.trim(), signal)) {
      const percent = percentOf(progress.completedBytes, progress.totalBytes);
      report(
        percent === undefined ? progress.status : `${progress.status} ${Math.floor(percent)} %`,
        (percent ?? shownPercent) - shownPercent,
      );
      shownPercent = percent ?? shownPercent;
    }
    return true;
  });
  if (done === undefined) return;
  const next = await vscode.window.showInformationMessage(`${model} is ready in Ollama.`, 'Set Up Watershed');
  if (next !== undefined) await vscode.commands.executeCommand('watershed.setUp');
}

function percentOf(completedBytes: number | undefined, totalBytes: number | undefined): number | undefined {
  return completedBytes === undefined || totalBytes === undefined || totalBytes === 0
    ? undefined
    : (100 * completedBytes) / totalBytes;
}
