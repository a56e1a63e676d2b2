import type { Step } from './replay.ts';
import type { TimedStep, TimelineEvent } from './timeline.ts';
import type { TextState } from './typing.ts';

/** What the person saw in one pause. Times are milliseconds since the epoch. */
export interface Pause {
  /** The number of the trace's key that ends the pause. */
  readonly index: number;
  readonly state: TextState;
  readonly place: PausePlace;
  /** When the last key before the pause was pressed. */
  readonly keyAtMs: number;
  /** When a ghost first stood on the screen after that key; undefined: it never did. */
  readonly shownAtMs: number | undefined;
  /** Whether the same ghost had stood before that key already. */
  readonly stoodBefore: boolean;
  /** The cursor's line with the ghost that stands when the pause ends. */
  readonly line: string | undefined;
}

/** After which kind of text the person pauses. */
export type PausePlace = 'new line' | 'line end' | 'opening' | 'operator' | 'between words' | 'in a word';

export function findPauses(timeline: readonly TimelineEvent[]): readonly Pause[] {
  const steps = timeline.filter((event) => event.kindOfEvent === 'step');
  return steps.flatMap((step, number) => {
    const last = steps[number - 1];
    if (!step.endsPause || last?.state === undefined) return [];
    return [toPause(timeline, { ...last, state: last.state }, step)];
  });
}

function toPause(
  timeline: readonly TimelineEvent[],
  last: TimedStep & { readonly state: TextState },
  end: Step & TimedStep,
): Pause {
  const ghosts = timeline.filter((event) => event.kindOfEvent === 'ghost');
  const before = ghosts.findLast((ghost) => ghost.atMs < last.atMs);
  const during = ghosts.filter((ghost) => ghost.atMs >= last.atMs && ghost.atMs < end.atMs);
  const first = during.find((ghost) => ghost.text !== undefined);
  const standsOn = during.length === 0 && before?.text !== undefined;
  const standing = during.at(-1) ?? before;
  return {
    ...{ index: end.index, state: last.state, place: placeOf(last.state), keyAtMs: last.atMs },
    shownAtMs: standsOn ? last.atMs : first?.atMs,
    stoodBefore: standsOn || (first !== undefined && first.line !== undefined && first.line === before?.line),
    line: standing?.text === undefined ? undefined : standing.line,
  };
}

function placeOf({ before, after }: TextState): PausePlace {
  if (/\n[ \t]*$/.test(before) || before.trim() === '') return 'new line';
  if (/[([{]$/.test(before)) return 'opening';
  if (/[-+*/%=<>&|!?:,.]\s?$/.test(before)) return 'operator';
  if (/[;})\]]$/.test(before) && /^\s*?(?:\n|$)/.test(after)) return 'line end';
  return /\s$/.test(before) ? 'between words' : 'in a word';
}
