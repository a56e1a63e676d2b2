import type { Replay, Step } from './replay.ts';
import type { GhostEvent } from './screen.ts';

/** A key that was pressed, with the time at which the page got it. */
export interface TimedStep extends Step {
  readonly kindOfEvent: 'step';
  readonly atMs: number;
}

export type TimelineEvent = TimedStep | (GhostEvent & { readonly kindOfEvent: 'ghost' });

/** Keys and ghost texts of one replay in the order in which they happened. @throws when the page missed a key */
export function toTimeline({ trace, steps, events }: Replay): readonly TimelineEvent[] {
  const keys = events.filter((event) => event.kind === 'key');
  if (keys.length !== steps.length) {
    throw new Error(`${trace.name}: ${steps.length} keys were pressed, but the page saw ${keys.length}.`);
  }
  let number = 0;
  return events.flatMap((event): TimelineEvent[] => {
    if (event.kind === 'ghost') return [{ ...event, kindOfEvent: 'ghost' }];
    const step = steps[number++];
    return step === undefined ? [] : [{ ...step, kindOfEvent: 'step', atMs: event.atMs }];
  });
}
