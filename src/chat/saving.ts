import type { Clock } from '../base/clock.ts';
import { type Disposable, toDisposable } from '../base/disposable.ts';
import type { Log } from '../contract/log.ts';
import { type ConversationStore, parseConversations, serializeConversations } from './conversationFile.ts';
import type { Conversations } from './conversations.ts';

const saveDelayMs = 1000;

/** Restores the conversations and saves them a moment after they change, one write at a time. */
export class Saving implements Disposable {
  readonly #dependencies: SavingDependencies;
  #timer: Disposable = toDisposable(() => undefined);
  #isDirty = false;
  /** False once there is nothing to save to: what is there could not be read, or the chat is gone. */
  #canSave = true;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(dependencies: SavingDependencies) {
    this.#dependencies = dependencies;
  }

  /** Never rejects. A store that cannot be read is left alone, so that nothing is saved over what it holds. */
  async restore(): Promise<void> {
    const { store, conversations, log } = this.#dependencies;
    try {
      const text = await store.load();
      if (text === undefined) return;
      const parsed = parseConversations(text);
      conversations.restore(parsed);
      if (parsed.isComplete) return;
      await store.setAside(text);
      log.warn('Some saved chat conversations could not be read. The saved file was set aside.');
    } catch (error) {
      this.#canSave = false;
      log.error(`The saved chat could not be read (${nameOf(error)}). Nothing is saved until the window is reloaded.`);
    }
  }

  /** Saves soon. Changes that come before the save share it. */
  changed(): void {
    if (this.#isDirty || !this.#canSave) return;
    this.#isDirty = true;
    this.#timer = this.#dependencies.clock.schedule(saveDelayMs, () => void this.flush());
  }

  /** Saves now what has changed; settles when it is written, or logged that it could not be. */
  flush(): Promise<void> {
    this.#timer.dispose();
    if (this.#isDirty) {
      this.#isDirty = false;
      this.#lastWrite = this.#lastWrite.then(() => this.#write());
    }
    return this.#lastWrite;
  }

  dispose(): void {
    void this.flush();
    this.#canSave = false;
  }

  async #write(): Promise<void> {
    const { store, conversations, log } = this.#dependencies;
    try {
      await store.save(serializeConversations(conversations));
    } catch (error) {
      log.error(`The chat conversations could not be saved: ${nameOf(error)}.`);
    }
  }
}

interface SavingDependencies {
  readonly store: ConversationStore;
  readonly conversations: Conversations;
  readonly clock: Clock;
  readonly log: Log;
}

/** The message stays out of the log, since it may quote what was being saved. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
