import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from '../../support/fakeClock.ts';
import { MemoryStore, openChat } from './support/chat.ts';

/** A store that keeps each write open until the test lets it go. */
class SlowStore extends MemoryStore {
  readonly writes: { readonly text: string; readonly finish: () => void; readonly fail: () => void }[] = [];

  override save(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.writes.push({ text, finish: resolve, fail: () => reject(new RangeError('disk full: secret text')) });
    });
  }
}

test('changes that come together are saved together, a second later', async () => {
  const store = new SlowStore();
  const { chat, clock, view } = await openChat(store);
  const conversationId = chat.state().current.id;
  await view({ type: 'change-draft', conversationId, text: 'a' });
  await clock.advance(999);
  await view({ type: 'change-draft', conversationId, text: 'ab' });
  assert.equal(store.writes.length, 0);
  await clock.advance(1);
  assert.equal(store.writes.length, 1);
  assert.match(store.writes[0]?.text ?? '', /"text":"ab"/);
});

test('one write waits for the other, and the later text is written last', async () => {
  const store = new SlowStore();
  const { chat, view } = await openChat(store);
  const conversationId = chat.state().current.id;
  await view({ type: 'change-draft', conversationId, text: 'first' });
  const first = chat.flush();
  await settle();
  await view({ type: 'change-draft', conversationId, text: 'second' });
  const second = chat.flush();
  await settle();
  assert.equal(store.writes.length, 1);
  store.writes[0]?.finish();
  await first;
  await settle();
  assert.match(store.writes[1]?.text ?? '', /second/);
  store.writes[1]?.finish();
  await second;
});

test('a write that fails is logged without the text, and the next one is tried', async () => {
  const store = new SlowStore();
  const { chat, view, logged } = await openChat(store);
  const conversationId = chat.state().current.id;
  await view({ type: 'change-draft', conversationId, text: 'first' });
  const first = chat.flush();
  await settle();
  store.writes[0]?.fail();
  await first;
  assert.deepEqual(logged, ['The chat conversations could not be saved: RangeError.']);
  await view({ type: 'change-draft', conversationId, text: 'second' });
  void chat.flush();
  await settle();
  assert.equal(store.writes.length, 2);
});

test('a store that cannot be read leaves an empty chat that works, and is not written over', async () => {
  const store = new SlowStore();
  store.load = () => Promise.reject(new Error('no access'));
  const { chat, clock, logged, view } = await openChat(store);
  const conversationId = chat.state().current.id;
  await view({ type: 'ask', conversationId, text: 'Does it work?' });
  await clock.advance(5000);
  assert.equal(chat.state().current.turns.length, 1);
  assert.equal(store.writes.length, 0);
  assert.match(logged[0] ?? '', /could not be read \(Error\)/);
});

test('where the unreadable text cannot be set aside, the readable conversations show and nothing is written over it', async () => {
  const { chat: first, view, store: full } = await openChat();
  await view({ type: 'ask', conversationId: first.state().current.id, text: 'Kept' });
  await first.flush();
  const saved = JSON.parse(full.text ?? '');
  const store = new SlowStore(JSON.stringify({ ...saved, conversations: [...saved.conversations, 'broken'] }));
  store.setAside = () => Promise.reject(new Error('no access'));
  const { chat, clock } = await openChat(store);
  assert.equal(chat.state().current.title, 'Kept');
  chat.newConversation();
  await clock.advance(5000);
  assert.equal(store.writes.length, 0);
});

test('nothing is written when nothing changed', async () => {
  const store = new SlowStore();
  const { chat, clock } = await openChat(store);
  await clock.advance(5000);
  await chat.flush();
  chat.dispose();
  assert.equal(store.writes.length, 0);
});

test('disposing saves what has changed and leaves no timer, and is safe twice', async () => {
  const { chat, clock, store, view } = await openChat();
  await view({ type: 'change-draft', conversationId: chat.state().current.id, text: 'kept' });
  chat.dispose();
  chat.dispose();
  await settle();
  assert.match(store.text ?? '', /kept/);
  assert.equal(clock.pendingCount, 0);
});
