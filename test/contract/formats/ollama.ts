import { json, lines } from '../support/scriptedServer.ts';
import type { SentPrompt, WireFormat } from './wireFormat.ts';

const show = { capabilities: ['completion'], template: '{{ .Prompt }}', model_info: { 'llama.context_length': 8192 } };
const able = { probes: { '/api/show': json({ ...show, capabilities: ['completion', 'tools', 'vision'] }) } };

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
    '/api/show': json(show),
    '/api/ps': json({ models: [{ name: 'smol:latest', context_length: 4096 }] }),
  },
  contentType: 'application/x-ndjson',
  encodeOpen(task, { text, reasoning = [], calls = [], logProbabilities = [] }) {
    const line = (content: string, thinking?: string) =>
      task === 'chat'
        ? { model: 'smol', message: { role: 'assistant', content, thinking }, done: false }
        : { model: 'smol', response: content, thinking, done: false };
    const odds = (place: number) =>
      logProbabilities[place] === undefined ? {} : { logprobs: [{ token: 'x', logprob: logProbabilities[place] }] };
    return lines([
      ...reasoning.map((piece) => line('', piece)),
      ...text.map((piece, place) => ({ ...line(piece), ...odds(place) })),
      ...calls.map(({ id, name, argumentPieces }, index) => {
        const called = { index, name, arguments: JSON.parse(argumentPieces.join('')) };
        const message = { role: 'assistant', content: '', tool_calls: [{ id, function: called }] };
        return { model: 'smol', message, done: false };
      }),
    ]);
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
  able: { tools: able, images: able, logProbabilities: able },
  canAlways: false,
  // It puts calls together itself and sends only whole ones.
  sendsCutCalls: false,
  leavesTags: true,
  readPrompt(text): SentPrompt {
    const { messages, tools = [], logprobs = false } = JSON.parse(text);
    const said: Message[] = messages;
    return {
      tools: tools.map((tool: { function: { name: string } }) => tool.function.name),
      images: said.flatMap(({ images = [] }) => images),
      calls: said.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id, function: called }) => ({ id, ...called }))),
      results: said.flatMap(({ role, tool_call_id = '', content }) =>
        role === 'tool' ? [{ callId: tool_call_id, text: content }] : [],
      ),
      wantsLogProbabilities: logprobs,
    };
  },
};

interface Message {
  readonly role: string;
  readonly content: string;
  readonly images?: readonly string[];
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: unknown };
  }[];
}
