import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation } from '../../../src/chat/conversation.ts';
import { Conversations } from '../../../src/chat/conversations.ts';
import { FakeClock } from '../../support/fakeClock.ts';

function open() {
  const clock = new FakeClock();
  let lastId = 0;
  return { clock, conversations: new Conversations({ clock, newId: () => `${++lastId}` }) };
}

/** Asks in a conversation a second after what happened before. */
async function ask({ clock, conversations }: ReturnType<typeof open>, question: string): Promise<string> {
  await clock.advance(1000);
  conversations.addTurn(conversations.selected.id, question);
  return conversations.selected.id;
}

test('there is always a conversation, and an empty one is used again', () => {
  const { conversations } = open();
  const { id } = conversations.selected;
  conversations.selectEmpty();
  assert.equal(conversations.selected.id, id);
  conversations.delete(id);
  assert.notEqual(conversations.selected.id, id);
  assert.equal(conversations.list().length, 1);
});

test('whoever is in an empty conversation stays in it, though there is a later one', async () => {
  const { clock, conversations } = open();
  const { id } = conversations.selected;
  conversations.update(id, (it) => ({ ...it, draft: { ...it.draft, text: 'half a question' } }));
  await clock.advance(1000);
  conversations.selectEmpty();
  const later = conversations.selected.id;
  conversations.update(id, (it) => ({ ...it, draft: { ...it.draft, text: '' } }));
  conversations.select(id);
  conversations.selectEmpty();
  assert.equal(conversations.selected.id, id);
  assert.notEqual(later, id);
});

test('a conversation with a draft is not empty', () => {
  const { conversations } = open();
  const { id } = conversations.selected;
  conversations.update(id, (it) => ({ ...it, draft: { ...it.draft, text: 'half a question' } }));
  conversations.selectEmpty();
  assert.notEqual(conversations.selected.id, id);
});

test('the first question gives the title, and later ones do not change it', async () => {
  const opened = open();
  await ask(opened, 'Why?');
  await ask(opened, 'And how?');
  assert.equal(opened.conversations.selected.title, 'Why?');
});

test('a name given by the person stays, and an empty one is not taken', async () => {
  const opened = open();
  const { conversations } = opened;
  const { id } = conversations.selected;
  conversations.rename(id, '  Release\nplan ');
  await ask(opened, 'Why?');
  assert.equal(conversations.selected.title, 'Release');
  conversations.rename(id, '   ');
  assert.equal(conversations.selected.title, 'Release');
});

test('conversations are listed by their last use, and the latest follows one that is deleted', async () => {
  const opened = open();
  const { conversations } = opened;
  const first = await ask(opened, 'first');
  conversations.selectEmpty();
  const second = await ask(opened, 'second');
  conversations.selectEmpty();
  const third = await ask(opened, 'third');
  conversations.select(first);
  await ask(opened, 'first again');
  const titles = () => conversations.list().map(({ title }) => title);
  assert.deepEqual(titles(), ['first', 'third', 'second']);
  conversations.delete(first);
  assert.equal(conversations.selected.id, third);
  conversations.delete(second);
  assert.equal(conversations.selected.id, third);
  assert.deepEqual(titles(), ['third']);
});

test('an unknown conversation is neither selected nor changed', () => {
  const { conversations } = open();
  const before = conversations.selected;
  conversations.select('unknown');
  conversations.update('unknown', (it) => ({ ...it, title: 'never' }));
  conversations.delete('unknown');
  assert.equal(conversations.selected, before);
});

test('what was saved takes the place of what is there, and an unknown selection falls back to the latest', () => {
  const { conversations } = open();
  const saved = (id: string, usedAtMs: number): Conversation => ({ ...conversations.selected, id, usedAtMs });
  conversations.restore({ selectedId: 'gone', conversations: [saved('old', 1), saved('new', 2)] });
  assert.equal(conversations.selected.id, 'new');
  assert.deepEqual(
    conversations.list().map(({ id }) => id),
    ['new', 'old'],
  );
  conversations.restore({ selectedId: undefined, conversations: [] });
  assert.equal(conversations.selected.id, 'new');
});
