import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { AskConsent } from '../contract/admission.ts';
import type { Log } from '../contract/log.ts';
import type { Send } from '../contract/send.ts';
import { Answers } from './answers.ts';
import type { Attachment } from './conversation.ts';
import type { ConversationStore } from './conversationFile.ts';
import { Conversations } from './conversations.ts';
import { type ChatContextSource, Drafts } from './drafts.ts';
import {
  type ChatAction,
  type ChatState,
  type HostMessage,
  type Setup,
  type ViewMessage,
  viewMessageSchema,
} from './messages.ts';
import { Outbox } from './outbox.ts';
import { Saving } from './saving.ts';
import type { Verdict } from './verdicts.ts';
import { toChatState } from './viewState.ts';

/** The chat of one workspace: its conversations, the answers that are running, and what the view is told of them. */
export interface ChatController extends Disposable {
  /** Messages for the view. Before the view has asked for the state with `ready` they may be dropped. */
  readonly onDidPost: Event<HostMessage>;
  /** What the view asks the editor to do. */
  readonly onDidRequestAction: Event<ChatAction>;
  /** Asks the person, in the chat under the question, whether it may go to a cloud. Their decision is not remembered here. */
  readonly askConsent: AskConsent;
  /** Takes a message from the view, as it came. */
  handle(message: unknown): void;
  /** What the view draws now. Empty until the saved conversations are there; see `whenLoaded`. */
  state(): ChatState;
  /** Settles, never rejects, once the saved conversations are there. */
  readonly whenLoaded: Promise<void>;
  /** Asks a question with what is attached to the conversation's draft. A second one has to wait for the answer. */
  ask(conversationId: string, text: string): void;
  /** Stops the running answer of the conversation on the screen. */
  stop(): void;
  newConversation(): void;
  /** Notes how many errors code of an answer has brought where it was inserted; zero where there are none any more. */
  noteProblems(requestId: string, count: number): void;
  /** Attaches to the conversation on the screen. */
  attachSelection(): Promise<void>;
  attachFile(): Promise<void>;
  /** Puts the keyboard into the input box. */
  focusInput(): void;
  /** Says what is there to answer questions. */
  setSetup(setup: Setup): void;
  /** Saves what has changed; call it before the window closes. */
  flush(): Promise<void>;
}

export interface ChatDependencies {
  readonly send: Send;
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly context: ChatContextSource;
  /** When somebody last typed in an editor, on the monotonic clock in ms: who types there watches no answer grow. */
  readonly lastKeyMs: () => number;
  /** A name that no other call returns, in this session or an earlier one. */
  readonly newId: () => string;
  /** Told what the person's doing says of an answer: that they went on, or asked again, or asked a larger model. */
  readonly onDidJudge: (verdict: Verdict) => void;
}

export function createChat(dependencies: ChatDependencies): ChatController {
  return new Chat(dependencies);
}

class Chat implements ChatController {
  readonly #dependencies: ChatDependencies;
  readonly #conversations: Conversations;
  readonly #drafts: Drafts;
  readonly #answers: Answers;
  readonly #saving: Saving;
  readonly #outbox: Outbox;
  readonly #actions = new Emitter<ChatAction>();
  readonly #disposables = new DisposableStore();
  #setup: Setup | undefined;
  readonly onDidPost: Event<HostMessage>;
  readonly onDidRequestAction = this.#actions.event;
  readonly askConsent: AskConsent;
  readonly whenLoaded: Promise<void>;

