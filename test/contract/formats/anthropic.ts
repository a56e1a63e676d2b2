import { json } from '../support/scriptedServer.ts';
import type { SentPrompt, WireFormat } from './wireFormat.ts';

/** Source: platform.claude.com/docs, "Streaming messages" and "Errors", API version 2026-10-21, read November 2026. */
export const anthropicFormat: WireFormat = {
  tasks: ['chat'],
  hasReasoning: true,
  entry: (url) => ({ kind: 'anthropic', url, model: 'claude', roles: ['chat'] }),
  key: 'sk-ant-test',
  promptPath: () => '/v1/messages',
  probes: {},
  contentType: 'text/event-stream; charset=utf-8',
  encodeOpen(_task, { text, reasoning = [], calls = [] }) {
    const usage = { input_tokens: 15, cache_read_input_tokens: 5, cache_creation_input_tokens: 0, output_tokens: 1 };
    const block = (delta: object) => ({ type: 'content_block_delta', index: 0, delta });
    return named([
      {
        type: 'message_start',
        message: { id: 'm', type: 'message', role: 'assistant', content: [], model: 'claude-5', usage },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
      ...reasoning.map((thinking) => block({ type: 'thinking_delta', thinking })),
      ...text.map((piece) => block({ type: 'text_delta', text: piece })),
      ...calls.flatMap(({ id, name, argumentPieces }, place) => {
        const index = place + 1;
        return [
          { type: 'content_block_stop', index: place },
          { type: 'content_block_start', index, content_block: { type: 'tool_use', id, name, input: {} } },
          ...argumentPieces.map((partial_json) => {
            return { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json } };
          }),
        ];
      }),
    ]);
  },
  encode(task, content) {
    const usualReason = content.calls === undefined ? 'end_turn' : 'tool_use';
    const stop_reason = content.finish === 'length' ? 'max_tokens' : usualReason;
    return [
      ...anthropicFormat.encodeOpen(task, content),
      ...named([
        { type: 'content_block_stop', index: content.calls?.length ?? 0 },
        { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 7 } },
        { type: 'message_stop' },
      ]),
    ];
  },
  usage: { input: 15, cached: 5, output: 7 },
  keepAlive: 'event: ping\ndata: {"type": "ping"}\n\n',
  errorInStream: named([{ type: 'error', error: { type: 'overloaded_error', message: 'secret' } }])[0] ?? '',
  modelMissing: json({ type: 'error', error: { type: 'not_found_error', message: 'model: claude' } }, 404),
  contextTooLong: json({ type: 'error', error: { type: 'request_too_large', message: 'no' } }, 413),
  loading: undefined,
  able: { tools: {}, images: {}, logProbabilities: undefined },
  canAlways: true,
  sendsCutCalls: true,
  leavesTags: false,
  readPrompt(text): SentPrompt {
    const { messages, tools = [] } = JSON.parse(text);
    const turns: { content: string | Block[] }[] = messages;
    const blocks = turns.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
    return {
      tools: tools.map(({ name }: { name: string }) => name),
      images: blocks.flatMap(({ source }) => source?.data ?? []),
      calls: blocks.flatMap(({ type, id = '', name = '', input }) =>
        type === 'tool_use' ? [{ id, name, arguments: input }] : [],
      ),
      results: blocks.flatMap(({ type, tool_use_id = '', content = '' }) =>
        type === 'tool_result' ? [{ callId: tool_use_id, text: content }] : [],
      ),
      wantsLogProbabilities: false,
    };
  },
};

interface Block {
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly tool_use_id?: string;
  readonly content?: string;
  readonly source?: { readonly data: string };
}

function named(values: readonly Event[]): string[] {
  return values.map((value) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`);
}

interface Event {
  readonly type: string;
  readonly [field: string]: unknown;
}
