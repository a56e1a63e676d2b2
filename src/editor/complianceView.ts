import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';

/** One panel with what is known of the providers. */
export interface ComplianceView extends Disposable {
  show(): void;
  /** Draws the page anew where it is open, after what it shows has changed. */
  refresh(): void;
}

/** `render` makes the whole page; its nonce is new each time. */
export function createComplianceView(render: (nonce: string) => string): ComplianceView {
  const owned = new DisposableStore();
  let panel: vscode.WebviewPanel | undefined;
  owned.add(toDisposable(() => panel?.dispose()));
  const open = () => {
    const opened = vscode.window.createWebviewPanel(
      'watershed.compliance',
      'Compliance of Providers',
      vscode.ViewColumn.Active,
      { enableScripts: false, enableFindWidget: true, localResourceRoots: [] },
    );
    opened.onDidDispose(() => {
      if (panel === opened) panel = undefined;
    });
    return opened;
  };
  const draw = (target: vscode.WebviewPanel) => {
    target.webview.html = render(randomBytes(24).toString('hex'));
  };
  return {
    show() {
      panel ??= open();
      draw(panel);
      panel.reveal();
    },
    refresh() {
      if (panel !== undefined) draw(panel);
    },
    dispose: () => owned.dispose(),
  };
}
