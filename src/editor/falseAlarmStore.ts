import type * as vscode from 'vscode';

const key = 'watershed.privacy.falseAlarms';

/**
 * Keeps what is marked as a false alarm between sessions, on this machine: it is never registered for settings sync.
 */
export function createFalseAlarmStore(state: vscode.Memento) {
  return {
    load: (): unknown => state.get(key),
    save: (value: unknown): void => void state.update(key, value),
  };
}
