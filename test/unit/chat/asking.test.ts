import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnswerDelta, HostMessage } from '../../../src/chat/messages.ts';
import { BackendError, NoRouteError } from '../../../src/contract/errors.ts';
import { settle } from '../../support/fakeClock.ts';
import { openChat, type TestChat } from './support/chat.ts';
import { cloudRoute, completeEnd } from './support/scriptedSend.ts';

/** Opens a chat and asks one question in it. */
async function asked(question = 'Why?', overrides?: Parameters<typeof openChat>[1]) {
  const opened = await openChat(undefined, overrides);
  const conversationId = opened.chat.state().current.id;
  await opened.view({ type: 'ask', conversationId, text: question });
  return { ...opened, conversationId, call: opened.script.last };
}

function lastTurn({ chat }: Pick<TestChat, 'chat'>) {
  const turn = chat.state().current.turns.at(-1);
  assert.ok(turn, 'Nothing was asked.');
  return turn;
}

/** What a view that started with the first of the messages would show of the last answer. */
function seenText(posted: readonly HostMessage[]): string {
  let seen = '';
  for (const message of posted) {
    if (message.type === 'state') seen = message.state.current.turns.at(-1)?.answer.text ?? '';
    if (message.type === 'answer-delta' && message.part === 'text') {
      assert.equal(message.offset, seen.length);
      seen += message.delta;
    }
  }
  return seen;
}

function deltas(posted: readonly HostMessage[]): readonly AnswerDelta[] {
  return posted.filter((message) => message.type === 'answer-delta');
}

test('a question becomes a turn whose answer grows until it is done', async () => {
  const opened = await asked('  Why?\n');
  assert.equal(lastTurn(opened).question, 'Why?');
  const requestId = opened.call.request.id;
  assert.deepEqual(lastTurn(opened).answer, { state: 'streaming', text: '', reasoning: '', requestId });
  opened.call.route().reasoning('Hm.').text('Because').text(' of that.').end();
  await settle();
  assert.deepEqual(lastTurn(opened).answer, {
    state: 'done',
    text: 'Because of that.',
    reasoning: 'Hm.',
    requestId,
    route: {
      backendId: 'llama',
      model: 'SmolLM2-135M-Instruct',
      origin: 'http://127.0.0.1:8080',
      locality: 'local',
      reasons: ['A short question about one thing.', 'Nothing sensitive was found.'],
    },
    measurement: completeEnd.measurement,
    isCut: false,
  });
});

test('the request carries the conversation and what the person prefers', async () => {
  const { view, script, conversationId, call } = await asked();
  call.text('Because.').end();
  await view({ type: 'prefer', conversationId, preference: 'cloud' });
  await view({ type: 'ask', conversationId, text: 'And then?' });
  const { request } = script.last;
  assert.ok(request.task === 'chat');
  assert.deepEqual(request.override, { kind: 'cloud' });
  assert.equal(request.conversationId, conversationId);
  assert.deepEqual(
    request.messages.slice(1).map(({ text }) => text),
    ['Why?', 'Because.', 'And then?'],
  );
});

test('the view gets the state, and then only what the answer grew by, fifteen times a second at most', async () => {
  const { view, frame, posted, call } = await asked();
  await view({ type: 'ready' });
  call.route();
  await settle();
  await frame();
  const before = posted.length;
  call.text('one ').text('two ').reasoning('hm');
  await settle();
  call.text('three');
  await settle();
  assert.equal(posted.length, before);
  await frame();
  assert.equal(posted.length, before + 2);
  assert.deepEqual(
    deltas(posted).map(({ part, offset, delta }) => [part, offset, delta]),
    [
      ['reasoning', 0, 'hm'],
      ['text', 0, 'one two three'],
    ],
  );
});

test('while somebody types in the editor, the view gets what the answer grew by four times a second', async () => {
  let keyMs = Number.NEGATIVE_INFINITY;
  const { view, frame, posted, call, clock } = await asked(undefined, { lastKeyMs: () => keyMs });
  await view({ type: 'ready' });
  call.route();
  await settle();
  await clock.advance(250);
  keyMs = clock.monotonic();
  const before = posted.length;
  call.text('one ');
  await settle();
  await clock.advance(249);
  assert.equal(posted.length, before);
  await clock.advance(1);
  assert.equal(posted.length, before + 1);
  await clock.advance(1_750);
  call.text('two');
  await settle();
  await frame();
  assert.equal(posted.length, before + 2);
});

