import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChatAction, viewMessageSchema } from '../../../src/chat/messages.ts';
import { settle } from '../../support/fakeClock.ts';
import { openChat } from './support/chat.ts';

test('what is not part of the protocol is logged and changes nothing', async () => {
  const { chat, logged, posted } = await openChat();
  const before = chat.state();
  const strange = [
    undefined,
    null,
    'ready',
    { type: 'unknown' },
    { type: 'ask', text: 'no conversation' },
    { type: 'prefer', conversationId: before.current.id, preference: 'backdoor' },
    { type: 'open-link', url: 7 },
    { type: 'insert-at-cursor', text: 'code', requestId: 7 },
    { type: 'escalate', conversationId: before.current.id },
  ];
  for (const message of strange) chat.handle(message);
  await settle();
  assert.deepEqual(chat.state(), before);
  assert.equal(logged.length, strange.length);
  assert.deepEqual(posted, []);
});

test('a message keeps only what the protocol names', () => {
  const parsed = viewMessageSchema.parse({ type: 'ready', more: 'than asked' });
  assert.deepEqual(parsed, { type: 'ready' });
});

test('what only the editor can do is asked of it', async () => {
  const { view, actions } = await openChat();
  const asked: ChatAction[] = [
    { type: 'copy', text: 'code' },
    { type: 'insert-at-cursor', text: 'code' },
    { type: 'insert-at-cursor', text: 'code', requestId: 'r' },
    { type: 'open-link', url: 'https://example.com/' },
    { type: 'run-setup' },
    { type: 'explain-route', requestId: 'r' },
  ];
  for (const action of asked) await view(action);
  assert.deepEqual(actions, asked);
});

test('the state says what is set up as soon as the host knows', async () => {
  const { chat, frame, posted } = await openChat();
  assert.equal(chat.state().setup, undefined);
  const setup = { canAnswer: false, items: [{ state: 'missing', text: 'No model for chat.' }] } as const;
  chat.setSetup(setup);
  await frame();
  const last = posted.at(-1);
  assert.deepEqual(last?.type === 'state' && last.state.setup, setup);
});
