import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

export interface FastServer {
  readonly url: string;
  /** The prompts of all completions that were asked for, warming ones too. */
  readonly prompts: readonly string[];
  /** The completions that were asked for, without warming ones, since the server started or was last told what to say. */
  readonly asked: readonly AskedCompletion[];
  /** The paths of all requests with a body. */
  readonly paths: readonly string[];
  /** From now on answers by the first rule that fits, and with nothing where none does. Forgets what was asked. */
  says(...rules: readonly AnswerRule[]): void;
  stop(): Promise<void>;
}

export interface AskedCompletion {
  /** The prompt's text before and after the cursor. */
  readonly before: string;
  readonly after: string;
  readonly prompt: string;
  /** Whether the connection was closed before the answer had ended. */
  wasAborted: boolean;
}

/** What is said where the text before the cursor ends so. */
export type AnswerRule = readonly [before: string | RegExp, answer: string | TimedAnswer];

export interface TimedAnswer {
  readonly chunks: readonly string[];
  /** Nothing is said before this, so that what a test does first is done first on a slow machine too. */
  readonly after?: Promise<unknown>;
  /** Time to the first chunk, and between chunks. */
  readonly firstTokenMs?: number;
  readonly chunkMs?: number;
  /** Whether the answer then runs out of tokens. */
  readonly isCutOff?: boolean;
}

/** What is said until a test tells what to say. */
const usualRules: readonly AnswerRule[] = [[/$/, 'qqq']];

export interface FastServerOptions {
  readonly slots?: number;
  /** False for a model that finds nothing in its cache, as a hybrid one does not. */
  readonly keepsPrompts?: boolean;
}

interface State {
  readonly slots: number;
  readonly cachedTokens: number;
  rules: readonly AnswerRule[];
  asked: AskedCompletion[];
  readonly prompts: string[];
  readonly paths: string[];
}

/**
 * Speaks like a llama.cpp server with a Qwen coder on a fast GPU: it has the tokens for other files, and by its own
 * timings it reads 20,000 tokens a second. No real server on a machine without a GPU leaves room for other files. A chat is
 * begun and does not end before the server stops.
 */
export async function startFastServer({ slots = 2, keepsPrompts = true }: FastServerOptions = {}): Promise<FastServer> {
  const state: State = {
    slots,
    cachedTokens: keepsPrompts ? 2_000 : 0,
    rules: usualRules,
    asked: [],
    prompts: [],
    paths: [],
  };
  const server = createServer((request, response) => void answer(request, response, state));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    prompts: state.prompts,
    paths: state.paths,
    get asked() {
      return state.asked;
    },
    says(...rules) {
      state.rules = rules;
      state.asked = [];
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const bodySchema = z.object({
  prompt: z.string().default(''),
  content: z.string().default(''),
  n_predict: z.number().optional(),
});

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const { prompt, content, n_predict } = bodySchema.parse(text === '' ? {} : JSON.parse(text));
  if (text !== '') state.paths.push(request.url ?? '');
  if (request.url === '/completion') {
    state.prompts.push(prompt);
    const said = n_predict === 0 ? { chunks: [] } : findAnswer(prompt, response, state);
    return stream(response, said, { ...timings, cache_n: state.cachedTokens });
  }
  if (request.url === '/v1/chat/completions') return begin(response);
  response.writeHead(200, { 'content-type': 'application/json' });
  if (request.url === '/tokenize') {
    const tokens = content.match(/<\|[a-z_]+\|>|[^<]+|</g) ?? [];
    return void response.end(JSON.stringify({ tokens: tokens.map((_, index) => index) }));
  }
  response.end(JSON.stringify(request.url === '/props' ? { ...props, total_slots: state.slots } : { status: 'ok' }));
}

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'Well' } }] })}\n\n`);
}

function findAnswer(prompt: string, response: ServerResponse, { rules, asked }: State): TimedAnswer {
  const [, prefix = '', after = '', typed = ''] =
    /<\|fim_prefix\|>([\s\S]*)<\|fim_suffix\|>([\s\S]*)<\|fim_middle\|>([\s\S]*)$/.exec(prompt) ?? [];
  // The extension's own probe of how the model fills in.
  if (prompt.includes('arithmetic.py')) return { chunks: ['qqq'] };
  const before = prefix + typed;
  const request: AskedCompletion = { before, after, prompt, wasAborted: false };
  asked.push(request);
  response.on('close', () => {
    request.wasAborted = !response.writableFinished;
  });
  const rule = rules.find(([end]) => (typeof end === 'string' ? before.endsWith(end) : end.test(before)));
  const said = rule?.[1] ?? '';
  return typeof said === 'string' ? { chunks: [said] } : said;
}

async function stream(response: ServerResponse, said: TimedAnswer, timings: object): Promise<void> {
  const { chunks, after, firstTokenMs = 0, chunkMs = 0, isCutOff = false } = said;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  await after;
  let delayMs = firstTokenMs;
  for (const content of chunks) {
    if (delayMs > 0) await sleep(delayMs);
    if (response.destroyed) return;
    response.write(`data: ${JSON.stringify({ content, stop: false, timings })}\n\n`);
    delayMs = chunkMs;
  }
  const stop_type = isCutOff ? 'limit' : 'eos';
  response.end(`data: ${JSON.stringify({ content: '', stop: true, stop_type, model: 'smollm2', timings })}\n\n`);
}

const props = {
  default_generation_settings: { n_ctx: 32_768 },
  model_alias: 'smollm2',
  model_path: 'fast.gguf',
};

const timings = { prompt_n: 2_000, prompt_ms: 100, predicted_n: 20, predicted_ms: 100 };
