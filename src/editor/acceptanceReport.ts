import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';

const scheme = 'watershed-report';
const reportUri = vscode.Uri.from({ scheme, path: '/Completion Acceptance.md' });

/** The command that opens the report on acceptance, a read-only document that `write` makes anew each time. */
export function registerAcceptanceReport(write: () => string): Disposable {
  const owned = new DisposableStore();
  const changed = owned.add(new vscode.EventEmitter<vscode.Uri>());
  owned.add(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: write,
    }),
  );
  owned.add(
    vscode.commands.registerCommand('watershed.showAcceptance', async () => {
      changed.fire(reportUri);
      await showMarkdown(reportUri);
    }),
  );
  return owned;
}

/** Drawn by the editor's own Markdown extension; as text where that is turned off. */
async function showMarkdown(uri: vscode.Uri): Promise<void> {
  try {
    // Not looked up first: the command is known only once it has been called.
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }
}
