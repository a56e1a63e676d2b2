import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verdict } from '../../../src/chat/verdicts.ts';
import type { ChatRequest, Request } from '../../../src/contract/request.ts';
import { settle } from '../../support/fakeClock.ts';
import { openChat } from './support/chat.ts';
import { cloudRoute } from './support/scriptedSend.ts';

/** A chat that remembers what was said of its answers. */
async function open() {
  const judged: Verdict[] = [];
  const opened = await openChat(undefined, { onDidJudge: (verdict) => judged.push(verdict) });
  const conversationId = opened.chat.state().current.id;
  return {
    judged,
    ask: (text: string) => opened.view({ type: 'ask', conversationId, text }),
    async answer(text: string, route?: typeof cloudRoute) {
      opened.script.last.route(route).text(text).end();
      await settle();
    },
    prefer: (preference: 'auto' | 'local' | 'cloud') => opened.view({ type: 'prefer', conversationId, preference }),
    retry: () =>
      opened.view({ type: 'retry', conversationId, turnId: opened.chat.state().current.turns.at(-1)?.id ?? '' }),
    escalate: () =>
      opened.view({ type: 'escalate', conversationId, turnId: opened.chat.state().current.turns.at(-1)?.id ?? '' }),
    request: () => asChat(opened.script.last.request),
  };
}

function asChat(request: Request): ChatRequest {
  assert.equal(request.task, 'chat');
  return request as ChatRequest;
}

test('the first question of a conversation has no turns before it, and says nothing of any answer', async () => {
  const chat = await open();
  await chat.ask('Why?');
  assert.deepEqual(chat.request().turns, []);
  assert.deepEqual(chat.judged, []);
});

test('who goes on to the next question was content with the answer', async () => {
  const chat = await open();
  await chat.ask('Why?');
  await chat.answer('Because.');
  await chat.ask('And then?');
  assert.deepEqual(chat.judged, [{ question: 'Why?', locality: 'local', verdict: 'kept' }]);
  assert.deepEqual(chat.request().turns, [{ backendId: 'llama', locality: 'local', verdict: 'unknown' }]);
});

test('asking again tells so, to the router too, and does not count as kept later', async () => {
  const chat = await open();
  await chat.ask('Why?');
  await chat.answer('Perhaps.');
  await chat.retry();
  assert.deepEqual(chat.request().turns, [{ backendId: 'llama', locality: 'local', verdict: 'asked-again' }]);
  await chat.answer('Because.');
  await chat.ask('And then?');
  assert.deepEqual(
    chat.judged.map(({ verdict }) => verdict),
    ['asked-again', 'kept'],
  );
  assert.equal(chat.request().turns?.length, 2);
});

test('asking a cloud model for what a local one has said is an escalation', async () => {
  const chat = await open();
  await chat.ask('Why?');
  await chat.answer('Perhaps.');
  await chat.prefer('cloud');
  await chat.retry();
  assert.deepEqual(chat.judged, [{ question: 'Why?', backendId: 'llama', locality: 'local', verdict: 'escalated' }]);
  await chat.answer('Because.', cloudRoute);
  await chat.retry();
  assert.equal(chat.judged.at(-1)?.verdict, 'asked-again', 'from a cloud model there is nothing higher');
});

test('the offer to ask a cloud model after new problems is an escalation, whatever is preferred', async () => {
  const chat = await open();
  await chat.prefer('local');
  await chat.ask('Why?');
  await chat.answer('Perhaps.');
  await chat.escalate();
  assert.deepEqual(chat.judged, [{ question: 'Why?', backendId: 'llama', locality: 'local', verdict: 'escalated' }]);
  assert.deepEqual(chat.request().override, { kind: 'cloud' });
  assert.deepEqual(chat.request().turns, [{ backendId: 'llama', locality: 'local', verdict: 'escalated' }]);
  await chat.answer('Because.', cloudRoute);
  await chat.escalate();
  assert.equal(chat.judged.at(-1)?.verdict, 'asked-again');
  await chat.answer('Because of that.', cloudRoute);
  await chat.ask('And then?');
  assert.deepEqual(chat.request().override, { kind: 'local' }, 'it held for that question alone');
});

test('an answer that failed before its first word says nothing of a model', async () => {
  const chat = await open();
  await chat.ask('Why?');
  await chat.answer('');
  await chat.retry();
  assert.deepEqual(chat.judged, []);
  assert.deepEqual(chat.request().turns, []);
});
