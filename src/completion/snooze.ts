import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';

export type SnoozeState =
  | { readonly kind: 'awake' }
  /** `minutesLeft` counts the running minute as one; undefined until the editor starts anew. */
  | { readonly kind: 'snoozed'; readonly minutesLeft: number | undefined };

/** Silence for a while, in this window and until it ends by itself, by hand or with the window. */
export interface Snooze extends Disposable {
  state(): SnoozeState;
  /** Starts, or starts anew; without `minutes` it lasts until the editor starts anew. */
  start(minutes: number | undefined): void;
  end(): void;
  /** Also whenever a minute has gone by, since what is shown then reads differently. */
  readonly onDidChange: Event<void>;
}

const minuteMs = 60_000;

export function createSnooze(clock: Clock): Snooze {
  const changed = new Emitter<void>();
  /** By the clock on the wall: a machine that slept through the snooze wakes up without it. */
  let endsAtMs: number | undefined;
  let tick: Disposable | undefined;

  const state = (): SnoozeState => {
    const leftMs = (endsAtMs ?? 0) - clock.now();
    if (leftMs <= 0) return { kind: 'awake' };
    return { kind: 'snoozed', minutesLeft: leftMs === Number.POSITIVE_INFINITY ? undefined : toMinutes(leftMs) };
  };
  const stop = () => {
    tick?.dispose();
    tick = undefined;
    endsAtMs = undefined;
  };
  /** Waits for the moment at which the number of minutes becomes one less, or the snooze is over. */
  const scheduleTick = () => {
    const leftMs = (endsAtMs ?? 0) - clock.now();
    if (leftMs === Number.POSITIVE_INFINITY) return;
    tick = clock.schedule(leftMs % minuteMs || minuteMs, () => {
      if (state().kind === 'awake') stop();
      else scheduleTick();
      changed.fire();
    });
  };
  return {
    state,
    start(minutes) {
      stop();
      endsAtMs = minutes === undefined ? Number.POSITIVE_INFINITY : clock.now() + minutes * minuteMs;
      scheduleTick();
      changed.fire();
    },
    end() {
      if (endsAtMs === undefined) return;
      stop();
      changed.fire();
    },
    onDidChange: changed.event,
    dispose() {
      stop();
      changed.dispose();
    },
  };
}

function toMinutes(durationMs: number): number {
  return Math.ceil(durationMs / minuteMs);
}