test('who asks a moment after they typed in the editor sees the answer grow as often as anybody', async () => {
  let keyMs = Number.NEGATIVE_INFINITY;
  const { chat, view, frame, posted, clock, script } = await openChat(undefined, { lastKeyMs: () => keyMs });
  const conversationId = chat.state().current.id;
  await view({ type: 'ready' });
  keyMs = clock.monotonic();
  await clock.advance(10);
  await view({ type: 'ask', conversationId, text: 'Why?' });
  const call = script.last;
  call.route();
  await settle();
  await frame();
  const before = posted.length;
  call.text('one ');
  await settle();
  await frame();
  assert.equal(posted.length, before + 1);
  call.end();
  await settle();
  keyMs = clock.monotonic();
  await clock.advance(10);
  const turnId = chat.state().current.turns[0]?.id ?? '';
  await view({ type: 'retry', conversationId, turnId });
  script.last.route();
  await settle();
  await frame();
  const beforeRetry = posted.length;
  script.last.text('two ');
  await settle();
  await frame();
  assert.equal(posted.length, beforeRetry + 1, 'nor who asks again');
});

test('whatever is posted in between, the view sees the whole answer', async () => {
  const { view, frame, posted, call, conversationId } = await asked();
  await view({ type: 'ready' });
  for (const word of ['a ', 'b ', 'c ', 'd ', 'e ']) {
    call.text(word);
    await settle();
    if (word === 'b ') await view({ type: 'prefer', conversationId, preference: 'local' });
    if (word === 'c ') await view({ type: 'ready' });
    if (word !== 'd ') await frame();
  }
  assert.equal(seenText(posted), 'a b c d e ');
  call.end();
  await settle();
  await frame();
  assert.equal(seenText(posted), 'a b c d e ');
});

test('a fallback shows the route that answers in the end', async () => {
  const opened = await asked();
  opened.call.route().route(cloudRoute).text('From afar.').end({ route: cloudRoute });
  await settle();
  assert.equal(lastTurn(opened).answer.route?.backendId, 'openai');
});

test('stop keeps what came, whatever the pipeline still does', async () => {
  const opened = await asked();
  opened.call.route().text('Half an ans');
  await settle();
  opened.chat.stop();
  opened.call.text('wer').end();
  await settle();
  const { answer } = lastTurn(opened);
  assert.equal(opened.call.signal.aborted, true);
  assert.deepEqual([answer.state, answer.text], ['stopped', 'Half an ans']);
  assert.deepEqual(opened.logged, []);
});

test('stop without an answer does nothing, also twice', async () => {
  const opened = await asked();
  opened.chat.stop();
  opened.chat.stop();
  await opened.view({ type: 'stop', conversationId: 'unknown' });
  assert.equal(lastTurn(opened).answer.state, 'stopped');
});

test('an answer that somebody else cancelled is stopped, not failed', async () => {
  const opened = await asked();
  opened.call.fail(new DOMException('gone', 'AbortError'));
  await settle();
  assert.equal(lastTurn(opened).answer.state, 'stopped');
});

test('a second question waits in the input box while an answer streams', async () => {
  const { chat, view, posted, script, conversationId, call } = await asked();
  await view({ type: 'ask', conversationId, text: 'Too early' });
  assert.equal(script.calls.length, 1);
  const { draft, turns } = chat.state().current;
  assert.deepEqual([draft.text, draft.revision, turns.length], ['Too early', 1, 1]);
  assert.match(
    posted.flatMap((message) => (message.type === 'notice' ? [message.text] : [])).join(),
    /Wait for the answer/,
  );
  call.end();
  await settle();
  await view({ type: 'ask', conversationId, text: 'Too early' });
  assert.deepEqual([chat.state().current.draft.text, chat.state().current.turns.length], ['', 2]);
});

test('a question for a conversation that is gone is kept in the box of the one on the screen', async () => {
  const { chat, view, posted, script, conversationId, call } = await asked();
  call.end();
  await settle();
  await view({ type: 'delete-conversation', conversationId });
  const { current } = chat.state();
  await view({ type: 'ask', conversationId, text: 'Too late' });
  assert.equal(chat.state().current.draft.text, 'Too late');
  await view({ type: 'ask', conversationId, text: 'Once more' });
  const { draft, turns } = chat.state().current;
  assert.deepEqual([draft.text, turns.length, script.calls.length], ['Too late\n\nOnce more', 0, 1]);
  assert.equal(draft.revision, current.draft.revision + 2, 'the view shows it');
  assert.match(posted.flatMap((message) => (message.type === 'notice' ? [message.text] : [])).join(), /is gone/);
});

test('a question right after a stop is answered, and the stopped answer stays as it was', async () => {
  const opened = await asked();
  opened.chat.stop();
  opened.chat.ask(opened.conversationId, 'Now this');
  opened.call.text('too late').end();
  opened.script.last.text('Now that.').end();
  await settle();
  assert.deepEqual(
    opened.chat.state().current.turns.map(({ answer }) => [answer.state, answer.text]),
    [
      ['stopped', ''],
      ['done', 'Now that.'],
    ],
  );
});

