import * as z from 'zod';
import { readLines } from './events.ts';

/**
 * A fetch that checks each line of an answer before the `ollama` package sees it, because that package writes lines
 * that it cannot parse to the console, and turns an error inside a stream into one without a kind. `toFault` makes what
 * to throw for the text of such an error.
 */
export function guardOllamaLines(innerFetch: typeof fetch, toFault: (text: string) => Error): typeof fetch {
  async function* check(body: ReadableStream<Uint8Array>) {
    const encoder = new TextEncoder();
    for await (const line of readLines(body)) {
      if (line.trim() === '') continue;
      const { error } = lineSchema.parse(JSON.parse(line));
      if (error !== undefined) throw toFault(error);
      yield encoder.encode(`${line}\n`);
    }
  }
  return async (input, init) => {
    const response = await innerFetch(input, init);
    if (response.body === null) return response;
    return new Response(ReadableStream.from(check(response.body)), response);
  };
}

const lineSchema = z.object({ error: z.string().optional() });
