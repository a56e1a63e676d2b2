import { isOnlyClosers } from './brackets.ts';
import type { CompletionSettings } from './snapshot.ts';
import { findSilence, type Silence } from './switches.ts';
import type { View } from './view.ts';

/** Why nothing is offered at a place, whatever a model might say. */
export type ClosedGate =
  | 'excluded-file'
  | 'several-cursors'
  | 'selection'
  | 'line-too-long'
  | 'inside-word'
  | 'snippet-selected'
  | 'text-follows'
  | Silence;

/**
 * The first reason against offering anything here; undefined when there is none. A manual trigger overrides what only
 * keeps ghost text from coming by itself. It looks at the cursor's line alone, so a huge file costs nothing.
 */
export function findClosedGate(
  view: View,
  settings: CompletionSettings,
  trigger = view.snapshot.trigger,
): ClosedGate | undefined {
  const { snapshot } = view;
  if (snapshot.isExcluded) return 'excluded-file';
  if (snapshot.cursorCount > 1) return 'several-cursors';
  if (snapshot.hasSelection) return 'selection';
  if (!view.isLineComplete) return 'line-too-long';
  if (endsInWord(view.linePrefix) && startsInWord(view.lineSuffix)) return 'inside-word';
  if (isSnippetSelected(view)) return 'snippet-selected';
  if (trigger === 'manual') return undefined;
  const silence = findSilence(settings.switches, snapshot.origin.languageId);
  if (silence !== undefined) return silence;
  return isOnlyClosers(view.lineSuffix) ? undefined : 'text-follows';
}

/** An item that brings brackets or several lines along cannot be extended by plain text. */
function isSnippetSelected(view: View): boolean {
  return /[)\n\r]|\$\{?\d/.test(view.selected?.text ?? '');
}

function endsInWord(text: string): boolean {
  return /[\p{L}\p{N}_$]$/u.test(text);
}

function startsInWord(text: string): boolean {
  return /^[\p{L}\p{N}_$]/u.test(text);
}
