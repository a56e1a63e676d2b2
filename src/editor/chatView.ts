import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { renderViewShell } from '../base/viewShell.ts';
import type { ChatController } from '../chat/controller.ts';
import type { ChatAction } from '../chat/messages.ts';
import { createInserter, type Inserter } from './insertAtCursor.ts';

const viewId = 'watershed.chat';

/** Shows the chat in its view. The controller holds the state; the view is drawn again whenever the editor wants. */
export function registerChatView(chat: ChatController, extensionUri: vscode.Uri, clock: Clock): Disposable {
  const owned = new DisposableStore();
  const onDidCountProblems = (requestId: string, count: number) => chat.noteProblems(requestId, count);
  const inserter = owned.add(createInserter({ clock, onDidCountProblems }));
  let shown: vscode.WebviewView | undefined;
  owned.add(
    chat.onDidPost((message) => {
      void shown?.webview.postMessage(message);
    }),
  );
  owned.add(chat.onDidRequestAction((action) => void perform(action, inserter)));
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(view) {
      shown = view;
      const media = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
      view.webview.options = {
        enableScripts: true,
        localResourceRoots: [media],
      };
      view.webview.onDidReceiveMessage((message: unknown) => chat.handle(message));
      view.onDidDispose(() => {
        if (shown === view) shown = undefined;
      });
      view.webview.html = renderViewShell({
        title: 'Watershed Chat',
        scriptUri: view.webview.asWebviewUri(vscode.Uri.joinPath(media, 'chat.js')).toString(),
        styleUri: view.webview.asWebviewUri(vscode.Uri.joinPath(media, 'chat.css')).toString(),
        nonce: randomBytes(24).toString('hex'),
        cspSource: view.webview.cspSource,
      });
    },
  };
  owned.add(vscode.window.registerWebviewViewProvider(viewId, provider));
  return owned;
}

/** Brings the chat to the front with the keyboard in its box. */
export async function openChat(chat: ChatController): Promise<void> {
  await vscode.commands.executeCommand(`${viewId}.focus`);
  chat.focusInput();
}

/** Attaches the selection, or the whole file where nothing is selected, and opens the chat. */
export async function attachToChat(chat: ChatController): Promise<void> {
  const nothingSelected = vscode.window.activeTextEditor?.selection.isEmpty ?? true;
  await (nothingSelected ? chat.attachFile() : chat.attachSelection());
  await openChat(chat);
}

async function perform(action: ChatAction, inserter: Inserter): Promise<void> {
  switch (action.type) {
    case 'copy':
      return vscode.env.clipboard.writeText(action.text);
    case 'insert-at-cursor':
      return inserter.insert(action);
    case 'open-link':
      return openLink(action.url);
    case 'run-setup':
      return vscode.commands.executeCommand('watershed.setUp');
    case 'explain-route':
      return vscode.commands.executeCommand('watershed.explainRoute', action.requestId);
  }
}

/** The editor shows the whole address and asks before it opens; other schemes than http(s) are never opened. */
async function openLink(url: string): Promise<void> {
  if (!/^https?:\/\//i.test(url)) return;
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
