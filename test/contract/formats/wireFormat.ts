import type { Task } from '../../../src/contract/request.ts';
import type { Answer, Chunk } from '../support/scriptedServer.ts';

/** What a server says in one answer. */
export interface Content {
  readonly text: readonly string[];
  readonly reasoning?: readonly string[];
  readonly finish?: 'stop' | 'length';
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
}
