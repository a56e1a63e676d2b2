import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AnswerEnd } from '../../src/contract/stream.ts';
import { ollamaFormat } from './formats/ollama.ts';
import { makeBackend } from './support/backends.ts';
import { ask, chat } from './support/requests.ts';
import { startScriptedServer, stream } from './support/scriptedServer.ts';

const fixtures = join(import.meta.dirname, '../fixtures/streams');

interface Recording {
  readonly file: string;
  readonly contentType: string;
  readonly path: string;
  entry(url: string): Record<string, unknown>;
  readonly reasoning: string;
  /** What every stream says unless it is told here. */
  readonly text?: string;
  /** The id and the arguments of each call. */
  readonly calls?: readonly (readonly [string, unknown])[];
  readonly end: Omit<AnswerEnd, 'usage'> & { readonly usage: readonly (number | undefined)[] };
}

const openaiLike = {
  contentType: 'text/event-stream',
  path: '/v1/chat/completions',
  entry: (url: string) => ({ kind: 'openai-compatible', url: `${url}/v1`, model: 'any', roles: ['chat'] }),
};
const thought = 'The person asks about rivers.';

/** A provider of the catalogue at the local server's address. */
const providedBy = (kind: string) => ({
  contentType: 'text/event-stream',
  path: '/v1/chat/completions',
  entry: (url: string) => ({ kind, url: `${url}/v1`, model: 'any', roles: ['chat'] }),
});

/** `usage`: uncached input, cache read, cache write, output, reported cost. */
const recordings: readonly Recording[] = [
  {
    ...openaiLike,
    file: 'openai-chat.sse',
    reasoning: '',
    end: {
      finish: 'stop',
      servedModel: 'gpt-5-mini-2025-08-07',
      timings: undefined,
      usage: [176, 1024, 0, 75, undefined],
    },
  },
  {
    ...openaiLike,
    file: 'openai-tools.sse',
    // Of a provider whose models call tools.
    entry: (url) => ({ ...openaiLike.entry(url), kind: 'openai' }),
    reasoning: '',
    text: '',
    calls: [
      ['call_Ab3kZrich', { city: 'Zürich', unit: '°C' }],
      ['call_Cd5mOslo', { city: 'Oslo' }],
    ],
    end: {
      finish: 'tool-calls',
      servedModel: 'gpt-5-mini-2025-08-07',
      timings: undefined,
      usage: [92, 0, 0, 130, undefined],
    },
  },
  {
    ...openaiLike,
    file: 'deepseek-reasoning.sse',
    reasoning: thought,
    end: { finish: 'stop', servedModel: 'deepseek-reasoner', timings: undefined, usage: [18, 192, 0, 33, undefined] },
  },
  {
    ...openaiLike,
    file: 'openrouter-chat.sse',
    reasoning: thought,
    end: { finish: 'length', servedModel: 'qwen/qwen3-coder', timings: undefined, usage: [194, 0, 0, 9, 0.000095] },
  },
  {
    ...providedBy('gemini'),
    file: 'gemini-chat.sse',
    reasoning: '',
    end: {
      finish: 'stop',
      servedModel: 'gemini-3.8-flash',
      timings: undefined,
      usage: [212, undefined, 0, 89, undefined],
    },
  },
  {
    ...providedBy('azure-openai'),
    file: 'azure-openai-chat.sse',
    reasoning: '',
    end: {
      finish: 'stop',
      servedModel: 'gpt-5-mini-2025-08-07',
      timings: undefined,
      usage: [52, 128, 0, 40, undefined],
    },
  },
  {
    ...providedBy('cohere'),
    file: 'cohere-chat.sse',
    reasoning: '',
    end: {
      finish: 'stop',
      servedModel: 'command-a-03-2025',
      timings: undefined,
      usage: [undefined, undefined, undefined, undefined, undefined],
    },
  },
  {
    ...providedBy('groq'),
    file: 'groq-chat.sse',
    reasoning: thought,
    end: {
      finish: 'stop',
      servedModel: 'openai/gpt-oss-120b',
      timings: undefined,
      usage: [48, undefined, 0, 21, undefined],
    },
  },
  {
    ...providedBy('xai'),
    file: 'xai-chat.sse',
    reasoning: thought,
    end: { finish: 'stop', servedModel: 'grok-4-0709', timings: undefined, usage: [60, 640, 0, 240, undefined] },
  },
  {
    ...providedBy('together'),
    file: 'together-chat.sse',
    reasoning: '',
    end: {
      finish: 'stop',
      servedModel: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
      timings: undefined,
      usage: [13, 32, 0, 9, undefined],
    },
  },
  {
    ...providedBy('fireworks'),
    file: 'fireworks-chat.sse',
    reasoning: thought,
    end: {
      finish: 'stop',
      servedModel: 'accounts/fireworks/models/kimi-k2p6',
      timings: undefined,
      usage: [43, 32, 0, 25, undefined],
    },
  },
  {
    ...providedBy('cerebras'),
    file: 'cerebras-chat.sse',
    reasoning: thought,
    end: { finish: 'stop', servedModel: 'gpt-oss-120b', timings: undefined, usage: [32, 64, 0, 24, undefined] },
  },
  {
    ...providedBy('bedrock'),
    file: 'bedrock-chat.sse',
    reasoning: thought,
    end: {
      finish: 'stop',
      servedModel: 'openai.gpt-oss-20b-1:0',
      timings: undefined,
      usage: [74, undefined, 0, 17, undefined],
    },
  },
  {
    file: 'anthropic-messages.sse',
    contentType: 'text/event-stream',
    path: '/v1/messages',
    entry: (url) => ({ kind: 'anthropic', url, model: 'any', roles: ['chat'] }),
    reasoning: thought,
    end: { finish: 'stop', servedModel: 'claude-opus-5-5', timings: undefined, usage: [12, 2048, 300, 40, undefined] },
  },
  {
    file: 'anthropic-tools.sse',
    contentType: 'text/event-stream',
    path: '/v1/messages',
    entry: (url) => ({ kind: 'anthropic', url, model: 'any', roles: ['chat'] }),
    reasoning: '',
    text: 'I look both up.',
    calls: [
      ['toolu_01Zrich', { city: 'Zürich', unit: '°C' }],
      ['toolu_01Oslo', { city: 'Oslo' }],
    ],
    end: {
      finish: 'tool-calls',
      servedModel: 'claude-opus-5-5',
      timings: undefined,
      usage: [472, 0, 0, 89, undefined],
    },
  },
  {
    file: 'ollama-chat.ndjson',
    contentType: 'application/x-ndjson',
    path: '/api/chat',
    entry: (url) => ({ kind: 'ollama', url, model: 'smol', roles: ['chat'] }),
    reasoning: thought,
    end: {
      finish: 'stop',
      servedModel: 'qwen3:4b',
      // The prompt's count holds cached tokens too.
      timings: { promptMs: 342.546, promptTokens: undefined, generationMs: 4535.599, generatedTokens: 282 },
      usage: [26, undefined, 0, 282, undefined],
    },
  },
];

