import type { ChatTurn } from '../../contract/conversation.ts';
import type { Request, RouteOverride, Task } from '../../contract/request.ts';

/** What is kept of a request to explain its route later: its measures, never a text of it. */
export interface RequestShape {
  readonly requestId: string;
  readonly task: Task;
  readonly override: RouteOverride;
  /** An estimate; only the server's own tokenizer knows. */
  readonly promptTokens: number;
  /** Undefined where the server decides. */
  readonly maxOutputTokens: number | undefined;
  readonly images: number;
  readonly tools: number;
  readonly turns: readonly ChatTurn[];
}

export function shapeOf(request: Request): RequestShape {
  const { id, task, override, maxOutputTokens } = request;
  const isChat = request.task === 'chat';
  return {
    ...{ requestId: id, task, override, maxOutputTokens },
    promptTokens: estimatePromptTokens(textsOf(request)),
    images: isChat ? request.messages.reduce((sum, { images = [] }) => sum + images.length, 0) : 0,
    tools: isChat ? (request.tools?.length ?? 0) : 0,
    turns: isChat ? (request.turns ?? []) : [],
  };
}

/** Four bytes of UTF-8 a token, as the router estimates too: right for English and code, more for other scripts. */
function estimatePromptTokens(texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 4);
}

function textsOf(request: Request): readonly string[] {
  if (request.task === 'chat') return request.messages.map(({ text }) => text);
  return [request.prefix, request.suffix, ...request.snippets.map(({ text }) => text)];
}