  constructor(dependencies: ChatDependencies) {
    this.#dependencies = dependencies;
    this.#conversations = new Conversations(dependencies);
    const shared = { ...dependencies, conversations: this.#conversations };
    this.#drafts = new Drafts(shared);
    this.#saving = this.#disposables.add(new Saving(shared));
    const lastTurn = () => this.#conversations.selected.turns.at(-1);
    this.#outbox = this.#disposables.add(new Outbox({ ...dependencies, state: () => this.state(), lastTurn }));
    const events = { onDidChange: () => this.#changed(), onDidGrow: (id: string) => this.#grew(id) };
    this.#answers = this.#disposables.add(new Answers({ ...shared, ...events }));
    this.#disposables.add(this.#actions);
    this.onDidPost = this.#outbox.onDidPost;
    this.askConsent = this.#answers.askConsent;
    this.whenLoaded = this.#saving.restore().then(() => this.#outbox.stateChanged());
  }

  handle(message: unknown): void {
    const parsed = viewMessageSchema.safeParse(message);
    if (!parsed.success) {
      this.#dependencies.log.warn('The chat view sent a message that is not part of the protocol.');
      return;
    }
    // Messages that come before the saved conversations are there wait for them, in their order.
    void this.whenLoaded.then(() => this.#dispatch(parsed.data));
  }

  state(): ChatState {
    return toChatState(this.#conversations, {
      setup: this.#setup,
      draftRevision: this.#drafts.revision,
      consentIn: (conversationId) => this.#answers.consentIn(conversationId),
    });
  }

  ask(conversationId: string, text: string): void {
    const question = text.trim();
    const conversation = this.#conversations.find(conversationId);
    if (question === '') return;
    if (conversation === undefined) this.#keepInSelected(text);
    else if (this.#answers.isRunning(conversationId)) {
      this.#drafts.putText(conversationId, text);
      this.#outbox.post({ type: 'notice', text: 'Wait for the answer, or stop it, before you ask again.' });
    } else {
      this.#conversations.addTurn(conversationId, question);
      this.#answers.start(conversationId, { kind: conversation.preference });
    }
    this.#changed();
  }

  /** A question for a conversation that is gone goes into the box of the one on the screen, below what stands there. */
  #keepInSelected(text: string): void {
    const { id, draft } = this.#conversations.selected;
    this.#drafts.putText(id, draft.text.trim() === '' ? text : `${draft.text}\n\n${text}`);
    this.#outbox.post({ type: 'notice', text: 'That conversation is gone. Your question is in the box of this one.' });
  }

  stop(): void {
    this.#answers.stop(this.#conversations.selected.id);
  }

  newConversation(): void {
    this.handle({ type: 'new-conversation' });
  }

  noteProblems(requestId: string, count: number): void {
    const isNoted = this.#conversations.updateAnswerTo(requestId, ({ newProblems: _, ...answer }) =>
      count === 0 ? answer : { ...answer, newProblems: count },
    );
    if (isNoted) this.#changed();
  }

  async attachSelection(): Promise<void> {
    await this.whenLoaded;
    await this.#attach(this.#conversations.selected.id, 'selection');
  }

  async attachFile(): Promise<void> {
    await this.whenLoaded;
    await this.#attach(this.#conversations.selected.id, 'file');
  }

  focusInput(): void {
    this.#outbox.post({ type: 'focus-input' });
  }

  setSetup(setup: Setup): void {
    this.#setup = setup;
    // Before the saved conversations are there, the view would show one that is about to go, and what is asked in it too.
    void this.whenLoaded.then(() => this.#outbox.stateChanged());
  }

  flush(): Promise<void> {
    return this.#saving.flush();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #dispatch(message: ViewMessage): void {
    this.#outbox.turnedTo();
    switch (message.type) {
      case 'ready':
        this.#outbox.postState();
        return;
      case 'copy':
      case 'insert-at-cursor':
      case 'open-link':
      case 'run-setup':
      case 'explain-route':
        this.#actions.fire(message);
        return;
      case 'change-draft':
        // The view knows its own text, so there is nothing to tell it.
        this.#drafts.takeText(message.conversationId, message.text);
        this.#saving.changed();
        return;
      case 'attach':
        void this.#attach(message.conversationId, message.kind);
        return;
      case 'remove-attachment':
        this.#drafts.removeAttachment(message.conversationId, message.attachmentId);
        break;
      case 'ask':
        this.#drafts.takeText(message.conversationId, '');
        this.ask(message.conversationId, message.text);
        break;
      case 'retry':
        this.#askAgain(message);
        break;
      case 'escalate':
        this.#askAgain(message, 'cloud');
        break;
      case 'stop':
        this.#answers.stop(message.conversationId);
        break;
      case 'decide-consent':
        this.#answers.decideConsent(message);
        break;
      case 'prefer':
        this.#conversations.update(message.conversationId, (it) => ({ ...it, preference: message.preference }));
        break;
      case 'new-conversation':
        this.#conversations.selectEmpty();
        break;
      case 'select-conversation':
        this.#conversations.select(message.conversationId);
        break;
      case 'rename-conversation':
        this.#conversations.rename(message.conversationId, message.title);
        break;
      case 'delete-conversation':
        this.#answers.stop(message.conversationId);
        this.#conversations.delete(message.conversationId);
        break;
    }
    this.#changed();
  }

  /**
   * Only the last question can be asked again, since what followed an earlier one was said in reply to its answer.
   * `wanted` holds for this once, in the place of what the person prefers in this conversation.
   */
  #askAgain(
    { conversationId, turnId }: { readonly conversationId: string; readonly turnId: string },
    wanted?: 'cloud',
  ) {
    const conversation = this.#conversations.find(conversationId);
    if (conversation?.turns.at(-1)?.id !== turnId) return;
    this.#answers.start(conversationId, { kind: wanted ?? conversation.preference });
  }

  async #attach(conversationId: string, kind: Attachment['kind']): Promise<void> {
    const notice = await this.#drafts.attach(conversationId, kind);
    if (notice === undefined) this.#changed();
    else this.#outbox.post({ type: 'notice', text: notice });
  }

  #changed(): void {
    this.#outbox.stateChanged();
    this.#saving.changed();
  }

  #grew(conversationId: string): void {
    if (conversationId === this.#conversations.selected.id) this.#outbox.answerGrew();
    this.#saving.changed();
  }
}
