import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatMessage, ToolDefinition } from '../../../src/contract/request.ts';
import { ask, chat } from '../support/requests.ts';
import type { Play } from './play.ts';

const weather: ToolDefinition = {
  name: 'get_weather',
  description: 'Tells the weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
export const withTools = chat('What is the weather in Zürich?', { tools: [weather] });

const zurich = { id: 'call_a', name: 'get_weather', argumentPieces: ['{"ci', 'ty":"Zü', 'rich"}'] };
const oslo = { id: 'call_b', name: 'get_weather', argumentPieces: ['{"city":"Oslo"}'] };

/** Calls of tools: asked for as a whole, and answered. */
export function describeTools(play: Play): void {
  const { format } = play;
  const serve = (chunks: readonly string[]) => play.serveAble(format.able.tools, play.streamed(chunks));

  test('a call whose arguments come in pieces is one whole call', async () => {
    await using served = await serve(play.whole({ text: ['I ', 'look.'], calls: [zurich] }));
    const { parts, end } = await ask(served.backend, withTools);
    assert.deepEqual(parts, [
      { type: 'text-delta', text: 'I ' },
      { type: 'text-delta', text: 'look.' },
      { type: 'tool-call', call: { id: 'call_a', name: 'get_weather', argumentsJson: '{"city":"Zürich"}' } },
    ]);
    assert.equal(end.finish, 'tool-calls');
    assert.equal(end.usage.outputTokens, format.usage.output);
  });

  test('several calls in one answer stay apart and in order, without any text too', async () => {
    await using served = await serve(play.whole({ text: [], calls: [zurich, oslo] }));
    const { parts, end } = await ask(served.backend, withTools);
    assert.deepEqual(
      parts.map((part) => part.type === 'tool-call' && [part.call.id, part.call.argumentsJson]),
      [
        ['call_a', '{"city":"Zürich"}'],
        ['call_b', '{"city":"Oslo"}'],
      ],
    );
    assert.equal(end.finish, 'tool-calls');
  });

  test('a function without arguments is called with none', async () => {
    const bare = { id: 'call_c', name: 'get_time', argumentPieces: ['{}'] };
    await using served = await serve(play.whole({ text: [], calls: [bare] }));
    const { parts } = await ask(served.backend, withTools);
    assert.deepEqual(parts, [{ type: 'tool-call', call: { id: 'call_c', name: 'get_time', argumentsJson: '{}' } }]);
  });

  if (format.sendsCutCalls) {
    test('a call that is cut at the limit is not passed on, the whole one before it is', async () => {
      const cut = { ...oslo, argumentPieces: ['{"city":"Os'] };
      await using served = await serve(play.whole({ text: ['Hm.'], calls: [zurich, cut], finish: 'length' }));
      const { parts, end } = await ask(served.backend, withTools);
      assert.deepEqual(
        parts.map((part) => (part.type === 'tool-call' ? part.call.id : part.text)),
        ['Hm.', 'call_a'],
      );
      assert.equal(end.finish, 'length');
    });
  }

  test('sends the tools, the calls that were made and what came of them', async () => {
    await using served = await serve(play.whole());
    await ask(served.backend, { ...withTools, messages: conversation });
    const sent = format.readPrompt(play.promptOf(served.server).body);
    assert.deepEqual(sent.tools, ['get_weather']);
    assert.deepEqual(sent.calls, [
      { id: 'call_a', name: 'get_weather', arguments: { city: 'Zürich' } },
      { id: 'call_b', name: 'get_weather', arguments: { city: 'Oslo' } },
    ]);
    assert.deepEqual(sent.results, [
      { callId: 'call_a', text: 'Sun.' },
      { callId: 'call_b', text: 'No such city.' },
    ]);
  });
}

const said = (rest: Partial<ChatMessage> & Pick<ChatMessage, 'role'>): ChatMessage => ({
  text: '',
  origins: [],
  ...rest,
});
const toCall = ({ id, name }: typeof zurich, argumentsJson: string) => ({ id, name, argumentsJson });

const conversation: readonly ChatMessage[] = [
  said({ role: 'user', text: 'What is the weather in Zürich and Oslo?' }),
  said({ role: 'assistant', toolCalls: [toCall(zurich, '{"city":"Zürich"}'), toCall(oslo, '{"city":"Oslo"}')] }),
  said({ role: 'tool', text: 'Sun.', toolCallId: 'call_a' }),
  said({ role: 'tool', text: 'No such city.', toolCallId: 'call_b' }),
];
