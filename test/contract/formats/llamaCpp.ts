import { events, json } from '../support/scriptedServer.ts';
import { openaiFormat } from './openai.ts';
import type { WireFormat } from './wireFormat.ts';

const props = {
  default_generation_settings: { n_ctx: 4096 },
  total_slots: 1,
  model_alias: 'smol',
  model_path: '/m/smol.gguf',
};
const able = {
  probes: {
    '/props': json({
      ...props,
      modalities: { vision: true, audio: false },
      chat_template_caps: { supports_tools: true, supports_tool_calls: true },
    }),
  },
};

const timings = { cache_n: 5, prompt_n: 15, prompt_ms: 150, predicted_n: 7, predicted_ms: 70 };

/** Source: a server of build 11549, asked in November 2026. */
export const llamaCppFormat: WireFormat = {
  tasks: ['completion', 'chat'],
  hasReasoning: true,
  entry: (url, task) => ({ kind: 'llama.cpp', url, roles: [task] }),
  key: undefined,
  promptPath: (task) => (task === 'chat' ? '/v1/chat/completions' : '/completion'),
  probes: {
    '/props': json(props),
    '/tokenize': json({ tokens: [1, 2, 3, 4, 5, 6, 7, 8, 9] }),
  },
  contentType: 'text/event-stream',
  encodeOpen(task, content) {
    if (task === 'chat') return openaiFormat.encodeOpen('chat', content);
    return events(content.text.map((piece) => ({ index: 0, content: piece, tokens: [1], stop: false })));
  },
  encode(task, content) {
    if (task === 'chat') {
      const usualReason = content.calls === undefined ? 'stop' : 'tool_calls';
      const end = { index: 0, delta: {}, finish_reason: content.finish ?? usualReason };
      const usage = { prompt_tokens: 20, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 5 } };
      return [
        ...openaiFormat.encodeOpen('chat', content),
        ...events([{ choices: [end] }, { choices: [], model: 'smol', usage, timings }]),
        'data: [DONE]\n\n',
      ];
    }
    const stop_type = content.finish === 'length' ? 'limit' : 'eos';
    return [
      ...llamaCppFormat.encodeOpen(task, content),
      ...events([{ content: '', stop: true, stop_type, model: 'smol', timings }]),
    ];
  },
  usage: { input: 15, cached: 5, output: 7 },
  keepAlive: ':\n\n',
  errorInStream: events([{ error: { code: 500, message: 'secret', type: 'server_error' } }])[0] ?? '',
  modelMissing: undefined,
  contextTooLong: json({ error: { code: 400, message: 'no', type: 'exceed_context_size_error', n_ctx: 4096 } }, 400),
  loading: json({ error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 503),
  able: { tools: able, images: able, logProbabilities: able },
  canAlways: false,
  sendsCutCalls: true,
  leavesTags: true,
  readPrompt: openaiFormat.readPrompt,
};
