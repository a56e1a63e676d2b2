import type { Log } from '../contract/log.ts';
import type { Attachment, Conversation, PlacedAttachment } from './conversation.ts';
import type { Conversations } from './conversations.ts';

/** Reads from the editor what can be attached. Undefined means that there is nothing of the kind. */
export interface ChatContextSource {
  selection(): Promise<Attachment | undefined>;
  activeFile(): Promise<Attachment | undefined>;
}

/** What stands in the input box of each conversation and what is attached to it. */
export class Drafts {
  readonly #dependencies: DraftsDependencies;
  #revision = 0;

  constructor(dependencies: DraftsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Raised each time that the host, not the view, has changed a draft's text. */
  get revision(): number {
    return this.#revision;
  }

  /** Takes over what the view shows already. */
  takeText(conversationId: string, text: string): void {
    this.#update(conversationId, (draft) => ({ ...draft, text }));
  }

  /** Puts a text into the input box, in the place of what the view shows. */
  putText(conversationId: string, text: string): void {
    this.#revision++;
    this.takeText(conversationId, text);
  }

  /** Attaches what the editor has. Returns a sentence for the person when there is nothing to attach. */
  async attach(conversationId: string, kind: Attachment['kind']): Promise<string | undefined> {
    const { context, newId, log } = this.#dependencies;
    try {
      const attachment = await (kind === 'selection' ? context.selection() : context.activeFile());
      if (attachment === undefined) return nothingToAttach[kind];
      if (attachment.text.length > mostCharacters)
        return `The ${kind} is too large for a chat. Attach a smaller selection.`;
      this.#updateAttachments(conversationId, (placed) => withAttachment(placed, { id: newId(), attachment }));
      return undefined;
    } catch (error) {
      log.warn(`The ${kind} could not be attached to the chat: ${error instanceof Error ? error.name : typeof error}.`);
      return `The ${kind} could not be read. The Watershed log has the details.`;
    }
  }

  removeAttachment(conversationId: string, attachmentId: string): void {
    this.#updateAttachments(conversationId, (placed) => placed.filter(({ id }) => id !== attachmentId));
  }

  #updateAttachments(
    conversationId: string,
    change: (placed: readonly PlacedAttachment[]) => readonly PlacedAttachment[],
  ): void {
    this.#update(conversationId, (draft) => ({ ...draft, attachments: change(draft.attachments) }));
  }

  #update(conversationId: string, change: (draft: Conversation['draft']) => Conversation['draft']): void {
    const { conversations } = this.#dependencies;
    conversations.update(conversationId, (conversation) => ({ ...conversation, draft: change(conversation.draft) }));
  }
}

interface DraftsDependencies {
  readonly conversations: Conversations;
  readonly context: ChatContextSource;
  readonly newId: () => string;
  readonly log: Log;
}

/** About 250,000 tokens. Anything larger would make each request, and each save of the conversation, slow. */
const mostCharacters = 1_000_000;

const nothingToAttach = {
  selection: 'Nothing is selected in the editor. Select some text first.',
  file: 'No file is open in the editor. Open one first.',
};

/** Adds at the end; the same place attached before is replaced, since its text may have changed. */
function withAttachment(
  attachments: readonly PlacedAttachment[],
  added: PlacedAttachment,
): readonly PlacedAttachment[] {
  return [...attachments.filter(({ attachment }) => !isSamePlace(attachment, added.attachment)), added];
}

function isSamePlace(a: Attachment, b: Attachment): boolean {
  return a.origin.uri === b.origin.uri && a.lines?.first === b.lines?.first && a.lines?.last === b.lines?.last;
}
