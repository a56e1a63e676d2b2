import type { Request } from '../contract/request.ts';

/** What an answer may need where the request sets no limit: a long explanation with some code. */
const assumedOutputTokens = 1_024;

/**
 * Roughly how many tokens a request needs for its prompt and its answer together. Four bytes of UTF-8 make a token: for
 * English and code that is the usual four characters, and scripts with more bytes a character have more tokens too.
 */
export function estimateTokens(request: Request): number {
  const promptBytes = textsOf(request).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return Math.ceil(promptBytes / 4) + (request.maxOutputTokens ?? assumedOutputTokens);
}

function textsOf(request: Request): readonly string[] {
  if (request.task === 'chat') return request.messages.map((message) => message.text);
  return [request.prefix, request.suffix, ...request.snippets.map((snippet) => snippet.text)];
}
