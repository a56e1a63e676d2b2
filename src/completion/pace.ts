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
  #keyedMs = 0;
  #calledMs = Number.NEGATIVE_INFINITY;
  #unasked = 0;
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

  /** Whether the editor asks for ghost text at the keys that are noted: somebody may have switched that off in it. */
  get isAsked(): boolean {
    return this.#unasked <= mostUnasked;
  }

  /** Notes a key at the moment at which it changed the text. */
  noteKey(view: View): void {
    this.#unasked++;
    this.#note(view, this.#clock.monotonic());
  }

  /** Notes that the editor called, as it does some time after each key, and again when the suggest widget moves. */
  noteCall(view: View, calledMs = this.#clock.monotonic()): void {
    this.#unasked = 0;
    if (this.#note(view, calledMs - editorWaitMs) || this.#calledMs < this.#keyedMs) this.#calledMs = calledMs;
  }

  /** False where nothing is new. */
  #note(view: View, keyedMs: number): boolean {
    const last = this.#last;
    if (last !== undefined && last.standing === view.standing && last.lineKey === view.lineKey) return false;
    if (last !== undefined && last.snapshot.origin.uri === view.snapshot.origin.uri) {
      this.#cadence.observe(this.#place, keyedMs - this.#keyedMs);
    }
    this.#isAfterDeletion = last !== undefined && isDeletion(last, view);
    this.#last = view;
    this.#place = placeOf(view.linePrefix);
    this.#keyedMs = keyedMs;
    return true;
  }

  noteRequest(): void {
    this.#cadence.noteRequest();
  }

  /** How long to wait from now on for another key at the place that was noted last, before a model is asked. */
  waitMs(view: View, isAfterAccept: boolean): number {
    if (isAfterAccept) this.#place = 'accepted';
    const { trigger } = view.snapshot;
    const { answerMs } = this.#speed;
    const facts = { trigger, place: this.#place, isAfterDeletion: this.#isAfterDeletion, answerMs };
    const wholeMs = debounceMs(facts, this.#cadence) + this.#reception.backOffMs(view);
    return Math.max(0, wholeMs - (this.#clock.monotonic() - this.#keyedMs));
  }
}

/** VS Code calls this long after a key, or a little later. */
const editorWaitMs = 50;
/** Keys that follow one another more quickly than the editor asks are few. */
const mostUnasked = 3;

function isDeletion(before: View, now: View): boolean {
  if (before.selected !== undefined || now.selected !== undefined || before.lineKey !== now.lineKey) return false;
  return before.linePrefix.length > now.linePrefix.length && before.linePrefix.startsWith(now.linePrefix);
}
