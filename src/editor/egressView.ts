import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import { renderViewShell } from '../base/viewShell.ts';
import type { EgressReader } from '../contract/egress.ts';
import type { Log } from '../contract/log.ts';
import type { PrivacyMode } from '../contract/routing.ts';
import { createEgressView, type EgressView } from '../metering/egressView/controller.ts';
import type { EgressAction } from '../metering/egressView/messages.ts';

export interface EgressViewParts {
  readonly reader: EgressReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly mode: () => PrivacyMode;
  /** When the log began, in milliseconds since the Unix epoch; undefined where that is not known. */
  readonly beganAtMs: () => number | undefined;
  /** Where the extension lies. */
  readonly extensionUri: vscode.Uri;
  /** The log has grown, or the mode has changed. */
  readonly changes: readonly Event<unknown>[];
}

const title = 'What Left This Machine';

/** The command that opens the view on the egress log, one panel at most. */
export function registerEgressView(parts: EgressViewParts): Disposable {
  const owned = new DisposableStore();
  let panel: vscode.WebviewPanel | undefined;
  owned.add(toDisposable(() => panel?.dispose()));
  owned.add(
    vscode.commands.registerCommand('watershed.showEgress', () => {
      if (panel === undefined) {
        const opened = openPanel(parts);
        panel = opened;
        opened.onDidDispose(() => {
          if (panel === opened) panel = undefined;
        });
      }
      panel.reveal();
    }),
  );
  return owned;
}

function openPanel(parts: EgressViewParts): vscode.WebviewPanel {
  const media = vscode.Uri.joinPath(parts.extensionUri, 'dist', 'media');
  const panel = vscode.window.createWebviewPanel('watershed.egress', title, vscode.ViewColumn.Active, {
    enableScripts: true,
    enableFindWidget: true,
    localResourceRoots: [media],
  });
  const owned = new DisposableStore();
  const view = owned.add(createEgressView(parts));
  for (const event of parts.changes) owned.add(event(() => view.changed()));
  owned.add(
    view.onDidPost((message) => {
      // A panel behind another one has no page; it asks for everything once it is shown again.
      if (panel.visible) void panel.webview.postMessage(message);
    }),
  );
  owned.add(view.onDidRequestAction((action) => void perform(action, view)));
  owned.add(panel.webview.onDidReceiveMessage((message: unknown) => view.handle(message)));
  panel.onDidDispose(() => owned.dispose());
  panel.webview.html = renderViewShell({
    title,
    scriptUri: panel.webview.asWebviewUri(vscode.Uri.joinPath(media, 'egress.js')).toString(),
    styleUri: panel.webview.asWebviewUri(vscode.Uri.joinPath(media, 'egress.css')).toString(),
    nonce: randomBytes(24).toString('hex'),
    cspSource: panel.webview.cspSource,
  });
  return panel;
}

async function perform(action: EgressAction, view: EgressView): Promise<void> {
  switch (action.type) {
    case 'copy':
      await vscode.env.clipboard.writeText(action.text);
      return view.say('Copied.');
    case 'explain-route':
      return vscode.commands.executeCommand('watershed.explainRoute', action.requestId);
    case 'open-settings':
      return vscode.commands.executeCommand('workbench.action.openSettings', 'watershed.egress');
    case 'save':
      return view.say(await save(action));
  }
}

/** Gives a sentence on what became of it; empty where the person has changed their mind. */
async function save({ fileName, text }: Extract<EgressAction, { type: 'save' }>): Promise<string> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder === undefined ? vscode.Uri.file(fileName) : vscode.Uri.joinPath(folder, fileName);
  const uri = await vscode.window.showSaveDialog({ title: 'Export What Left This Machine', defaultUri });
  if (uri === undefined) return '';
  try {
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text, 'utf8'));
    return `Saved as ${vscode.workspace.asRelativePath(uri)}.`;
  } catch (error) {
    return `It could not be saved: ${error instanceof Error ? error.message : 'the editor gave no reason'}`;
  }
}
