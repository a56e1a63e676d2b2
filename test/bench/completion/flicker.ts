import type { TimedStep, TimelineEvent } from './timeline.ts';
import { lineOf, type TextState } from './typing.ts';

/** How steadily ghost text stood while what was typed agreed with it. */
export interface Flicker {
  /** Gone and back within half a second. */
  readonly blinks: number;
  /** Gone for good, or for longer. */
  readonly gone: number;
  /** Another text in its place. */
  readonly replaced: number;
  /** The same text with more behind it: nothing that the person reads is lost. */
  readonly grown: number;
  /** Gaps that are shorter than 40 ms: the editor draws anew, as the floor's row shows. */
  readonly redraws: number;
  /** Lines as they were drawn, before and after, for whoever looks for the cause. */
  readonly examples: readonly string[];
}

const redrawMs = 40;
const blinkMs = 500;

/** Counts what a steady ghost would not do. A key that disagrees, that takes the ghost or moves the cursor ends it rightly. */
export function findFlicker(timeline: readonly TimelineEvent[]): Flicker {
  const { events, redraws } = withoutRedraws(timeline);
  const counts = { blinks: 0, gone: 0, replaced: 0, grown: 0 };
  const examples: string[] = [];
  let state: TextState | undefined;
  let standing: string | undefined;
  let gap: { readonly line: string; readonly fromMs: number } | undefined;
  let drawn: string | undefined;
  /** What stood when something was deleted, which VS Code goes on drawing by itself until it hears from the provider. */
  let ended: string | undefined;
  const count = (what: keyof typeof counts, before: string, after: string) => {
    counts[what]++;
    if (what !== 'grown') examples.push(`${what}: ${JSON.stringify(before)} ► ${JSON.stringify(after)}`);
  };
  for (const event of events) {
    if (event.kindOfEvent === 'step') {
      // Taking a ghost and taking it back may well show and hide others.
      ended = event.key === 'Backspace' ? drawn : undefined;
      const next = event.kind === 'trace' || event.kind === 'along' ? event.state : undefined;
      const goesOn = isTyped(event) && next !== undefined && state !== undefined && rowOf(next) === rowOf(state);
      if (gap !== undefined && !(goesOn && agrees(gap.line, next))) {
        if (event.atMs - gap.fromMs >= redrawMs) count('gone', gap.line, '');
        gap = undefined;
      }
      if (standing !== undefined && !(goesOn && agrees(standing, next))) standing = undefined;
      state = next;
      continue;
    }
    drawn = event.text === undefined ? undefined : (event.line ?? '');
    if (drawn !== undefined && ended !== undefined && isSame(drawn, ended)) continue;
    if (drawn === undefined) {
      if (standing !== undefined) gap = { line: standing, fromMs: event.atMs };
      standing = undefined;
      continue;
    }
    const line = drawn;
    if (gap !== undefined) {
      if (!isSame(gap.line, line)) count(isGrown(gap.line, line) ? 'grown' : 'replaced', gap.line, line);
      else count(event.atMs - gap.fromMs < blinkMs ? 'blinks' : 'gone', gap.line, line);
    } else if (standing !== undefined && !isSame(standing, line)) {
      count(isGrown(standing, line) ? 'grown' : 'replaced', standing, line);
    }
    gap = undefined;
    // The ghost of the key before may still be drawn: it was right when it was made.
    standing = agrees(line, state) ? line : undefined;
  }
  return { ...counts, redraws, examples };
}

/** What stands for less than 40 ms is a step of drawing: an empty line first, or the first of several lines. */
function withoutRedraws(timeline: readonly TimelineEvent[]) {
  let redraws = 0;
  const events = timeline.filter((event, number) => {
    if (event.kindOfEvent !== 'ghost') return true;
    const next = timeline.slice(number + 1).find((later) => later.kindOfEvent === 'ghost');
    const isPassing = next !== undefined && next.atMs - event.atMs < redrawMs;
    if (isPassing && event.text === undefined) redraws++;
    return !isPassing;
  });
  return { events, redraws };
}

function isTyped({ kind, key }: TimedStep): boolean {
  return (kind === 'trace' || kind === 'along') && key.length === 1;
}

function rowOf({ before }: TextState): number {
  return before.split('\n').length;
}

/** Whether the drawn line begins as what is typed, and has more to say than what the document holds already. */
function agrees(drawn: string, state: TextState | undefined): boolean {
  if (state === undefined) return false;
  const typed = lineOf(state.before).trimStart();
  const held = `${typed}${state.after.split('\n')[0] ?? ''}`;
  return drawn.trimStart().startsWith(typed) && !isSame(drawn, held) && !typed.startsWith(bare(drawn));
}

/** The editor closes brackets and quotes by itself, with and without a ghost over them. */
function bare(line: string): string {
  return line.trim().replace(/[)\]}'"`]+$/, '');
}

function isSame(left: string, right: string): boolean {
  return bare(left) === bare(right);
}

function isGrown(before: string, after: string): boolean {
  return after.trim().startsWith(bare(before)) && after.trim().length > before.trim().length;
}
