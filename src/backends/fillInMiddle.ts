import type { CompletionRequest } from '../contract/request.ts';
import type { AnswerPart } from '../contract/stream.ts';
import type { Ending } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { fitSource } from './fim/budget.ts';
import { makeHarmless, restorePart } from './fim/harmless.ts';
import { createChatReader, readCompletionChunk } from './openaiChat.ts';
import { createOpenAIClient, readChunks } from './openaiClient.ts';
import { endpointAt } from './providers/catalogue.ts';
import type { Provider } from './providers/schema.ts';
import type { BackendSettings } from './settings.ts';

/** An endpoint that lays the prompt out itself: it is given what stands before and behind the cursor. */
export type FimEndpoint = NonNullable<Provider['fillInMiddle']>;

/** DeepSeek gives out no more than this many tokens here (api-docs.deepseek.com, read November 2026). */
const mostOutputTokens = 4096;
/** More stop texts than this are an error at OpenAI. */
const maxStops = 4;

export interface Filled {
  readonly endpoint: FimEndpoint;
  readonly settings: BackendSettings;
  readonly request: CompletionRequest;
  readonly contextTokens: number;
}

/** Streams what belongs between a request's prefix and its suffix. */
export async function* fillInMiddle(
  { endpoint, settings, request, contextTokens }: Filled,
  exchange: Exchange,
  ending: Ending,
): AsyncGenerator<AnswerPart, void, void> {
  const client = await createOpenAIClient(settings, exchange);
  const body = {
    model: settings.model,
    ...toFimPrompt(endpoint, request, contextTokens),
    max_tokens: Math.min(request.maxOutputTokens, mostOutputTokens),
    temperature: 0,
    stream: true,
    ...(settings.streamUsage ? { stream_options: { include_usage: true } } : {}),
  };
  const stream = await client.post<AsyncIterable<unknown>>(endpointAt(endpoint.endpoint, settings.url), {
    body,
    stream: true,
  });
  const readChat = createChatReader(ending);
  const read = (chunk: unknown) => (endpoint.chunks === 'chat' ? readChat(chunk) : readCompletionChunk(chunk, ending));
  for await (const part of readChunks(settings, stream, read)) yield restorePart(part);
}

/** Other files go before the prefix where the model knows a mark for them; else they stay at home. */
function toFimPrompt({ fileMark }: FimEndpoint, request: CompletionRequest, contextTokens: number) {
  const { origin, snippets, maxOutputTokens } = request;
  const source = fitSource(
    { ...request, path: origin.path, snippets: fileMark === undefined ? [] : snippets },
    contextTokens - maxOutputTokens,
  );
  const header = (path: string) => `${fileMark}${makeHarmless(path)}\n`;
  const files = source.snippets.map((snippet) => `${header(snippet.origin.path)}${makeHarmless(snippet.text)}\n`);
  const front = fileMark === undefined ? '' : `${files.join('')}${header(source.path)}`;
  const stop = [...request.stop, ...(fileMark === undefined ? [] : [fileMark])].slice(0, maxStops);
  return {
    prompt: `${front}${makeHarmless(source.prefix)}`,
    suffix: makeHarmless(source.suffix),
    ...(stop.length === 0 ? {} : { stop }),
  };
}
