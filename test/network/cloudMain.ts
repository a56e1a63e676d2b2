import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';
import { openaiFormat } from '../contract/formats/openai.ts';
import { type Answer, json, lines, stream } from '../contract/support/scriptedServer.ts';
import type { CloudRequest } from './cloud.ts';

/**
 * The program that plays a cloud: `cloudMain.ts PORT FILE`. It speaks OpenAI's format, and Ollama's for pulling, answers
 * a question with its own text, and adds what it was sent to the file, a line of JSON each.
 */
const [, , port = '', file = ''] = process.argv;

const answers: Readonly<Record<string, (body: string) => Answer>> = {
  'GET /v1/models': () => json({ data: [{ id: 'large' }] }),
  'POST /v1/chat/completions': (body) => stream(openaiFormat.encode('chat', { text: pieces(questionIn(body)) })),
  'POST /v1/completions': () => stream(openaiFormat.encode('completion', { text: ['from_the_cloud', '()'] })),
  'POST /api/pull': () => stream(lines([{ status: 'success' }]), 'application/x-ndjson'),
};

const server = createServer(async (message, response) => {
  const sent: Buffer[] = [];
  try {
    for await (const piece of message) sent.push(piece);
  } catch {
    // The client has left: what it sent until then has left its machine all the same.
  }
  const bytes = Buffer.concat(sent);
  const seen = toRequest(message, bytes);
  appendFileSync(file, `${JSON.stringify(seen)}\n`);
  // A kept connection would be closed at some later time, by packets that belong to no feature.
  response.setHeader('connection', 'close');
  const answer = answers[`${seen.method} ${seen.path}`]?.(seen.body) ?? json({ error: 'not here' }, 404);
  await answer(response, {
    ...seen,
    headers: message.headers,
    clientPort: undefined,
    whenOver: Promise.resolve('answered'),
  });
});
// On every address, since the namespace takes packets to all of them.
server.listen(Number(port), '0.0.0.0', () => console.log('ready'));

function toRequest(message: IncomingMessage, bytes: Buffer): CloudRequest {
  return {
    method: message.method ?? '',
    path: new URL(message.url ?? '/', 'http://cloud').pathname,
    host: message.headers.host ?? '',
    authorization: message.headers.authorization,
    bodySha256: createHash('sha256').update(bytes).digest('hex'),
    body: bytes.toString('utf8'),
    isComplete: message.complete,
  };
}

/** Small, so that what is to be restored in the answer is cut in the middle. */
function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,5}/g) ?? [];
}

function questionIn(body: string): string {
  const { messages } = questionSchema.parse(JSON.parse(body));
  return `You asked: ${messages.at(-1)?.content ?? ''}`.slice(-400);
}

const questionSchema = z.object({ messages: z.array(z.object({ content: z.string().catch('') })) });
