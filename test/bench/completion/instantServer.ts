import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface InstantServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** What the instant server says at every place; no filter has a reason to stop it. */
export const instantText = 'nextValue + 1';

/** Speaks llama.cpp's protocol as far as the extension uses it, and answers every prompt at once with the same text. */
export async function startInstantServer(): Promise<InstantServer> {
  const server = createServer((incoming, reply) => void answer(incoming, reply));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The instant server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of incoming) body += String(chunk);
  const request = body === '' ? {} : JSON.parse(body);
  const { pathname } = new URL(incoming.url ?? '/', 'http://instant');
  const json = (value: unknown, status = 200) => {
    reply.writeHead(status, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(value));
  };
  if (pathname === '/health') return json({ status: 'ok' });
  if (pathname === '/props') return json(properties);
  if (pathname === '/slots') return json([0, 1].map((id) => ({ id, n_ctx: 4096, is_processing: false })));
  if (pathname === '/v1/models') return json({ object: 'list', data: [{ id: 'instant' }] });
  // More tokens than texts: there are no tokens for filling in the middle.
  if (pathname === '/tokenize') return json({ tokens: Array.from(String(request.content), (_, index) => index) });
  if (pathname === '/completion') return complete(request, reply);
  json({ error: { code: 404, message: 'File Not Found', type: 'not_found_error' } }, 404);
}

const properties = {
  default_generation_settings: { n_ctx: 4096 },
  total_slots: 2,
  model_alias: 'instant',
  model_path: 'instant.gguf',
  chat_template: '',
};

function complete(request: { n_predict?: number; stream?: boolean }, reply: ServerResponse): void {
  const text = request.n_predict === 0 ? '' : instantText;
  const timings = { cache_n: 0, prompt_n: 1, prompt_ms: 0.1, predicted_n: text === '' ? 0 : 4, predicted_ms: 0.1 };
  const end = { stop: true, stop_type: 'eos', model: 'instant', timings };
  if (request.stream !== true) {
    reply.writeHead(200, { 'content-type': 'application/json' });
    reply.end(JSON.stringify({ content: text, ...end }));
    return;
  }
  reply.writeHead(200, { 'content-type': 'text/event-stream' });
  const events = [...(text === '' ? [] : [{ content: text, stop: false }]), { content: '', ...end }];
  reply.end(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
}
