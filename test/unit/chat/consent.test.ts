import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConsentDecision } from '../../../src/chat/messages.ts';
import { settle } from '../../support/fakeClock.ts';
import { openChat } from './support/chat.ts';
import { cloudRoute, type ScriptedCall } from './support/scriptedSend.ts';

/** A chat whose question waits for consent, with what the pipeline got to hear of it. */
async function waiting() {
  const opened = await openChat();
  const conversationId = opened.chat.state().current.id;
  await opened.view({ type: 'ask', conversationId, text: 'Why?' });
  const call = opened.script.last;
  const heard = consentOf(opened.chat.askConsent, call);
  await settle();
  const turn = () => opened.chat.state().current.turns.at(-1);
  const decide = (decision: ConsentDecision) =>
    opened.view({ type: 'decide-consent', conversationId, origin: cloudRoute.origin, decision });
  return { ...opened, conversationId, call, heard, turn, decide };
}

/** Asks as the pipeline does; the outcome is on record once there is one. */
function consentOf(ask: Awaited<ReturnType<typeof openChat>>['chat']['askConsent'], call: ScriptedCall) {
  const heard: (boolean | 'aborted')[] = [];
  ask(call.request, cloudRoute, call.signal).then(
    (isAllowed) => heard.push(isAllowed),
    () => heard.push('aborted'),
  );
  return heard;
}

test('a card under the question says where it would go, and the pipeline waits', async () => {
  const { turn, heard } = await waiting();
  assert.deepEqual(turn()?.consent, { origin: 'https://api.openai.com', model: 'gpt-large' });
  assert.deepEqual(heard, []);
});

test('send lets it go, and the card goes away', async () => {
  const { turn, heard, decide, call } = await waiting();
  await decide('send');
  assert.deepEqual(heard, [true]);
  assert.equal(turn()?.consent, undefined);
  call.route(cloudRoute).text('Because.').end();
  await settle();
  assert.equal(turn()?.answer.state, 'done');
});

test('do not send ends the question without an error', async () => {
  const { turn, heard, decide, call, logged } = await waiting();
  await decide('decline');
  assert.deepEqual(heard, [false]);
  assert.equal(call.signal.aborted, true);
  assert.deepEqual(turn()?.answer, {
    state: 'declined',
    text: '',
    reasoning: '',
    requestId: call.request.id,
    origin: 'https://api.openai.com',
  });
  assert.deepEqual(logged, []);
});

test('answer locally instead sends this one question again, to local models only', async () => {
  const { chat, turn, heard, decide, call, script } = await waiting();
  await decide('local');
  assert.deepEqual(heard, [false]);
  assert.equal(call.signal.aborted, true);
  assert.equal(script.calls.length, 2);
  assert.deepEqual(script.last.request.override, { kind: 'local' });
  assert.notEqual(script.last.request.id, call.request.id);
  assert.equal(chat.state().current.preference, 'auto');
  script.last.route().text('Here.').end();
  await settle();
  assert.deepEqual([turn()?.answer.state, turn()?.answer.text], ['done', 'Here.']);
  assert.equal(chat.state().current.turns.length, 1);
});

test('stop takes the card away and settles the wait', async () => {
  const { chat, turn, heard } = await waiting();
  chat.stop();
  await settle();
  assert.deepEqual(heard, ['aborted']);
  assert.equal(turn()?.consent, undefined);
  assert.equal(turn()?.answer.state, 'stopped');
});

test('stop settles the wait even where the pipeline gave a signal of its own', async () => {
  const { chat, view, script } = await openChat();
  await view({ type: 'ask', conversationId: chat.state().current.id, text: 'Why?' });
  const consent = chat.askConsent(script.last.request, cloudRoute, new AbortController().signal);
  chat.stop();
  assert.equal(await consent, false);
});

test('a request that was cancelled before it asked gets no card', async () => {
  const { chat, view, script } = await openChat();
  await view({ type: 'ask', conversationId: chat.state().current.id, text: 'Why?' });
  const { request } = script.last;
  await assert.rejects(chat.askConsent(request, cloudRoute, AbortSignal.abort(new Error('gone'))), /gone/);
  assert.equal(chat.state().current.turns[0]?.consent, undefined);
});

test('a request that no conversation knows is not allowed', async () => {
  const { chat, call } = await waiting();
  const unknown = { ...call.request, id: 'unknown' };
  assert.equal(await chat.askConsent(unknown, cloudRoute, new AbortController().signal), false);
});

test('a card waits in its own conversation while another one is on the screen', async () => {
  const { chat, view, turn, heard, decide, conversationId } = await waiting();
  await view({ type: 'new-conversation' });
  await view({ type: 'ask', conversationId: chat.state().current.id, text: 'Something else' });
  assert.equal(turn()?.consent, undefined);
  await view({ type: 'select-conversation', conversationId });
  assert.notEqual(turn()?.consent, undefined);
  await decide('send');
  assert.deepEqual(heard, [true]);
});

test('a decision without a card, or a second one, does nothing', async () => {
  const { heard, decide } = await waiting();
  await decide('send');
  await decide('decline');
  assert.deepEqual(heard, [true]);
});

test('a second click on one card does not allow the next one', async () => {
  const { chat, turn, heard, decide, call } = await waiting();
  await decide('send');
  const other = { ...cloudRoute, origin: 'https://api.anthropic.com' };
  const second = chat.askConsent(call.request, other, call.signal);
  await decide('send');
  assert.deepEqual(heard, [true]);
  assert.equal(turn()?.consent?.origin, 'https://api.anthropic.com');
  chat.stop();
  await assert.rejects(second);
});

test('disposing the chat settles the wait', async () => {
  const { chat, heard } = await waiting();
  chat.dispose();
  await settle();
  assert.deepEqual(heard, ['aborted']);
});
