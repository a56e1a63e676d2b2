import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseConversations } from '../../../src/chat/conversationFile.ts';
import { settle } from '../../support/fakeClock.ts';
import { file, MemoryStore, openChat, selection } from './support/chat.ts';
import { cloudRoute } from './support/scriptedSend.ts';

/** The text that a chat saves after one question of each ending. */
async function savedText(): Promise<string> {
  const { chat, script, editor, store } = await openChat();
  editor.selection = selection;
  editor.activeFile = file;
  await chat.attachSelection();
  await chat.attachFile();
  const { id } = chat.state().current;
  const play = async (act: () => void) => {
    chat.ask(id, 'A question');
    await settle();
    act();
    await settle();
  };
  await play(() => script.last.route().reasoning('hm').text('answer').end());
  await play(() => script.last.route(cloudRoute).text('half').end({ finish: 'interrupted' }));
  await play(() => script.last.fail(new Error('broken')));
  await play(() => chat.stop());
  await chat.flush();
  return store.text ?? '';
}

test('what is saved is read back whole', async () => {
  const text = await savedText();
  const parsed = parseConversations(text);
  assert.equal(parsed.isComplete, true);
  assert.deepEqual(parsed.conversations, JSON.parse(text).conversations);
  assert.equal(parsed.conversations[0]?.turns.length, 4);
});

test('one broken conversation costs only itself', async () => {
  const saved = JSON.parse(await savedText());
  const [good] = saved.conversations;
  saved.conversations = [{ id: 'bad' }, good, null, { ...good, id: 'badTurn', turns: [{}] }];
  const parsed = parseConversations(JSON.stringify(saved));
  assert.equal(parsed.isComplete, false);
  assert.deepEqual(
    parsed.conversations.map(({ id }) => id),
    [good.id],
  );
});

test('an amount that cannot be is unknown, and the conversation stays', async () => {
  const { conversations, isComplete } = parseConversations((await savedText()).replace('53.6', 'null'));
  const answer = conversations[0]?.turns[0]?.answer;
  assert.equal(isComplete, true);
  assert.ok(answer?.state === 'done');
  assert.deepEqual([answer.measurement.tokensPerSecond, answer.measurement.outputTokens], [undefined, 80]);
});

test('problems where an answer was inserted stay with it; a number that cannot be is left out', async () => {
  const { chat, script, store } = await openChat();
  chat.ask(chat.state().current.id, 'A question');
  script.last.route().text('answer').end();
  await settle();
  chat.noteProblems(script.last.request.id, 3);
  await chat.flush();
  const problemsIn = (text = '') => {
    const { conversations, isComplete } = parseConversations(text);
    return [isComplete, conversations[0]?.turns[0]?.answer.newProblems];
  };
  assert.deepEqual(problemsIn(store.text), [true, 3]);
  assert.deepEqual(problemsIn(store.text?.replace('"newProblems":3', '"newProblems":-1')), [true, undefined]);
});

test('a text of another version, or no such text at all, gives nothing and says so', async () => {
  const newer = JSON.stringify({ ...JSON.parse(await savedText()), version: 2 });
  for (const text of ['', 'null', '[]', '{', '{"version":1}', newer]) {
    assert.deepEqual(parseConversations(text), { selectedId: undefined, conversations: [], isComplete: false });
  }
});

test('no text, however broken, throws', async () => {
  const text = await savedText();
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(40), fc.string(), (at, length, inserted) => {
      const { conversations } = parseConversations(text.slice(0, at) + inserted + text.slice(at + length));
      assert.ok(conversations.length <= 1);
    }),
  );
});

test('what could not be read is set aside before anything is saved over it', async () => {
  const broken = JSON.stringify({ version: 1, conversations: [{ id: 'bad' }] });
  const { chat, store, logged } = await openChat(new MemoryStore(broken));
  assert.deepEqual(store.asides, [broken]);
  assert.match(logged.join('\n'), /set aside/);
  chat.newConversation();
  await settle();
  await chat.flush();
  assert.deepEqual(store.asides, [broken]);
});
