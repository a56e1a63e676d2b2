import { json, lines } from '../support/scriptedServer.ts';
import type { WireFormat } from './wireFormat.ts';

/** Source: docs/api.md of Ollama and a server of version 0.17.4, asked in November 2026. */
export const ollamaFormat: WireFormat = {
  tasks: ['completion', 'chat'],
  hasReasoning: true,
  entry: (url, task) => ({ kind: 'ollama', url, model: 'smol', roles: [task] }),
  key: undefined,
  promptPath: (task) => (task === 'chat' ? '/api/chat' : '/api/generate'),
  probes: {
    '/api/version': json({ version: '0.0.0' }),
    '/api/tags': json({ models: [{ name: 'smol:latest', size: 98_000_000 }] }),
    '/api/show': json({
      capabilities: ['completion'],
      template: '{{ .Prompt }}',
      model_info: { 'llama.context_length': 8192 },
    }),
    '/api/ps': json({ models: [{ name: 'smol:latest', context_length: 4096 }] }),
  },
  contentType: 'application/x-ndjson',
  encodeOpen(task, { text, reasoning = [] }) {
    const line = (content: string, thinking?: string) =>
      task === 'chat'
        ? { model: 'smol', message: { role: 'assistant', content, thinking }, done: false }
        : { model: 'smol', response: content, thinking, done: false };
    return lines([...reasoning.map((piece) => line('', piece)), ...text.map((piece) => line(piece))]);
  },
  encode(task, content) {
    const end = {
      model: 'smol',
      ...(task === 'chat' ? { message: { role: 'assistant', content: '' } } : { response: '' }),
      done: true,
      done_reason: content.finish ?? 'stop',
      total_duration: 220_000_000,
      load_duration: 1_000_000,
      prompt_eval_count: 20,
      prompt_eval_duration: 150_000_000,
      eval_count: 7,
      eval_duration: 70_000_000,
    };
    return [...ollamaFormat.encodeOpen(task, content), ...lines([end])];
  },
  usage: { input: 20, cached: undefined, output: 7 },
  keepAlive: '\n',
  errorInStream: lines([{ error: 'secret: an error was encountered' }])[0] ?? '',
  modelMissing: json({ error: 'model "smol" not found, try pulling it first' }, 404),
  contextTooLong: undefined,
  loading: undefined,
};
