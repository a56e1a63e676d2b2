import type { Task } from '../../../src/contract/request.ts';
import type { Answer, Chunk } from '../support/scriptedServer.ts';

/** What a server says in one answer. */
export interface Content {
  readonly text: readonly string[];
  readonly reasoning?: readonly string[];
  readonly calls?: readonly ContentCall[];
  /** For each piece of text that of its only token. */
  readonly logProbabilities?: readonly number[];
  readonly finish?: 'stop' | 'length';
}

/** A call of a tool, its arguments in the pieces in which the model writes them. */
export interface ContentCall {
  readonly id: string;
  readonly name: string;
  readonly argumentPieces: readonly string[];
}

/** What makes the server, as the format plays it, one that can do something. */
export interface Able {
  readonly entry?: Record<string, unknown>;
  readonly probes?: Readonly<Record<string, Answer>>;
}

/** What a prompt said besides texts, the same for every format. */
export interface SentPrompt {
  readonly tools: readonly string[];
  readonly images: readonly string[];
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: unknown }[];
  readonly results: readonly { readonly callId: string; readonly text: string }[];
  readonly wantsLogProbabilities: boolean;
}

/**
 * How one kind of server writes on the wire. With it the suite plays what no real server does on demand: each fault,
 * each cut of a character, each silence.
 */
export interface WireFormat {
  readonly tasks: readonly Task[];
  /** Whether reasoning comes apart from the answer in chats. */
  readonly hasReasoning: boolean;
  /** An entry of `watershed.backends` for a server at this URL. */
  entry(url: string, task: Task): Record<string, unknown>;
  readonly key: string | undefined;
  /** The path to which the prompt of a task is sent. */
  promptPath(task: Task): string;
  /** Answers to what the backend asks before it sends a prompt. */
  readonly probes: Readonly<Record<string, Answer>>;
  readonly contentType: string;
  /** The chunks of a whole answer with its end; the usage says 20 prompt tokens, 5 of them cached where the format tells. */
  encode(task: Task, content: Content): string[];
  /** The same without the end. */
  encodeOpen(task: Task, content: Content): string[];
  readonly usage: { readonly input: number; readonly cached: number | undefined; readonly output: number };
  /** What keeps a connection alive and says nothing. */
  readonly keepAlive: Chunk | undefined;
  readonly errorInStream: string;
  readonly modelMissing: Answer | undefined;
  readonly contextTooLong: Answer | undefined;
  readonly loading: Answer | undefined;
  /** Undefined for what the format has no place for. */
  readonly able: { readonly tools: Able; readonly images: Able; readonly logProbabilities: Able | undefined };
  /** Whether a server of this kind can always call tools and read pictures. */
  readonly canAlways: boolean;
  /** Whether a call that is cut at the limit is on the wire. */
  readonly sendsCutCalls: boolean;
  /** Whether some servers leave reasoning in the text, between tags. */
  readonly leavesTags: boolean;
  readPrompt(body: string): SentPrompt;
}
