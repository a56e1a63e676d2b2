import * as vscode from 'vscode';
import type { ServerSetup } from '../contract/setup.ts';
import { withCancellableProgress } from './progress.ts';
import { createPullMeter } from './pullMeter.ts';

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
    const measure = createPullMeter();
    for await (const progress of servers.pull(url, model.trim(), signal)) {
      const { message, incrementPercent } = measure(progress);
      report(message, incrementPercent);
    }
    return true;
  });
  if (done === undefined) return;
  const next = await vscode.window.showInformationMessage(`${model} is ready in Ollama.`, 'Set Up Watershed');
  if (next !== undefined) await vscode.commands.executeCommand('watershed.setUp');
}
