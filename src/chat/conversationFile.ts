import * as z from 'zod';
import { conversationSchema } from './conversation.ts';
import type { Conversations, SavedConversations } from './conversations.ts';

/** Keeps the text of one workspace's conversations. Its owner decides where; two workspaces never share one. */
export interface ConversationStore {
  /** The text that was saved last, or undefined when there is none. */
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
  /** Puts a text that could not be read in full beside the store, so that nothing is lost for good. */
  setAside(text: string): Promise<void>;
}

/** What could be read, and whether anything could not. */
export interface ParsedConversations extends SavedConversations {
  readonly isComplete: boolean;
}

/** Reads a saved text. Conversations that do not parse are left out one by one; the others stay. */
export function parseConversations(text: string): ParsedConversations {
  const envelope = envelopeSchema.safeParse(tryParseJson(text));
  if (!envelope.success) return { selectedId: undefined, conversations: [], isComplete: false };
  const parsed = envelope.data.conversations.map((value) => conversationSchema.safeParse(value));
  const byId = new Map(parsed.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data] as const])));
  return {
    selectedId: envelope.data.selectedId,
    conversations: [...byId.values()],
    isComplete: byId.size === parsed.length,
  };
}

export function serializeConversations(conversations: Conversations): string {
  return JSON.stringify({
    version,
    selectedId: conversations.selected.id,
    conversations: conversations.list(),
  });
}

/** Raised when the shapes change so that older texts no longer parse; a text of another version is set aside. */
const version = 1;

const envelopeSchema = z.object({
  version: z.literal(version),
  selectedId: z.string().optional().catch(undefined),
  conversations: z.array(z.unknown()),
});

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that is no JSON fits no envelope either.
    return undefined;
  }
}
