import { events, json } from '../support/scriptedServer.ts';
import type { Content, WireFormat } from './wireFormat.ts';

/** Source: the API reference of OpenAI, "Chat completions, streaming" and "Completions", read November 2026. */
export const openaiFormat: WireFormat = {
  tasks: ['chat', 'completion'],
  hasReasoning: true,
  entry: (url, task) => ({ kind: 'openai-compatible', url: `${url}/v1`, model: 'large', roles: [task] }),
  key: 'sk-test',
  promptPath: (task) => (task === 'chat' ? '/v1/chat/completions' : '/v1/completions'),
  probes: {},
  contentType: 'text/event-stream; charset=utf-8',
  encodeOpen: (task, content) => events(task === 'chat' ? chatChunks(content) : textChunks(content)),
  encode(task, content) {
    const choice = { index: 0, finish_reason: content.finish ?? 'stop' };
    const last = task === 'chat' ? { ...choice, delta: {} } : { ...choice, text: '' };
    const usage = {
      prompt_tokens: 20,
      completion_tokens: 7,
      total_tokens: 27,
      prompt_tokens_details: { cached_tokens: 5 },
    };
    return [
      ...openaiFormat.encodeOpen(task, content),
      ...events([
        { model: 'large-2026', choices: [last] },
        { model: 'large-2026', choices: [], usage },
      ]),
      'data: [DONE]\n\n',
    ];
  },
  usage: { input: 15, cached: 5, output: 7 },
  keepAlive: ': keep-alive\n\n',
  errorInStream: events([{ error: { message: 'The prompt was: secret', type: 'server_error', code: 500 } }])[0] ?? '',
  modelMissing: json(
    { error: { message: 'no', type: 'invalid_request_error', param: null, code: 'model_not_found' } },
    404,
  ),
  contextTooLong: json(
    { error: { message: 'no', type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' } },
    400,
  ),
  loading: json({ error: { message: 'Loading model', type: 'unavailable_error', code: 503 } }, 503),
};

function chatChunks({ text, reasoning = [] }: Content): unknown[] {
  const chunk = (delta: object) => ({ model: 'large-2026', choices: [{ index: 0, delta, finish_reason: null }] });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...reasoning.map((piece) => chunk({ content: null, reasoning_content: piece })),
    ...text.map((piece) => chunk({ content: piece })),
  ];
}

function textChunks({ text }: Content): unknown[] {
  return text.map((piece) => ({ model: 'large-2026', choices: [{ index: 0, text: piece, finish_reason: null }] }));
}
