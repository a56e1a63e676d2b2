import type { ChatTurn } from './conversation.ts';

/** The file that a piece of a prompt came from. */
export interface OriginFile {
  /** The document's URI as the editor writes it, for example `file:///w/src/a.ts`. */
  readonly uri: string;
  /** The path relative to its workspace folder with `/` between its parts; the file's name where there is no folder. */
  readonly path: string;
  /** The editor's language identifier, for example `typescript`. */
  readonly languageId: string;
}

/** A piece of another file that is sent along as context. */
export interface ContextSnippet {
  readonly origin: OriginFile;
  readonly text: string;
}

/** The text around the cursor that is to be filled in. Line endings are `\n` throughout. */
export interface CompletionRequest {
  readonly task: 'completion';
  readonly id: string;
  readonly origin: OriginFile;
  readonly prefix: string;
  readonly suffix: string;
  /**
   * How many characters at the end of the prefix may stand behind the suffix where a layout has the suffix behind the
   * prefix: those on the cursor's line, and what was typed before them at the same place. What comes before them has been
   * the same for some keys, so the server finds it and the suffix in its cache. Absent: none.
   */
  readonly typedCharacters?: number;
  readonly snippets: readonly ContextSnippet[];
  /** The most tokens that may be generated. */
  readonly maxOutputTokens: number;
  /** The server may stop at these; at most four, since some servers take no more. */
  readonly stop: readonly string[];
  readonly override: RouteOverride;
  /** Set for a warm-up, which only evaluates the first characters of its prompt, ahead of the key press that needs them. */
  readonly warm?: WarmUp;
}

/**
 * How much of a request's prompt to evaluate without an answer. The same request without `warm` then finds that much in
 * the server's cache, if everything else in it is the same, `maxOutputTokens` too. Only a backend whose facts say
 * `canWarm` takes it.
 */
export interface WarmUp {
  /** So many characters of the prompt as it is laid out, or a few less where that would cut a control token or a character. */
  readonly promptCharacters: number;
}

/** A picture in a message. */
export interface ImageAttachment {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  /** The bytes in base64, without a `data:` head. */
  readonly base64: string;
}

/** A function that a model may ask to be called. Nothing is ever called by itself. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A call that a model asked for. `argumentsJson` is what it wrote, which may be no JSON at all. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly argumentsJson: string;
}

export interface ChatMessage {
  /** `tool`: the result of the call `toolCallId`. */
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
  readonly images?: readonly ImageAttachment[];
  /** The calls that this message of the assistant asked for. */
  readonly toolCalls?: readonly ToolCall[];
  readonly toolCallId?: string;
  /** The files whose text stands in this message. */
  readonly origins: readonly OriginFile[];
}

/** One turn of a conversation: everything said so far, the new question last. */
export interface ChatRequest {
  readonly task: 'chat';
  readonly id: string;
  readonly conversationId: string;
  readonly messages: readonly ChatMessage[];
  /** Who answered the questions before this one, the oldest first. */
  readonly turns?: readonly ChatTurn[];
  /** The most tokens that may be generated; undefined leaves it to the server. */
  readonly maxOutputTokens: number | undefined;
  readonly tools?: readonly ToolDefinition[];
  /** Asks for the probability of each token, where the server gives it. */
  readonly wantsLogProbabilities?: boolean;
  readonly override: RouteOverride;
}

export type Request = CompletionRequest | ChatRequest;
export type Task = Request['task'];

/** What the person, or a benchmark, asked for explicitly. Policy may still refuse it. */
export type RouteOverride =
  | { readonly kind: 'auto' }
  | { readonly kind: 'local' }
  | { readonly kind: 'cloud' }
  | { readonly kind: 'backend'; readonly backendId: string };
