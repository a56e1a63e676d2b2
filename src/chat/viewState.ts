import type { Conversation, PlacedAttachment, Turn } from './conversation.ts';
import type { Conversations } from './conversations.ts';
import type { ChatState, Chip, ConsentCard, Setup, TurnView } from './messages.ts';
import { estimateTokens } from './prompt.ts';

/** Builds all that the view draws. */
export function toChatState(
  conversations: Conversations,
  host: {
    readonly setup: Setup | undefined;
    readonly draftRevision: number;
    /** The card that waits under the running answer of a conversation. */
    readonly consentIn: (conversationId: string) => ConsentCard | undefined;
  },
): ChatState {
  const { selected } = conversations;
  const { id, title, preference, draft } = selected;
  const attachments = draft.attachments.map(toChip);
  return {
    conversations: conversations.list().map((conversation) => ({ id: conversation.id, title: conversation.title })),
    current: {
      id,
      title,
      preference,
      draft: { text: draft.text, revision: host.draftRevision, attachments },
      turns: toTurnViews(selected, host.consentIn(id)),
    },
    setup: host.setup,
  };
}

/** Only a running answer can wait for consent, and only the last answer can run. */
function toTurnViews(conversation: Conversation, card: ConsentCard | undefined): readonly TurnView[] {
  const last = conversation.turns.at(-1);
  return conversation.turns.map((turn) => toTurnView(turn, turn === last ? card : undefined));
}

function toTurnView(turn: Turn, consent: ConsentCard | undefined): TurnView {
  return { ...turn, attachments: turn.attachments.map(toChip), consent };
}

function toChip({ id, attachment }: PlacedAttachment): Chip {
  const { kind, origin, lines, text } = attachment;
  return { id, kind, path: origin.path, lines, estimatedTokens: estimateTokens(text) };
}