for (const recording of recordings) {
  for (const [how, size] of [
    ['in one packet', Number.POSITIVE_INFINITY],
    ['in packets of seven bytes', 7],
  ] as const) {
    test(`${recording.file} ${how}`, async () => {
      const bytes = await readFile(join(fixtures, recording.file));
      const count = Math.ceil(bytes.length / size) || 1;
      const chunks = Array.from({ length: count }, (_, index) =>
        size === Number.POSITIVE_INFINITY ? bytes : bytes.subarray(index * size, (index + 1) * size),
      );
      await using server = await startScriptedServer({
        ...ollamaFormat.probes,
        [recording.path]: stream(chunks, recording.contentType),
      });
      using made = makeBackend(recording.entry(server.url), { key: 'sk-test', locality: 'remote' });
      const { parts, text, reasoning, end } = await ask(made.backend, chat('What does a watershed do?'));
      assert.equal(text, recording.text ?? 'A river parts — “here”.');
      const calls = parts.flatMap((part) => (part.type === 'tool-call' ? [part.call] : []));
      assert.deepEqual(
        calls.map(({ id, argumentsJson }) => [id, JSON.parse(argumentsJson)]),
        recording.calls ?? [],
      );
      assert.equal(reasoning, recording.reasoning);
      const { uncachedInputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reportedCostUsd } = end.usage;
      const usage = [uncachedInputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reportedCostUsd];
      assert.deepEqual({ ...end, usage }, recording.end);
    });
  }
}
