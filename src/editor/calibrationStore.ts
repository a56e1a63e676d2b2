import type * as vscode from 'vscode';

const key = 'watershed.routing.learnt';

/** Keeps what routing learns between sessions, on this machine: it is never registered for settings sync. */
export function createCalibrationStore(state: vscode.Memento) {
  return {
    load: (): unknown => state.get(key),
    save: (value: unknown): void => void state.update(key, value),
  };
}
