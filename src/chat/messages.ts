import * as z from 'zod';
import { type Answer, type Attachment, type Preference, preferenceSchema } from './conversation.ts';

/**
 * The protocol between the chat's host and its view. The host owns all state. The view asks for it with `ready` and can
 * be thrown away and drawn again from one `state` message at any time.
 */

/** What the view asks its host to do outside the chat. The host confirms links with the person. */
export type ChatAction = z.infer<typeof actionSchema>;

const actionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('copy'), text: z.string() }),
  /** The request is the one that the code is of the answer to; absent in what older versions have saved. */
  z.object({ type: z.literal('insert-at-cursor'), text: z.string(), requestId: z.string().optional() }),
  z.object({ type: z.literal('open-link'), url: z.string() }),
  z.object({ type: z.literal('run-setup') }),
  /** Shows why a request took its route. */
  z.object({ type: z.literal('explain-route'), requestId: z.string() }),
]);

const inConversation = { conversationId: z.string() };

/** What the person can answer to the consent card. `local`: answer this one question locally instead. */
const consentDecisionSchema = z.enum(['send', 'local', 'decline']);
export type ConsentDecision = z.infer<typeof consentDecisionSchema>;

/** What the view tells its host. */
export const viewMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('ask'), ...inConversation, text: z.string() }),
  z.object({ type: z.literal('retry'), ...inConversation, turnId: z.string() }),
  /** Asks the same question again, of a cloud model. */
  z.object({ type: z.literal('escalate'), ...inConversation, turnId: z.string() }),
  z.object({ type: z.literal('stop'), ...inConversation }),
  /** The origin is the one on the card that the person saw, so that a second click cannot allow another one. */
  z.object({
    type: z.literal('decide-consent'),
    ...inConversation,
    origin: z.string(),
    decision: consentDecisionSchema,
  }),
  /** Sent at each change of the input box, so that nothing typed is ever lost. */
  z.object({ type: z.literal('change-draft'), ...inConversation, text: z.string() }),
  z.object({ type: z.literal('attach'), ...inConversation, kind: z.enum(['selection', 'file']) }),
  z.object({ type: z.literal('remove-attachment'), ...inConversation, attachmentId: z.string() }),
  z.object({ type: z.literal('prefer'), ...inConversation, preference: preferenceSchema }),
  z.object({ type: z.literal('new-conversation') }),
  z.object({ type: z.literal('select-conversation'), ...inConversation }),
  z.object({ type: z.literal('rename-conversation'), ...inConversation, title: z.string() }),
  z.object({ type: z.literal('delete-conversation'), ...inConversation }),
  ...actionSchema.options,
]);
export type ViewMessage = z.infer<typeof viewMessageSchema>;

/** What the host tells the view. */
export type HostMessage =
  | { readonly type: 'state'; readonly state: ChatState }
  | AnswerDelta
  | { readonly type: 'focus-input' }
  /** A sentence for the line above the input box; it goes with the next thing that the person does. */
  | { readonly type: 'notice'; readonly text: string };

/** More of the answer that is streaming. A view whose text is not that long has missed something and asks for `ready`. */
export interface AnswerDelta {
  readonly type: 'answer-delta';
  readonly turnId: string;
  readonly part: 'text' | 'reasoning';
  /** How many UTF-16 code units of the part came before this delta. */
  readonly offset: number;
  readonly delta: string;
}

/** Everything that the view draws. */
export interface ChatState {
  /** The most recently used first. */
  readonly conversations: readonly { readonly id: string; readonly title: string }[];
  readonly current: CurrentConversation;
  /** Undefined until the host has looked at what is configured. */
  readonly setup: Setup | undefined;
}

export interface CurrentConversation {
  readonly id: string;
  readonly title: string;
  readonly preference: Preference;
  readonly draft: {
    readonly text: string;
    /** Raised when the host has changed the text; otherwise what stands in the input box is newer. */
    readonly revision: number;
    readonly attachments: readonly Chip[];
  };
  readonly turns: readonly TurnView[];
}

/** An attachment as it is shown, without its text. */
export interface Chip {
  readonly id: string;
  readonly kind: Attachment['kind'];
  readonly path: string;
  readonly lines: Attachment['lines'];
  readonly estimatedTokens: number;
}

export interface TurnView {
  readonly id: string;
  readonly question: string;
  readonly attachments: readonly Chip[];
  readonly answer: Answer;
  /** Set while the person is asked whether this question may go to a cloud. */
  readonly consent: ConsentCard | undefined;
}

export interface ConsentCard {
  /** Scheme, host and port of the service. */
  readonly origin: string;
  readonly model: string;
}

/** What is there to answer questions, and what is missing; a sentence each. */
export interface Setup {
  /** Whether any configured model can answer a chat question. */
  readonly canAnswer: boolean;
  readonly items: readonly { readonly state: 'present' | 'missing'; readonly text: string }[];
}
