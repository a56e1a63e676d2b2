import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import { reportCommands } from '../metering/explain/advice.ts';
import type { RouteReport } from '../metering/explain/routeReport.ts';
import { renderRouteReport } from '../metering/explain/routeReportHtml.ts';

/** One panel for all reports: each takes the place of the one before. */
export interface RouteView extends Disposable {
  show(report: RouteReport): void;
}

export function createRouteView(): RouteView {
  const owned = new DisposableStore();
  let panel: vscode.WebviewPanel | undefined;
  owned.add(toDisposable(() => panel?.dispose()));
  const open = () => {
    const opened = vscode.window.createWebviewPanel('watershed.route', 'Why This Route?', vscode.ViewColumn.Active, {
      enableScripts: false,
      enableCommandUris: reportCommands,
      enableFindWidget: true,
      localResourceRoots: [],
    });
    opened.onDidDispose(() => {
      if (panel === opened) panel = undefined;
    });
    return opened;
  };
  return {
    show(report) {
      panel ??= open();
      panel.title = report.title;
      panel.webview.html = renderRouteReport(report, { nonce: randomBytes(24).toString('hex') });
      panel.reveal();
    },
    dispose: () => owned.dispose(),
  };
}
