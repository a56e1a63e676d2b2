import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from '../../support/fakeClock.ts';
import { openChat } from './support/chat.ts';

/** Opens a chat in which one question was answered. */
async function answered() {
  const opened = await openChat();
  const conversationId = opened.chat.state().current.id;
  await opened.view({ type: 'ask', conversationId, text: 'Why?' });
  opened.script.last.route().text('Because.').end();
  await settle();
  const answer = () => opened.chat.state().current.turns[0]?.answer;
  return { ...opened, conversationId, requestId: opened.script.last.request.id, answer };
}

test('problems where an answer was inserted are noted with it and shown', async () => {
  const { chat, frame, posted, requestId, answer } = await answered();
  await frame();
  posted.length = 0;
  chat.noteProblems(requestId, 2);
  assert.equal(answer()?.newProblems, 2);
  await frame();
  const [message] = posted;
  assert.equal(message?.type === 'state' && message.state.current.turns[0]?.answer.newProblems, 2);
});

test('they are gone once the editor finds none any more', async () => {
  const { chat, requestId, answer } = await answered();
  const before = answer();
  chat.noteProblems(requestId, 2);
  chat.noteProblems(requestId, 0);
  assert.deepEqual(answer(), before);
});

test('they stay while the rest of the answer still comes', async () => {
  const { chat, view, script, conversationId } = await answered();
  await view({ type: 'ask', conversationId, text: 'And then?' });
  script.last.route().text('First this.');
  await settle();
  chat.noteProblems(script.last.request.id, 2);
  script.last.text(' Then that.').end();
  await settle();
  const answer = chat.state().current.turns[1]?.answer;
  assert.deepEqual([answer?.state, answer?.text, answer?.newProblems], ['done', 'First this. Then that.', 2]);
});

test('they are noted also while another conversation is on the screen', async () => {
  const { chat, view, conversationId, requestId, answer } = await answered();
  await view({ type: 'new-conversation' });
  chat.noteProblems(requestId, 2);
  await view({ type: 'select-conversation', conversationId });
  assert.equal(answer()?.newProblems, 2);
});

test('of an answer that another one took the place of, or that is unknown, nothing is noted', async () => {
  const { chat, view, frame, posted, script, conversationId, requestId, answer } = await answered();
  chat.noteProblems(requestId, 2);
  await view({ type: 'retry', conversationId, turnId: chat.state().current.turns[0]?.id ?? '' });
  script.last.route().text('Because of that.').end();
  await settle();
  await frame();
  posted.length = 0;
  chat.noteProblems(requestId, 3);
  chat.noteProblems('unknown', 3);
  await frame();
  assert.equal(answer()?.newProblems, undefined);
  assert.deepEqual(posted, []);
});

test('nothing is asked by itself, and only the last question can be asked again', async () => {
  const { chat, view, script, conversationId, requestId } = await answered();
  chat.noteProblems(requestId, 2);
  await settle();
  assert.equal(script.calls.length, 1);
  const turnId = chat.state().current.turns[0]?.id ?? '';
  await view({ type: 'ask', conversationId, text: 'And then?' });
  script.last.text('Then this.').end();
  await settle();
  await view({ type: 'escalate', conversationId, turnId });
  await view({ type: 'escalate', conversationId: 'unknown', turnId });
  assert.equal(script.calls.length, 2);
});
