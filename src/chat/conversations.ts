import type { Clock } from '../base/clock.ts';
import { type Answer, type Conversation, newAnswer, type Turn } from './conversation.ts';
import { toTitle, untitled } from './title.ts';

/** What was restored from the disk. */
export interface SavedConversations {
  readonly selectedId: string | undefined;
  readonly conversations: readonly Conversation[];
}

/** The conversations of one workspace. There is always at least one, and one is always selected. */
export class Conversations {
  readonly #newId: () => string;
  readonly #clock: Clock;
  readonly #byId = new Map<string, Conversation>();
  #selected: Conversation;

  constructor(environment: { readonly newId: () => string; readonly clock: Clock }) {
    this.#newId = environment.newId;
    this.#clock = environment.clock;
    this.#selected = this.#add();
  }

  get selected(): Conversation {
    return this.#selected;
  }

  /** All conversations, the most recently used one first. */
  list(): readonly Conversation[] {
    return [...this.#byId.values()].sort((a, b) => b.usedAtMs - a.usedAtMs);
  }

  find(id: string): Conversation | undefined {
    return this.#byId.get(id);
  }

  /** Puts what was saved in the place of what is there. An answer that was still streaming counts as stopped. */
  restore(saved: SavedConversations): void {
    if (saved.conversations.length === 0) return;
    this.#byId.clear();
    for (const conversation of saved.conversations) this.#byId.set(conversation.id, withoutStreaming(conversation));
    this.#selected = this.#byId.get(saved.selectedId ?? '') ?? this.#latest();
  }

  /** Selects an empty conversation: the one that is selected if it is empty, else the latest such one, else a new one. */
  selectEmpty(): void {
    const isEmpty = ({ turns, draft }: Conversation) =>
      turns.length === 0 && draft.text === '' && draft.attachments.length === 0;
    // Another one in its place would take the box away under a person who types already.
    if (isEmpty(this.#selected)) return;
    this.#selected = this.list().find(isEmpty) ?? this.#add();
  }

  select(id: string): void {
    this.#selected = this.#byId.get(id) ?? this.#selected;
  }

  /** Gives a title; an empty one is left out. */
  rename(id: string, title: string): void {
    const cleaned = toTitle(title);
    if (cleaned !== '') this.update(id, (conversation) => ({ ...conversation, title: cleaned }));
  }

  delete(id: string): void {
    this.#byId.delete(id);
    if (this.#selected.id === id) this.#selected = this.#latest();
  }

  update(id: string, change: (conversation: Conversation) => Conversation): void {
    const conversation = this.#byId.get(id);
    if (conversation === undefined) return;
    const changed = change(conversation);
    this.#byId.set(id, changed);
    if (this.#selected.id === id) this.#selected = changed;
  }

  /** Adds a turn with what is attached to the draft and an answer that is about to stream; returns the turn's id. */
  addTurn(id: string, question: string): string {
    const turnId = this.#newId();
    this.update(id, (conversation) => ({
      ...conversation,
      title: conversation.title === untitled ? toTitle(question) : conversation.title,
      usedAtMs: this.#clock.now(),
      draft: { ...conversation.draft, attachments: [] },
      turns: [
        ...conversation.turns,
        { id: turnId, question, attachments: conversation.draft.attachments, answer: newAnswer },
      ],
    }));
    return turnId;
  }

  updateAnswer(id: string, turnId: string, change: (answer: Answer) => Answer): void {
    const inTurn = (turn: Turn): Turn => (turn.id === turnId ? { ...turn, answer: change(turn.answer) } : turn);
    this.update(id, (conversation) => ({ ...conversation, turns: conversation.turns.map(inTurn) }));
  }

  /** Changes the answer to a request, wherever it stands. False where there is none, or another one took its place. */
  updateAnswerTo(requestId: string, change: (answer: Answer) => Answer): boolean {
    for (const { id, turns } of this.#byId.values()) {
      const turn = turns.find(({ answer }) => answer.requestId === requestId);
      if (turn === undefined) continue;
      this.updateAnswer(id, turn.id, change);
      return true;
    }
    return false;
  }

  #latest(): Conversation {
    return this.list()[0] ?? this.#add();
  }

  #add(): Conversation {
    const conversation: Conversation = {
      id: this.#newId(),
      title: untitled,
      usedAtMs: this.#clock.now(),
      preference: 'auto',
      draft: { text: '', attachments: [] },
      turns: [],
    };
    this.#byId.set(conversation.id, conversation);
    return conversation;
  }
}

function withoutStreaming(conversation: Conversation): Conversation {
  const turns = conversation.turns.map(
    (turn): Turn =>
      turn.answer.state === 'streaming' ? { ...turn, answer: { ...turn.answer, state: 'stopped' } } : turn,
  );
  return { ...conversation, turns };
}
