import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { OriginFile } from '../contract/request.ts';
import { toOriginFile } from './originFile.ts';
import { withCancellableProgress } from './progress.ts';

/** A file that is open in the editor, as material for the benchmark's own cases. */
export interface OpenFile {
  readonly origin: OriginFile;
  readonly text: string;
}

/** What a run would do. `cloudWarning` says which clouds it would call and what that costs at most. */
export interface PreparedBenchmark {
  readonly cloudWarning: string | undefined;
  run(
    withCloud: boolean,
    onProgress: (message: string, share: number) => void,
    signal: AbortSignal,
  ): Promise<BenchmarkResult>;
}

export interface BenchmarkResult {
  renderHtml(page: { readonly nonce: string; readonly cspSource: string }): string;
}

export type PrepareBenchmark = (files: readonly OpenFile[]) => Promise<PreparedBenchmark>;

/** The command: prepares a run over the open files, asks before any cloud is called, and opens the report. One at a time. */
export function createBenchmarkCommand(prepare: PrepareBenchmark): () => Promise<void> {
  let isRunning = false;
  return async () => {
    if (isRunning) {
      void vscode.window.showInformationMessage('A benchmark is running already. Its notification can cancel it.');
      return;
    }
    isRunning = true;
    try {
      await runBenchmark(await prepare(openFiles()));
    } finally {
      isRunning = false;
    }
  };
}

async function runBenchmark(prepared: PreparedBenchmark): Promise<void> {
  const withCloud = prepared.cloudWarning !== undefined && (await askForCloud(prepared.cloudWarning));
  if (withCloud === undefined) return;
  const result = await withCancellableProgress('Watershed benchmark', (signal, report) => {
    let shown = 0;
    return prepared.run(
      withCloud,
      (message, share) => {
        report(message, 100 * (share - shown));
        shown = share;
      },
      signal,
    );
  });
  if (result !== undefined) showReport(result);
}

/** True: call them. False: run without them. Undefined: do not run at all. */
async function askForCloud(warning: string): Promise<boolean | undefined> {
  const withCloud = 'Run with Cloud';
  const localOnly = 'Local Models Only';
  const options = { modal: true, detail: warning };
  const picked = await vscode.window.showWarningMessage(
    'This benchmark would call a cloud.',
    options,
    withCloud,
    localOnly,
  );
  return picked === undefined ? undefined : picked === withCloud;
}

function openFiles(): OpenFile[] {
  return vscode.workspace.textDocuments
    .filter(
      ({ uri, isClosed }) => !isClosed && ['file', 'untitled', 'vscode-remote', 'vscode-vfs'].includes(uri.scheme),
    )
    .map((document) => ({ origin: toOriginFile(document), text: document.getText() }));
}

function showReport(result: BenchmarkResult): void {
  const panel = vscode.window.createWebviewPanel(
    'watershed.benchmark',
    'Watershed Benchmark',
    vscode.ViewColumn.Active,
    {
      enableScripts: false,
      enableFindWidget: true,
      localResourceRoots: [],
    },
  );
  panel.webview.html = result.renderHtml({
    nonce: randomBytes(24).toString('hex'),
    cspSource: panel.webview.cspSource,
  });
}
