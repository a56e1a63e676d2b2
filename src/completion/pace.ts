import type { Clock } from '../base/clock.ts';
import type { SpeedMeter } from './budget.ts';
import { type Place, placeOf, TypingCadence } from './cadence.ts';
import { debounceMs } from './debounce.ts';
import type { Reception } from './reception.ts';
import type { View } from './view.ts';

/** The pace of a person and of the server, and so when it is time to ask. */
export class Pace {
  readonly #clock: Clock;
  readonly #speed: Pick<SpeedMeter, 'answerMs'>;
  readonly #reception: Pick<Reception, 'backOffMs'>;
  readonly #cadence = new TypingCadence();
  #last: View | undefined;
  #place: Place = 'new-line';
  #calledMs = 0;
  #isAfterDeletion = false;

  constructor(clock: Clock, speed: Pick<SpeedMeter, 'answerMs'>, reception: Pick<Reception, 'backOffMs'>) {
    this.#clock = clock;
    this.#speed = speed;
    this.#reception = reception;
  }

  /** When the editor called last for a new key, on the monotonic clock. */
  get calledMs(): number {
    return this.#calledMs;
  }

  /** Notes that the editor called, as it does at each key, and again without one when the suggest widget moves. */
  noteCall(view: View): void {
    const last = this.#last;
    if (last !== undefined && last.standing === view.standing && last.lineKey === view.lineKey) return;
    const nowMs = this.#clock.monotonic();
    if (last !== undefined && last.snapshot.origin.uri === view.snapshot.origin.uri) {
      this.#cadence.observe(this.#place, nowMs - this.#calledMs);
    }
    this.#isAfterDeletion = last !== undefined && isDeletion(last, view);
    this.#last = view;
    this.#place = placeOf(view.linePrefix);
    this.#calledMs = nowMs;
  }

  noteRequest(): void {
    this.#cadence.noteRequest();
  }

  /** How long to wait for another key at the place that was noted last, before a model is asked. */
  waitMs(view: View, isAfterAccept: boolean): number {
    if (isAfterAccept) this.#place = 'accepted';
    const { trigger } = view.snapshot;
    const { answerMs } = this.#speed;
    const facts = { trigger, place: this.#place, isAfterDeletion: this.#isAfterDeletion, answerMs };
    return debounceMs(facts, this.#cadence) + this.#reception.backOffMs(view);
  }
}

function isDeletion(before: View, now: View): boolean {
  if (before.selected !== undefined || now.selected !== undefined || before.lineKey !== now.lineKey) return false;
  return before.linePrefix.length > now.linePrefix.length && before.linePrefix.startsWith(now.linePrefix);
}
