import * as vscode from 'vscode';
import { isAbort } from '../base/abort.ts';

/** Turns a cancellation token into a signal; the listener goes with the work. */
async function withSignal<T>(token: vscode.CancellationToken, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  try {
    return await work(controller.signal);
  } finally {
    listener.dispose();
  }
}

export type ProgressReport = (message: string, incrementPercent?: number) => void;

/**
 * Runs work that the person asked for under a notification with a Cancel button. Undefined when they cancelled;
 * a fault is shown as an error message and gives undefined too.
 */
export async function withCancellableProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: ProgressReport) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  try {
    return await vscode.window.withProgress(options, (progress, token) =>
      withSignal(token, (signal) =>
        work(signal, (message, increment) =>
          progress.report(increment === undefined ? { message } : { message, increment }),
        ),
      ),
    );
  } catch (error) {
    if (!isAbort(error)) void vscode.window.showErrorMessage(messageOf(error));
    return undefined;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
