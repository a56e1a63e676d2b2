import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Turn } from './conversation.ts';
import type { AnswerDelta, ChatState, HostMessage } from './messages.ts';

/**
 * Fifteen times a second looks fluent for text, and each drawing takes computing time that a model on this machine, and the
 * keys of somebody who types meanwhile, need more.
 */
const frameMs = 66;
/** How often the text of an answer is, while somebody types in the editor beside it. */
const besideTypingMs = 250;
/** How long after a key a person still counts as typing: they pause to think, and go on. */
const typingMs = 2_000;

/** Posts to the view, once a frame at most: the whole state where it changed, else only what the answer grew by. */
export class Outbox implements Disposable {
  readonly #source: OutboxSource;
  readonly #emitter = new Emitter<HostMessage>();
  readonly onDidPost = this.#emitter.event;
  #timer: Disposable | undefined;
  #dueMs = 0;
  #isStateChanged = false;
  #isDisposed = false;
  #turnedToMs = Number.NEGATIVE_INFINITY;
  /** What the view knows of the running answer. */
  #posted: { readonly turnId: string; readonly text: number; readonly reasoning: number } | undefined;

  constructor(source: OutboxSource) {
    this.#source = source;
  }

  stateChanged(): void {
    this.#isStateChanged = true;
    this.#schedule(frameMs);
  }

  answerGrew(): void {
    this.#schedule(this.#isTypedBeside() ? besideTypingMs : frameMs);
  }

  /** Told that somebody uses the view: until they type in an editor again they watch the answer, however recently they typed. */
  turnedTo(): void {
    this.#turnedToMs = this.#source.clock.monotonic();
  }

  /** Posts the whole state at once, to a view that starts from nothing. */
  postState(): void {
    const turn = this.#source.lastTurn();
    this.#isStateChanged = false;
    this.#posted = turn && lengthsOf(turn);
    this.#emitter.fire({ type: 'state', state: this.#source.state() });
  }

  /** Posts something that is not state. */
  post(message: Exclude<HostMessage, { readonly type: 'state' }>): void {
    this.#emitter.fire(message);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer?.dispose();
    this.#emitter.dispose();
  }

  #isTypedBeside(): boolean {
    const keyMs = this.#source.lastKeyMs();
    return keyMs > this.#turnedToMs && this.#source.clock.monotonic() - keyMs < typingMs;
  }

  #schedule(delayMs: number): void {
    const { clock } = this.#source;
    const dueMs = clock.monotonic() + delayMs;
    if (this.#isDisposed || (this.#timer !== undefined && this.#dueMs <= dueMs)) return;
    this.#timer?.dispose();
    this.#dueMs = dueMs;
    this.#timer = clock.schedule(delayMs, () => {
      this.#timer = undefined;
      if (this.#isStateChanged) this.postState();
      else this.#postDeltas();
    });
  }

  #postDeltas(): void {
    const turn = this.#source.lastTurn();
    const posted = this.#posted;
    if (turn === undefined || turn.id !== posted?.turnId) return;
    this.#posted = lengthsOf(turn);
    const { text, reasoning } = turn.answer;
    this.#postDelta({
      part: 'reasoning',
      turnId: turn.id,
      offset: posted.reasoning,
      delta: reasoning.slice(posted.reasoning),
    });
    this.#postDelta({ part: 'text', turnId: turn.id, offset: posted.text, delta: text.slice(posted.text) });
  }

  #postDelta(delta: Omit<AnswerDelta, 'type'>): void {
    if (delta.delta !== '') this.#emitter.fire({ type: 'answer-delta', ...delta });
  }
}

interface OutboxSource {
  readonly clock: Clock;
  readonly state: () => ChatState;
  /** When somebody last typed in an editor, on the monotonic clock in ms. */
  readonly lastKeyMs: () => number;
  /** The last turn of the conversation on the screen; only its answer can be growing. */
  readonly lastTurn: () => Turn | undefined;
}

function lengthsOf({ id, answer }: Turn) {
  return { turnId: id, text: answer.text.length, reasoning: answer.reasoning.length };
}
