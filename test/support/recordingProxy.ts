import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

export interface RecordingProxy {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  forget(): void;
  stop(): Promise<void>;
}

/** Stands before a real server, passes everything through, and remembers what came: proof of what was sent, and what not. */
export async function startRecordingProxy(upstream: string): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, reply) => void forward(upstream, incoming, reply, requests));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    forget: () => requests.splice(0),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward(
  upstream: string,
  incoming: IncomingMessage,
  reply: ServerResponse,
  requests: RecordedRequest[],
) {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { method = 'GET', url = '/', headers } = incoming;
  requests.push({ method, path: url, headers, body: body.toString('utf8') });
  const onward = request(`${upstream}${url}`, { method, headers: { ...headers, host: new URL(upstream).host } });
  onward.once('response', (answer) => {
    reply.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(reply);
  });
  onward.once('error', () => reply.destroy());
  // The person stopped the answer: the server behind must notice it as well.
  reply.once('close', () => onward.destroy());
  onward.end(body);
}