test('an empty question is not asked', async () => {
  const { chat, view, script } = await openChat();
  await view({ type: 'ask', conversationId: chat.state().current.id, text: ' \n ' });
  await view({ type: 'ask', conversationId: 'unknown', text: 'Hello?' });
  assert.equal(script.calls.length, 0);
});

test('an answer goes on while another conversation is on the screen', async () => {
  const { chat, view, frame, posted, script, conversationId, call } = await asked();
  await view({ type: 'new-conversation' });
  await frame();
  posted.length = 0;
  call.text('still here');
  await settle();
  await frame();
  assert.deepEqual(posted, []);
  const other = chat.state().current.id;
  await view({ type: 'ask', conversationId: other, text: 'Both at once?' });
  script.last.text('Yes.').end();
  call.text(', and done').end();
  await settle();
  assert.equal(chat.state().current.turns[0]?.answer.text, 'Yes.');
  await view({ type: 'select-conversation', conversationId });
  await frame();
  assert.equal(seenText(posted), 'still here, and done');
});

test('a conversation that is deleted takes its running answer with it', async () => {
  const { chat, view, conversationId, call } = await asked();
  await view({ type: 'delete-conversation', conversationId });
  assert.equal(call.signal.aborted, true);
  assert.deepEqual(chat.state().current.turns, []);
});

const faults: readonly (readonly [name: string, error: Error, offersSetup: boolean])[] = [
  ['no model is set up', new NoRouteError('no-backend', 'No model is set up.'), true],
  ['policy forbids all', new NoRouteError('policy', 'A secret was found.'), false],
  ['the server is down', new BackendError({ kind: 'unreachable', backendId: 'a', message: 'Start it.' }), true],
  ['the server is busy', new BackendError({ kind: 'rate-limited', backendId: 'a', message: 'Wait.' }), false],
];
for (const [name, error, offersSetup] of faults) {
  test(`${name}: the sentence stands where the answer would, and the question can be asked again`, async () => {
    const opened = await asked();
    opened.call.route().fail(error);
    await settle();
    const { answer, id: turnId } = lastTurn(opened);
    assert.deepEqual(answer.state === 'failed' && [answer.sentence, answer.offersSetup], [error.message, offersSetup]);
    await opened.view({ type: 'retry', conversationId: opened.conversationId, turnId });
    opened.script.last.text('Better.').end();
    await settle();
    assert.equal(opened.chat.state().current.turns.length, 1);
    assert.deepEqual([lastTurn(opened).question, lastTurn(opened).answer.text], ['Why?', 'Better.']);
  });
}

test('a fault of our own is logged without its message, which may quote the question', async () => {
  const opened = await asked();
  opened.call.text('Half').fail(new TypeError('cannot read "my secret question"'));
  await settle();
  const { answer } = lastTurn(opened);
  assert.equal(answer.text, 'Half');
  assert.match(answer.state === 'failed' ? answer.sentence : '', /Try again/);
  assert.match(opened.logged.join('\n'), /^A chat answer failed unexpectedly: TypeError at /);
  assert.doesNotMatch(JSON.stringify([opened.logged, answer]), /my secret/);
});

test('an answer that breaks off keeps its text and its measurement', async () => {
  const opened = await asked();
  opened.call.text('Half').end({ finish: 'interrupted' });
  await settle();
  const { answer } = lastTurn(opened);
  assert.deepEqual(answer.state === 'interrupted' && [answer.text, answer.measurement.outputTokens], ['Half', 80]);
});

test('only the last answer can be tried again, and not while it runs', async () => {
  const opened = await asked();
  const first = lastTurn(opened);
  const { view, script, conversationId } = opened;
  await view({ type: 'retry', conversationId, turnId: first.id });
  assert.equal(script.calls.length, 1);
  opened.call.text('One.').end();
  await view({ type: 'ask', conversationId, text: 'Next?' });
  script.last.text('Two.').end();
  await settle();
  await view({ type: 'retry', conversationId, turnId: first.id });
  assert.equal(script.calls.length, 2);
});

test('disposing stops all answers, leaves no timer and no listener, and is safe twice', async () => {
  const { chat, clock, call, posted, view, conversationId } = await asked();
  chat.dispose();
  chat.dispose();
  posted.length = 0;
  await view({ type: 'prefer', conversationId, preference: 'local' });
  call.text('late').end();
  await settle();
  assert.equal(call.signal.aborted, true);
  assert.equal(clock.pendingCount, 0);
  assert.deepEqual(posted, []);
});
