import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { Log } from '../contract/log.ts';

/** The `Watershed` channel of the Output panel; `show` brings it to the front. */
export interface OutputLog extends Log, Disposable {
  show(): void;
}

export function createOutputLog(): OutputLog {
  const channel = vscode.window.createOutputChannel('Watershed', { log: true });
  return {
    debug: (line) => channel.debug(line),
    info: (line) => channel.info(line),
    warn: (line) => channel.warn(line),
    error: (line) => channel.error(line),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
