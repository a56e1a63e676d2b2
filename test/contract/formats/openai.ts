import { events, json } from '../support/scriptedServer.ts';
import type { Content, SentPrompt, WireFormat } from './wireFormat.ts';

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
    const usualReason = content.calls === undefined ? 'stop' : 'tool_calls';
    const choice = { index: 0, finish_reason: content.finish ?? usualReason };
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
  able: {
    tools: { entry: { kind: 'openai' } },
    images: { entry: { kind: 'openai' } },
    logProbabilities: { entry: { kind: 'vllm' } },
  },
  canAlways: false,
  sendsCutCalls: true,
  leavesTags: true,
  readPrompt(text): SentPrompt {
    const { messages, tools = [], logprobs = false } = JSON.parse(text);
    const contents: Message[] = messages;
    return {
      tools: tools.map((tool: { function: { name: string } }) => tool.function.name),
      images: contents.flatMap(({ content }) =>
        Array.isArray(content)
          ? content.flatMap(({ image_url }) => image_url?.url.replace('data:image/png;base64,', '') ?? [])
          : [],
      ),
      calls: contents.flatMap(({ tool_calls = [] }) =>
        tool_calls.map(({ id, function: { name, arguments: json } }) => ({ id, name, arguments: JSON.parse(json) })),
      ),
      results: contents.flatMap(({ role, tool_call_id = '', content }) =>
        role === 'tool' ? [{ callId: tool_call_id, text: String(content) }] : [],
      ),
      wantsLogProbabilities: logprobs,
    };
  },
};

interface Message {
  readonly role: string;
  readonly content: string | null | readonly { readonly image_url?: { readonly url: string } }[];
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
}

function chatChunks({ text, reasoning = [], calls = [], logProbabilities = [] }: Content): unknown[] {
  const chunk = (delta: object) => ({ model: 'large-2026', choices: [{ index: 0, delta, finish_reason: null }] });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...reasoning.map((piece) => chunk({ content: null, reasoning_content: piece })),
    ...text.map((piece, place) => withOdds(chunk({ content: piece }), logProbabilities[place])),
    ...calls.flatMap(({ id, name, argumentPieces }, index) => [
      chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...argumentPieces.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]),
  ];
}

function withOdds(chunk: { model: string; choices: object[] }, logprob: number | undefined) {
  if (logprob === undefined) return chunk;
  const logprobs = { content: [{ token: 'x', logprob, bytes: [120], top_logprobs: [] }], refusal: null };
  return { ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, logprobs })) };
}

function textChunks({ text }: Content): unknown[] {
  return text.map((piece) => ({ model: 'large-2026', choices: [{ index: 0, text: piece, finish_reason: null }] }));
}
