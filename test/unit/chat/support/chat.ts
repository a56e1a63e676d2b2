import { type ChatController, type ChatDependencies, createChat } from '../../../../src/chat/controller.ts';
import type { Attachment } from '../../../../src/chat/conversation.ts';
import type { ConversationStore } from '../../../../src/chat/conversationFile.ts';
import type { ChatAction, HostMessage, ViewMessage } from '../../../../src/chat/messages.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import { ScriptedSend } from './scriptedSend.ts';

/** A store in memory. */
export class MemoryStore implements ConversationStore {
  text: string | undefined;
  readonly asides: string[] = [];
  /** How many chats have been opened on it. */
  sessions = 0;

  constructor(text?: string) {
    this.text = text;
  }

  load(): Promise<string | undefined> {
    return Promise.resolve(this.text);
  }

  save(text: string): Promise<void> {
    this.text = text;
    return Promise.resolve();
  }

  setAside(text: string): Promise<void> {
    this.asides.push(text);
    return Promise.resolve();
  }
}

/** A chat on a clock that stands still, with everything that it did on record. */
export interface TestChat {
  readonly chat: ChatController;
  readonly script: ScriptedSend;
  readonly clock: FakeClock;
  readonly store: MemoryStore;
  readonly posted: HostMessage[];
  readonly actions: ChatAction[];
  readonly logged: string[];
  /** What the person's editor offers for attaching. */
  readonly editor: { selection?: Attachment | Error; activeFile?: Attachment | Error };
  /** Sends a message as the view would and lets everything that follows from it happen. */
  view(message: ViewMessage): Promise<void>;
  /** Lets a frame pass, so that what is due is posted. */
  frame(): Promise<void>;
}

export async function openChat(store?: MemoryStore, overrides?: Partial<ChatDependencies>): Promise<TestChat> {
  const started = startChat(store, overrides);
  await started.chat.whenLoaded;
  return started;
}

/** The same, before the saved conversations are there. */
export function startChat(store = new MemoryStore(), overrides: Partial<ChatDependencies> = {}): TestChat {
  const script = new ScriptedSend();
  const clock = new FakeClock();
  const logged: string[] = [];
  const note = (line: string) => void logged.push(line);
  const editor: TestChat['editor'] = {};
  const session = ++store.sessions;
  let lastId = 0;
  const chat = createChat({
    send: script.send,
    store,
    clock,
    log: { debug: note, info: note, warn: note, error: note },
    context: { selection: () => offer(editor.selection), activeFile: () => offer(editor.activeFile) },
    newId: () => `${session}.${++lastId}`,
    lastKeyMs: () => Number.NEGATIVE_INFINITY,
    onDidJudge: () => {},
    ...overrides,
  });
  const posted: HostMessage[] = [];
  const actions: ChatAction[] = [];
  chat.onDidPost((message) => posted.push(message));
  chat.onDidRequestAction((action) => actions.push(action));
  const frame = () => clock.advance(66);
  const view = (message: ViewMessage) => {
    chat.handle(message);
    return settle();
  };
  return { chat, script, clock, store, posted, actions, logged, editor, view, frame };
}

function offer(offered: Attachment | Error | undefined): Promise<Attachment | undefined> {
  return offered instanceof Error ? Promise.reject(offered) : Promise.resolve(offered);
}

export const selection: Attachment = {
  kind: 'selection',
  origin: { uri: 'file:///w/src/a.ts', path: 'src/a.ts', languageId: 'typescript' },
  text: 'const a = 1;\nconst b = 2;',
  lines: { first: 3, last: 4 },
};

export const file: Attachment = {
  kind: 'file',
  origin: { uri: 'file:///w/README.md', path: 'README.md', languageId: 'markdown' },
  text: '# Hello\n',
};
