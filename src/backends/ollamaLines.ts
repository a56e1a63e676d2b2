import * as z from 'zod';
import { readLines } from './events.ts';

export interface GuardedLines {
  readonly fetch: typeof fetch;
  /** Whether the body of the answer came to an orderly end. */
  hasEnded(): boolean;
}

/**
 * A fetch that checks each line of an answer before the `ollama` package sees it: that package writes lines that it
 * cannot parse to the console, and makes an error inside a stream and a stream that is cut short look the same.
 * `toFault` makes what to throw for the text of such an error.
 */
export function guardOllamaLines(innerFetch: typeof fetch, toFault: (text: string) => Error): GuardedLines {
  let ended = false;
  async function* check(body: ReadableStream<Uint8Array>) {
    const encoder = new TextEncoder();
    for await (const line of readLines(body)) {
      if (line.trim() === '') continue;
      const failed = failedSchema.safeParse(JSON.parse(line));
      if (failed.success) throw toFault(failed.data.error);
      yield encoder.encode(`${line}\n`);
    }
    ended = true;
  }
  return {
    fetch: async (input, init) => {
      const response = await innerFetch(input, init);
      if (response.body === null) return response;
      return new Response(ReadableStream.from(check(response.body)), response);
    },
    hasEnded: () => ended,
  };
}

const failedSchema = z.object({ error: z.string() });
