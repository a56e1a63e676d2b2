import type { GhostEvent } from './screen.ts';
import type { TimedStep, TimelineEvent } from './timeline.ts';
import { lineOf, type TextState } from './typing.ts';

/** How steadily ghost text stood while what was typed agreed with it. */
export interface Flicker {
  /** Gone and back within half a second. */
  readonly blinks: number;
  /** Gone for good, or for longer. */
  readonly gone: number;
  /** Another text in its place, in the cursor's line or below; further lines that are lost count so too. */
  readonly replaced: number;
  /** The same text with more behind it: nothing that the person reads is lost. */
  readonly grown: number;
  /** Gaps that are shorter than 40 ms: the editor draws anew, as the floor's row shows. */
  readonly redraws: number;
  /** Ghosts as they were drawn, before and after, for whoever looks for the cause. */
  readonly examples: readonly string[];
}

/** A ghost as it is drawn. */
interface Drawn {
  /** The cursor's line, as in GhostEvent. */
  readonly line: string;
  /** The lines below it; '' where there are none. */
  readonly further: string;
}

const redrawMs = 40;
const blinkMs = 500;

/** Counts what a steady ghost would not do. A key that disagrees, that takes the ghost or moves the cursor ends it rightly. */
export function findFlicker(timeline: readonly TimelineEvent[]): Flicker {
  const { events, redraws } = withoutRedraws(timeline);
  const counts = { blinks: 0, gone: 0, replaced: 0, grown: 0 };
  const examples: string[] = [];
  let state: TextState | undefined;
  let standing: Drawn | undefined;
  let gap: { readonly ghost: Drawn; readonly fromMs: number } | undefined;
  let drawn: Drawn | undefined;
  /** What stood when something was deleted, which VS Code goes on drawing by itself until it hears from the provider. */
  let ended: Drawn | undefined;
  const count = (what: keyof typeof counts, before: Drawn, after: Drawn | undefined) => {
    counts[what]++;
    if (what !== 'grown') examples.push(`${what}: ${quote(before)} ► ${quote(after)}`);
  };
  for (const event of events) {
    if (event.kindOfEvent === 'step') {
      // Taking a ghost and taking it back may well show and hide others.
      ended = event.key === 'Backspace' ? drawn : undefined;
      const next = event.kind === 'trace' || event.kind === 'along' ? event.state : undefined;
      const goesOn = isTyped(event) && next !== undefined && state !== undefined && rowOf(next) === rowOf(state);
      if (gap !== undefined && !(goesOn && agrees(gap.ghost, next))) {
        if (event.atMs - gap.fromMs >= redrawMs) count('gone', gap.ghost, undefined);
        gap = undefined;
      }
      if (standing !== undefined && !(goesOn && agrees(standing, next))) standing = undefined;
      state = next;
      continue;
    }
    drawn = toDrawn(event);
    if (drawn !== undefined && ended !== undefined && isSame(drawn, ended)) continue;
    if (drawn === undefined) {
      if (standing !== undefined) gap = { ghost: standing, fromMs: event.atMs };
      standing = undefined;
      continue;
    }
    const before = gap?.ghost ?? standing;
    if (before !== undefined && !isSame(before, drawn)) {
      count(isGrown(before, drawn) ? 'grown' : 'replaced', before, drawn);
    } else if (gap !== undefined) {
      count(event.atMs - gap.fromMs < blinkMs ? 'blinks' : 'gone', gap.ghost, drawn);
    }
    gap = undefined;
    // The ghost of the key before may still be drawn: it was right when it was made.
    standing = agrees(drawn, state) ? drawn : undefined;
  }
  return { ...counts, redraws, examples };
}

/**
 * What stands for less than 40 ms is a step of drawing: an empty line first, or the first of several lines. Where a key
 * comes meanwhile it is none: the editor draws anew for the key.
 */
function withoutRedraws(timeline: readonly TimelineEvent[]) {
  let redraws = 0;
  const events = timeline.filter((event, number) => {
    if (event.kindOfEvent !== 'ghost') return true;
    const next = timeline.slice(number + 1).find((later) => later.kindOfEvent === 'ghost');
    const isPassing = next !== undefined && next.atMs - event.atMs < redrawMs;
    if (isPassing && event.text === undefined) redraws++;
    return !isPassing || (event.text !== undefined && timeline[number + 1] !== next);
  });
  return { events, redraws };
}

function isTyped({ kind, key }: TimedStep): boolean {
  return (kind === 'trace' || kind === 'along') && key.length === 1;
}

function rowOf({ before }: TextState): number {
  return before.split('\n').length;
}

function toDrawn({ text, line = '' }: GhostEvent): Drawn | undefined {
  return text === undefined ? undefined : { line, further: text.split('\n').slice(1).join('\n') };
}

function quote(ghost: Drawn | undefined): string {
  return JSON.stringify([ghost?.line ?? '', ghost?.further ?? ''].join('\n').trimEnd());
}

/** Whether the drawn line begins as what is typed, and the ghost has more to say than what the document holds already. */
function agrees({ line, further }: Drawn, state: TextState | undefined): boolean {
  if (state === undefined) return false;
  const typed = lineOf(state.before).trimStart();
  const held = `${typed}${state.after.split('\n')[0] ?? ''}`;
  const hasMore = further !== '' || (bare(line) !== bare(held) && !typed.startsWith(bare(line)));
  return line.trimStart().startsWith(typed) && hasMore;
}

/** The editor closes brackets and quotes by itself, with and without a ghost over them. */
function bare(line: string): string {
  return line.trim().replace(/[)\]}'"`]+$/, '');
}

/** The further lines without what the editor closes: that may stand on lines of its own. */
function bareEnd(further: string): string {
  return further.replace(/[)\]}'"`\s]+$/, '');
}

function isSame(left: Drawn, right: Drawn): boolean {
  return bare(left.line) === bare(right.line) && bareEnd(left.further) === bareEnd(right.further);
}

/** Whether all that was drawn still stands, of two that differ. */
function isGrown(before: Drawn, after: Drawn): boolean {
  if (bare(before.line) === bare(after.line)) return after.further.startsWith(bareEnd(before.further));
  return before.further === '' && isLonger(before.line.trim(), after.line.trim());
}

function isLonger(before: string, after: string): boolean {
  return after.startsWith(bare(before)) && after.length > before.length;
}
