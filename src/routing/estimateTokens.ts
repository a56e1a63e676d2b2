import type { ChatMessage, ChatRequest, Request } from '../contract/request.ts';

/** What an answer may need where the request sets no limit: a long explanation with some code. */
const assumedOutputTokens = 1_024;

/**
 * What a picture may take. Vendors scale a large one down until it takes about this many; a small one takes less, and
 * its size is not known without decoding it.
 */
const assumedImageTokens = 1_600;

/**
 * Roughly how many tokens a request needs for its prompt and its answer together. Four bytes of UTF-8 make a token: for
 * English and code that is the usual four characters, and scripts with more bytes a character have more tokens too.
 */
export function estimateTokens(request: Request): number {
  const promptTokens = request.task === 'chat' ? chatTokens(request) : Math.ceil(bytesOf(completionTexts(request)) / 4);
  return promptTokens + (request.maxOutputTokens ?? assumedOutputTokens);
}

function completionTexts({ prefix, suffix, snippets }: Exclude<Request, ChatRequest>): readonly string[] {
  return [prefix, suffix, ...snippets.map((snippet) => snippet.text)];
}

function chatTokens({ messages, tools = [] }: ChatRequest): number {
  const promptBytes = messages.reduce((sum, message) => sum + bytesOfMessage(message), 0);
  const toolBytes = tools.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(tools));
  const imageCount = messages.reduce((sum, { images = [] }) => sum + images.length, 0);
  return Math.ceil((promptBytes + toolBytes) / 4) + imageCount * assumedImageTokens;
}

function bytesOfMessage({ text, toolCalls = [] }: ChatMessage): number {
  return Buffer.byteLength(text) + bytesOf(toolCalls.map(({ name, argumentsJson }) => name + argumentsJson));
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
