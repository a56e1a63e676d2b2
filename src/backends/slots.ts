import { type Disposable, toDisposable } from '../base/disposable.ts';

/** What a request is for, the most urgent first: a key press, a chat turn, a prompt evaluated ahead of its use. */
const urgencies = ['completion', 'chat', 'warm'] as const;
export type Urgency = (typeof urgencies)[number];

/** The right to have one request open at a server, until it is disposed. */
export interface Turn extends Disposable {
  readonly hasWaited: boolean;
  /** Aborts when the turn is taken back: a warm-up gives way to a key press. */
  readonly signal: AbortSignal;
}

/**
 * Who may use a server now: it never has more requests open than it has slots, so none waits inside it, where nobody
 * could overtake. A key press goes first. Of two or more slots one stays free for keys, whatever else is asked for.
 */
export class Slots {
  readonly #onKeyWaitsForChat: () => void;
  readonly #running = new Set<Running>();
  #waiting: readonly Waiting[] = [];
  #count = 1;

  /** `onKeyWaitsForChat` is called each time a key press finds the only slot of the server taken by a chat. */
  constructor(onKeyWaitsForChat: () => void = () => undefined) {
    this.#onKeyWaitsForChat = onKeyWaitsForChat;
  }

  /** How many requests the server works on at a time; one as long as it has not said so. */
  get count(): number {
    return this.#count;
  }

  resize(count: number): void {
    this.#count = count;
    this.#serve();
  }

  /**
   * Waits for a turn. Chats wait in order, up to `mostWaitingChats`. Of key presses only the newest waits, and of
   * warm-ups too, as long as no key press does.
   * @throws the signal's reason when it was aborted; an AbortError for a request whose place was taken by another;
   *   QueueFullError
   */
  take(urgency: Urgency, signal: AbortSignal): Promise<Turn> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      if (urgency === 'chat' && this.#waitingChatCount() >= mostWaitingChats) throw new QueueFullError();
      const onAbort = () => {
        this.#remove(waiting);
        reject(signal.reason);
      };
      const settle = () => {
        this.#remove(waiting);
        signal.removeEventListener('abort', onAbort);
      };
      let hasWaited = false;
      const waiting: Waiting = {
        urgency,
        start: () => {
          settle();
          resolve({ ...this.#start(urgency), hasWaited });
        },
        turnAway: () => {
          settle();
          reject(displaced());
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      if (urgency !== 'chat') this.#turnAway(urgency);
      this.#waiting = [...this.#waiting, waiting];
      this.#serve();
      hasWaited = true;
      if (urgency === 'completion' && this.#waiting.includes(waiting)) this.#noteKeyWaits();
    });
  }

  #waitingChatCount(): number {
    return this.#waiting.filter(({ urgency }) => urgency === 'chat').length;
  }

  #noteKeyWaits(): void {
    const isChatRunning = [...this.#running].some((running) => running.urgency === 'chat');
    if (this.#count === 1 && isChatRunning) this.#onKeyWaitsForChat();
  }

  #start(urgency: Urgency): Omit<Turn, 'hasWaited'> {
    const recall = new AbortController();
    const running: Running = { urgency, recall };
    this.#running.add(running);
    const release = toDisposable(() => {
      this.#running.delete(running);
      this.#serve();
    });
    return { signal: recall.signal, dispose: () => release.dispose() };
  }

  /** Starts all that may start now, and clears the way for a key press that may not. */
  #serve(): void {
    for (let next = this.#mostUrgent(); next !== undefined; next = this.#mostUrgent()) {
      if (!this.#hasRoomFor(next.urgency)) break;
      next.start();
    }
    if (this.#mostUrgent()?.urgency !== 'completion') return;
    this.#turnAway('warm');
    [...this.#running].find(({ urgency }) => urgency === 'warm')?.recall.abort(displaced());
  }

  #mostUrgent(): Waiting | undefined {
    return urgencies
      .map((urgency) => this.#waiting.find((waiting) => waiting.urgency === urgency))
      .find((waiting) => waiting !== undefined);
  }

  #hasRoomFor(urgency: Urgency): boolean {
    if (this.#running.size >= this.#count) return false;
    if (urgency === 'completion' || this.#count === 1) return true;
    const others = [...this.#running].filter((running) => running.urgency !== 'completion').length;
    return others < this.#count - 1;
  }

  #turnAway(urgency: Urgency): void {
    for (const waiting of this.#waiting) if (waiting.urgency === urgency) waiting.turnAway();
  }

  #remove(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
  }
}

/** More than a person asks at a time; beyond it a request is refused at once, and another route can take it. */
export const mostWaitingChats = 16;

/** As many chats as may wait do so already. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

interface Running {
  readonly urgency: Urgency;
  readonly recall: AbortController;
}

interface Waiting {
  readonly urgency: Urgency;
  start(): void;
  turnAway(): void;
}

/** Reads like a cancellation, which it is: nobody waits for the answer any more. */
function displaced(): DOMException {
  return new DOMException('A more urgent request took the place of this one.', 'AbortError');
}
