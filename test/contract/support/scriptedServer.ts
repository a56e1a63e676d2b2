import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the server saw of one request. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The client's port: the same one means the same connection. */
  readonly clientPort: number | undefined;
  /** Settles when the connection or the answer is over: whether the client closed it before the answer had ended. */
  readonly whenOver: Promise<'answered' | 'closed by the client'>;
}

export type Answer = (response: ServerResponse, request: SeenRequest) => void | Promise<void>;

/** A real HTTP server on 127.0.0.1 for the faults and formats that no engine here can serve on demand. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** Waits for the next request that comes in. */
  nextRequest(): Promise<SeenRequest>;
  stop(): Promise<void>;
}

/** Paths (with a leading slash) to answers; a path that is not listed gets a 404 of Ollama's form. */
export async function startScriptedServer(answers: Readonly<Record<string, Answer>>): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const waiting: ((request: SeenRequest) => void)[] = [];
  const server = createServer(async (message, response) => {
    const seen = await see(message, response);
    requests.push(seen);
    for (const resolve of waiting.splice(0)) resolve(seen);
    const answer = answers[seen.path] ?? json({ error: 'not here' }, 404);
    await answer(response, seen);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };
}

export function text(body: string, contentType: string, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': contentType }).end(body);
  };
}

export type Chunk = string | Uint8Array;

/** Sends the chunks one by one, each in a packet of its own, and ends. */
export function stream(chunks: readonly Chunk[], contentType = 'text/event-stream'): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': contentType });
    for (const chunk of chunks) await send(response, chunk);
    response.end();
  };
}

/** Sends the chunks and then nothing more, with the connection open. */
export function stall(chunks: readonly Chunk[], contentType = 'text/event-stream'): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.flushHeaders();
    for (const chunk of chunks) await send(response, chunk);
  };
}

/** Sends the chunks and then breaks the connection without ending the answer. */
export function cut(chunks: readonly Chunk[], contentType = 'text/event-stream'): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.flushHeaders();
    for (const chunk of chunks) await send(response, chunk);
    response.socket?.resetAndDestroy();
  };
}

/** Server-sent events with these JSON values as their data. */
export function events(values: readonly unknown[]): string[] {
  return values.map((value) => `data: ${JSON.stringify(value)}\n\n`);
}

export function lines(values: readonly unknown[]): string[] {
  return values.map((value) => `${JSON.stringify(value)}\n`);
}

/** Waits until the operating system has taken the chunk, so that the next one is a packet of its own. */
async function send(response: ServerResponse, chunk: Chunk): Promise<void> {
  await new Promise<void>((resolve) => {
    response.write(chunk, () => setImmediate(resolve));
  });
}

async function see(message: IncomingMessage, response: ServerResponse): Promise<SeenRequest> {
  const whenOver = new Promise<'answered' | 'closed by the client'>((resolve) => {
    response.once('finish', () => resolve('answered'));
    response.once('close', () => resolve('closed by the client'));
  });
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece);
  const { pathname, search } = new URL(message.url ?? '/', 'http://server');
  return {
    method: message.method ?? '',
    path: pathname + search,
    headers: message.headers,
    body: Buffer.concat(pieces).toString('utf8'),
    clientPort: message.socket.remotePort,
    whenOver,
  };
}
