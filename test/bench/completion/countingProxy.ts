import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** One request as it went by, seen from outside the extension. Times are milliseconds since the epoch. */
export interface Exchange {
  readonly path: string;
  readonly kind: ExchangeKind;
  readonly startedMs: number;
  readonly firstTextMs: number | undefined;
  /** Undefined while it is running. */
  readonly endedMs: number | undefined;
  /** Whether the extension closed the connection before the answer was over. */
  readonly aborted: boolean;
  /** The prompt as text; undefined when it was sent in another form. */
  readonly prompt: string | undefined;
  /** What was answered until the end, or until the connection was closed. */
  readonly text: string;
  readonly timings: Timings | undefined;
}

/** `warming` evaluates a prompt and asks for no text. */
export type ExchangeKind = 'completion' | 'warming' | 'chat' | 'other';

const timingsSchema = z.object({
  cache_n: z.number().default(0),
  prompt_n: z.number(),
  prompt_ms: z.number(),
  predicted_n: z.number(),
  predicted_ms: z.number(),
});

/** llama.cpp's own account of an answer, in its own names. */
export type Timings = z.infer<typeof timingsSchema>;

export interface CountingProxy {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  /** Resolves when no completion is on its way, or after the limit. */
  idle(limitMs: number): Promise<void>;
  stop(): Promise<void>;
}

type OpenExchange = { -readonly [Field in keyof Exchange]: Exchange[Field] };

/** Stands between the extension and a real llama.cpp and counts what goes by. */
export async function startCountingProxy(upstream: string): Promise<CountingProxy> {
  const exchanges: OpenExchange[] = [];
  const server = createServer((incoming, reply) => void forward(upstream, incoming, reply, exchanges));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  const isBusy = () => exchanges.some(({ kind, endedMs }) => kind !== 'chat' && endedMs === undefined);
  return {
    url: `http://127.0.0.1:${address.port}`,
    exchanges,
    async idle(limitMs) {
      const untilMs = Date.now() + limitMs;
      while (isBusy() && Date.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 50));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward(upstream: string, incoming: IncomingMessage, reply: ServerResponse, exchanges: OpenExchange[]) {
  const startedMs = Date.now();
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { method = 'GET', url = '/', headers } = incoming;
  const exchange = describe(url, body.toString('utf8'), startedMs);
  exchanges.push(exchange);
  let received = '';
  const finish = () => {
    exchange.endedMs ??= Date.now();
    exchange.text = findText(received);
    exchange.timings = findTimings(received);
  };
  // The server closes the connection of a stream without saying so: one that is kept would fail at its next use.
  const onward = request(`${upstream}${url}`, {
    agent: false,
    method,
    headers: { ...headers, host: new URL(upstream).host },
  });
  onward.once('response', (answer) => {
    reply.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('data', (chunk: Buffer) => {
      exchange.firstTextMs ??= Date.now();
      // The answers of a chat are long, and nobody asks for their text.
      if (exchange.kind !== 'chat') received += chunk.toString('utf8');
    });
    answer.once('end', finish);
    answer.pipe(reply);
  });
  onward.once('error', () => {
    finish();
    reply.destroy();
  });
  reply.once('close', () => {
    if (exchange.endedMs === undefined) exchange.aborted = true;
    finish();
    onward.destroy();
  });
  onward.end(body);
}

function describe(path: string, body: string, startedMs: number): OpenExchange {
  const fields = requestSchema.safeParse(tryJson(body));
  const { prompt, n_predict, max_tokens } = fields.data ?? {};
  const asksForText = (n_predict ?? max_tokens) !== 0;
  const kind = path.includes('/chat/')
    ? 'chat'
    : !/^\/(v1\/)?(completions?|infill)$/.test(path)
      ? 'other'
      : asksForText
        ? 'completion'
        : 'warming';
  return {
    ...{
      path,
      kind,
      startedMs,
      firstTextMs: undefined,
      endedMs: undefined,
      aborted: false,
      text: '',
      timings: undefined,
    },
    prompt: typeof prompt === 'string' ? prompt : undefined,
  };
}

const requestSchema = z.object({
  prompt: z.unknown(),
  n_predict: z.number().optional(),
  max_tokens: z.number().optional(),
});

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not every request has a body of JSON.
    return undefined;
  }
}

/** The pieces of a stream, or the one piece of a reply. */
function findText(reply: string): string {
  const pieces = [...reply.matchAll(/"content":("(?:[^"\\]|\\.)*")/g)];
  return pieces.map(([, piece = '""']) => String(tryJson(piece))).join('');
}

/** The timings stand in the last message of a stream, or in the one reply. */
function findTimings(reply: string): Timings | undefined {
  const found = /"timings":(\{[^{}]*\})/g;
  const last = [...reply.matchAll(found)].at(-1)?.[1];
  return last === undefined ? undefined : timingsSchema.safeParse(tryJson(last)).data;
}
