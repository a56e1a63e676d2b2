import type { OpenAI } from 'openai';
import type { AnswerPart } from '../contract/stream.ts';
import { classifyStreamError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { BackendSettings } from './settings.ts';

/** Every option that the client would else read from the environment is given. */
export async function createOpenAIClient({ url }: BackendSettings, exchange: Exchange): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    baseURL: url,
    // Never sent: the exchange sets the headers. The client insists on one.
    apiKey: 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // It would write an answer that it cannot parse, and so the person's text, to the console.
    logLevel: 'off',
    fetch: exchange.fetch,
  });
}

/** Reads a stream's chunks one by one. @throws BackendError for an error that stands inside the stream */
export async function* readChunks(
  settings: BackendSettings,
  stream: AsyncIterable<unknown>,
  read: (chunk: unknown) => Iterable<AnswerPart>,
): AsyncGenerator<AnswerPart, void, void> {
  try {
    for await (const chunk of stream) yield* read(chunk);
  } catch (error) {
    const { APIError } = await import('openai');
    // Inside a stream that began well the client throws what stands in an `error` field.
    if (error instanceof APIError && error.error !== undefined) throw classifyStreamError(settings, error.error);
    throw error;
  }
}
