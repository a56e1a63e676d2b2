import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How many prompts a server had before it. */
export interface PromptCount {
  /** The most that were open at a time. */
  readonly most: number;
  readonly total: number;
}

export interface CountingProxy {
  readonly url: string;
  /** What was counted since the last call. */
  count(): PromptCount;
  stop(): Promise<void>;
}

/** Stands before a real model server, passes everything through, and counts the prompts whose connection is open. */
export async function startCountingProxy(upstream: string): Promise<CountingProxy> {
  let open = 0;
  let most = 0;
  let total = 0;
  const server = createServer((incoming, reply) => {
    if (isPrompt(incoming)) {
      open += 1;
      total += 1;
      most = Math.max(most, open);
      reply.once('close', () => {
        open -= 1;
      });
    }
    forward(upstream, incoming, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    count() {
      const counted = { most, total };
      most = open;
      total = 0;
      return counted;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isPrompt({ url = '' }: IncomingMessage): boolean {
  return ['/completion', '/v1/chat/completions', '/api/generate', '/api/chat'].includes(url);
}

function forward(upstream: string, incoming: IncomingMessage, reply: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = incoming;
  const onward = request(`${upstream}${url}`, { method, headers: { ...headers, host: new URL(upstream).host } });
  onward.once('response', (answer) => {
    reply.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(reply);
  });
  onward.once('error', () => reply.destroy());
  // Whoever leaves must be seen to leave by the server behind as well.
  reply.once('close', () => onward.destroy());
  incoming.pipe(onward);
}
