import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDelta } from '../../../media/chat/applyDelta.ts';
import { openChat } from './support/chat.ts';

async function asked() {
  const { chat, view } = await openChat();
  await view({ type: 'ask', conversationId: chat.state().current.id, text: 'Why?' });
  const state = chat.state();
  return { state, turnId: state.current.turns[0]?.id ?? '' };
}

test('a delta makes its part of the last answer longer and leaves the rest alone', async () => {
  const { state, turnId } = await asked();
  const one = applyDelta(state, { type: 'answer-delta', turnId, part: 'text', offset: 0, delta: 'Be' });
  const two = one && applyDelta(one, { type: 'answer-delta', turnId, part: 'text', offset: 2, delta: 'cause' });
  const three = two && applyDelta(two, { type: 'answer-delta', turnId, part: 'reasoning', offset: 0, delta: 'hm' });
  assert.deepEqual(three?.current.turns[0]?.answer, {
    ...state.current.turns[0]?.answer,
    text: 'Because',
    reasoning: 'hm',
  });
  assert.equal(state.current.turns[0]?.answer.text, '');
});

test('a delta that does not fit shows that something was missed', async () => {
  const { state, turnId } = await asked();
  const delta = { type: 'answer-delta', turnId, part: 'text', offset: 0, delta: 'x' } as const;
  assert.equal(applyDelta(state, { ...delta, offset: 1 }), undefined);
  assert.equal(applyDelta(state, { ...delta, turnId: 'other' }), undefined);
});
