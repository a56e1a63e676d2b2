import * as z from 'zod';

/**
 * The shapes of a conversation, as schemas because they are read back from the disk. Optional numbers are unknown when
 * they are absent, as JSON has no `undefined`.
 */

const originFileSchema = z.object({ uri: z.string(), path: z.string(), languageId: z.string() }).readonly();

/** A piece of the person's code that goes along with a question. */
const attachmentSchema = z
  .object({
    kind: z.enum(['selection', 'file']),
    origin: originFileSchema,
    text: z.string(),
    /** The 1-based first and last line of a selection; absent for a whole file. */
    lines: z.object({ first: z.int().positive(), last: z.int().positive() }).readonly().optional(),
  })
  .readonly();
export type Attachment = z.infer<typeof attachmentSchema>;

/** An attachment in its place, with a name of its own so that its chip can be removed. */
const placedAttachmentSchema = z.object({ id: z.string(), attachment: attachmentSchema }).readonly();
export type PlacedAttachment = z.infer<typeof placedAttachmentSchema>;

/** The route that answered, reduced to what is shown under the answer. */
const answerRouteSchema = z
  .object({
    backendId: z.string(),
    model: z.string(),
    origin: z.string(),
    locality: z.enum(['local', 'remote']),
    /** Set for a remote host that the person has called their own. */
    isOwn: z.literal(true).optional(),
    /** The sentences of the route's reasons, the most important one first. */
    reasons: z.array(z.string()).readonly(),
  })
  .readonly();
export type AnswerRoute = z.infer<typeof answerRouteSchema>;

/** An amount that cannot be is taken for unknown: it is not worth losing the conversation. */
const amountSchema = z.number().nonnegative().optional().catch(undefined);

const measurementSchema = z
  .object({
    timeToFirstTokenMs: amountSchema,
    totalMs: z.number().nonnegative(),
    tokensPerSecond: amountSchema,
    inputTokens: amountSchema,
    cachedInputTokens: amountSchema,
    outputTokens: amountSchema,
    costUsd: amountSchema,
  })
  .readonly();
export type AnswerMeasurement = z.infer<typeof measurementSchema>;

/** An answer that the person did not want to keep, as `ChatTurn` of contract/ tells it to the router. */
const givenUpSchema = z
  .object({
    backendId: z.string(),
    locality: z.enum(['local', 'remote']),
    verdict: z.enum(['asked-again', 'escalated']),
  })
  .readonly();

const answerBase = {
  /** What came so far, Markdown. */
  text: z.string(),
  /** What the model thought aloud before it answered; empty for most models. */
  reasoning: z.string(),
  /** Absent until the router has decided. */
  route: answerRouteSchema.optional(),
  /** The request that this is the answer to, as the ledger knows it; absent in what older versions have saved. */
  requestId: z.string().optional(),
  /** The answers to the same question that this one takes the place of, the oldest first. */
  replaces: z.array(givenUpSchema).readonly().optional(),
  /** How many errors the editor has found in code of this answer, right after it was inserted; absent where none. */
  newProblems: z.int().positive().optional().catch(undefined),
};

const answerSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('streaming'), ...answerBase }).readonly(),
  /** `isCut`: the model reached the most tokens that it may generate. */
  z.object({ state: z.literal('done'), ...answerBase, measurement: measurementSchema, isCut: z.boolean() }).readonly(),
  /** The person stopped it, or the window closed meanwhile. */
  z.object({ state: z.literal('stopped'), ...answerBase }).readonly(),
  /** The server went away without saying that it was done. */
  z.object({ state: z.literal('interrupted'), ...answerBase, measurement: measurementSchema }).readonly(),
  /** The person chose not to send the question to this origin. */
  z.object({ state: z.literal('declined'), ...answerBase, origin: z.string() }).readonly(),
  /** `sentence` says what happened and what to do; `offersSetup`: Set Up can help. */
  z.object({ state: z.literal('failed'), ...answerBase, sentence: z.string(), offersSetup: z.boolean() }).readonly(),
]);
export type Answer = z.infer<typeof answerSchema>;

const turnSchema = z
  .object({
    id: z.string(),
    question: z.string(),
    attachments: z.array(placedAttachmentSchema).readonly(),
    answer: answerSchema,
  })
  .readonly();
/** One question and its answer. */
export type Turn = z.infer<typeof turnSchema>;

export const preferenceSchema = z.enum(['auto', 'local', 'cloud']);
export type Preference = z.infer<typeof preferenceSchema>;

export const conversationSchema = z
  .object({
    id: z.string().min(1),
    title: z.string(),
    /** When its last question was asked, or it was made; milliseconds since the Unix epoch. */
    usedAtMs: z.number(),
    preference: preferenceSchema,
    /** What was typed and attached but not sent. */
    draft: z.object({ text: z.string(), attachments: z.array(placedAttachmentSchema).readonly() }).readonly(),
    turns: z.array(turnSchema).readonly(),
  })
  .readonly();
export type Conversation = z.infer<typeof conversationSchema>;

/** The answer of a question that was just asked. */
export const newAnswer: Answer = { state: 'streaming', text: '', reasoning: '' };
