import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from '../../support/fakeClock.ts';
import { openChat, selection, startChat } from './support/chat.ts';

/** Closes the window and opens it again on the same store. */
async function reload(opened: Awaited<ReturnType<typeof openChat>>) {
  await opened.chat.flush();
  opened.chat.dispose();
  return openChat(opened.store);
}

test('conversations, drafts, chips, preferences and answers survive a reload', async () => {
  const opened = await openChat();
  const { chat, view, editor, script } = opened;
  const first = chat.state().current.id;
  await view({ type: 'ask', conversationId: first, text: 'First?' });
  script.last.route().text('Yes.').end();
  await settle();
  await view({ type: 'new-conversation' });
  const second = chat.state().current.id;
  editor.selection = selection;
  await view({ type: 'attach', conversationId: second, kind: 'selection' });
  await view({ type: 'change-draft', conversationId: second, text: 'half a question' });
  await view({ type: 'prefer', conversationId: second, preference: 'local' });
  const before = chat.state();
  const again = await reload(opened);
  assert.deepEqual(again.chat.state(), before);
  await again.view({ type: 'select-conversation', conversationId: first });
  assert.equal(again.chat.state().current.turns[0]?.answer.state, 'done');
});

test('an answer in the middle of which the window was closed counts as stopped, with what had come', async () => {
  const opened = await openChat();
  const { chat, view, script } = opened;
  await view({ type: 'ask', conversationId: chat.state().current.id, text: 'Why?' });
  script.last.route().text('Half an ans');
  await settle();
  const again = await reload(opened);
  const { id, turns } = again.chat.state().current;
  assert.deepEqual([turns[0]?.answer.state, turns[0]?.answer.text], ['stopped', 'Half an ans']);
  await again.view({ type: 'retry', conversationId: id, turnId: turns[0]?.id ?? '' });
  assert.equal(again.script.calls.length, 1);
});

test('what a view says before the saved conversations are there happens after they are, in its order', async () => {
  const { chat, view, store } = await openChat();
  const conversationId = chat.state().current.id;
  await view({ type: 'ask', conversationId, text: 'Kept' });
  await chat.flush();
  let deliver: () => void = () => undefined;
  store.load = () =>
    new Promise((resolve) => {
      deliver = () => resolve(store.text);
    });
  const again = startChat(store);
  again.chat.newConversation();
  await again.view({ type: 'select-conversation', conversationId });
  await again.view({ type: 'ready' });
  again.chat.setSetup({ canAnswer: true, items: [] });
  await again.frame();
  assert.equal(again.posted.length, 0, 'a conversation that is about to go is not shown');
  deliver();
  await settle();
  const [first] = again.posted;
  assert.equal(first?.type === 'state' && first.state.current.title, 'Kept');
  assert.equal(again.chat.state().conversations.length, 2);
});
