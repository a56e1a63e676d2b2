import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toMessages, toTool } from '../../../src/backends/anthropicMessages.ts';
import type { ChatMessage } from '../../../src/contract/request.ts';

const said = (role: ChatMessage['role'], text: string, rest: Partial<ChatMessage> = {}): ChatMessage => ({
  role,
  text,
  origins: [],
  ...rest,
});
const cached = { cache_control: { type: 'ephemeral' } };

test('the results of all calls and the words after them are one turn, which ends what is cached', () => {
  const calls = ['call:1', 'b'].map((id) => ({ id, name: 'f', argumentsJson: `{"id":"${id}"}` }));
  const messages = toMessages([
    said('system', 'Be brief.'),
    said('user', 'Hi'),
    said('assistant', '', { toolCalls: calls }),
    said('tool', 'one', { toolCallId: 'call:1' }),
    said('tool', 'two', { toolCallId: 'b' }),
    said('user', 'Go on.'),
  ]);
  assert.deepEqual(messages, [
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: [
        { type: 'tool_use', id: 'call_1', name: 'f', input: { id: 'call:1' } },
        { type: 'tool_use', id: 'b', name: 'f', input: { id: 'b' } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'call_1', content: 'one' },
        { type: 'tool_result', tool_use_id: 'b', content: 'two' },
        { type: 'text', text: 'Go on.', ...cached },
      ],
    },
  ]);
});

test('a picture stands before the words about it', () => {
  const images = [{ mediaType: 'image/webp', base64: 'UklGRg==' }] as const;
  const source = { type: 'base64', media_type: 'image/webp', data: 'UklGRg==' };
  assert.deepEqual(toMessages([said('user', 'What is this?', { images })]), [
    {
      role: 'user',
      content: [
        { type: 'image', source },
        { type: 'text', text: 'What is this?' },
      ],
    },
  ]);
});

test('an empty text, which the server rejects, is left out', () => {
  assert.deepEqual(toMessages([said('user', 'a'), said('assistant', ''), said('user', 'b')]), [
    { role: 'user', content: 'a' },
    { role: 'user', content: 'b' },
  ]);
});

test('the schema of a tool is always one of an object', () => {
  assert.deepEqual(toTool({ name: 'f', description: 'Does it.', parameters: {} }), {
    name: 'f',
    description: 'Does it.',
    input_schema: { type: 'object' },
  });
});
