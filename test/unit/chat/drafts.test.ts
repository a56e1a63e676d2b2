import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from '../../support/fakeClock.ts';
import { file, openChat, selection } from './support/chat.ts';

test('the selection and the file become chips with their size, and go along with the question', async () => {
  const { chat, editor, script } = await openChat();
  editor.selection = selection;
  editor.activeFile = file;
  await chat.attachSelection();
  await chat.attachFile();
  const { current } = chat.state();
  assert.deepEqual(
    current.draft.attachments.map(({ id: _, ...chip }) => chip),
    [
      { kind: 'selection', path: 'src/a.ts', lines: { first: 3, last: 4 }, estimatedTokens: 7 },
      { kind: 'file', path: 'README.md', lines: undefined, estimatedTokens: 2 },
    ],
  );
  chat.ask(current.id, 'What is this?');
  await settle();
  const { request } = script.last;
  assert.deepEqual(request.task === 'chat' && request.messages.at(-1)?.origins, [selection.origin, file.origin]);
  const { draft, turns } = chat.state().current;
  assert.deepEqual([draft.attachments.length, turns[0]?.attachments.length], [0, 2]);
});

test('the state for the view holds no text of an attachment', async () => {
  const { chat, editor } = await openChat();
  editor.selection = selection;
  await chat.attachSelection();
  chat.ask(chat.state().current.id, 'What is this?');
  await chat.attachSelection();
  assert.doesNotMatch(JSON.stringify(chat.state()), /const a/);
});

test('a chip can be removed again', async () => {
  const { chat, editor, view } = await openChat();
  editor.selection = selection;
  editor.activeFile = file;
  await chat.attachSelection();
  await chat.attachFile();
  const { current } = chat.state();
  const attachmentId = current.draft.attachments[0]?.id ?? '';
  await view({ type: 'remove-attachment', conversationId: current.id, attachmentId });
  assert.deepEqual(
    chat.state().current.draft.attachments.map(({ path }) => path),
    ['README.md'],
  );
});

test('the same place attached again is replaced, since its text may have changed', async () => {
  const { chat, editor } = await openChat();
  editor.selection = selection;
  await chat.attachSelection();
  editor.selection = { ...selection, text: 'changed' };
  await chat.attachSelection();
  editor.selection = { ...selection, lines: { first: 3, last: 5 } };
  await chat.attachSelection();
  assert.deepEqual(
    chat.state().current.draft.attachments.map(({ estimatedTokens }) => estimatedTokens),
    [2, 7],
  );
});

test('where there is nothing to attach the view says so', async () => {
  const { chat, posted } = await openChat();
  await chat.attachSelection();
  await chat.attachFile();
  assert.deepEqual(posted, [
    { type: 'notice', text: 'Nothing is selected in the editor. Select some text first.' },
    { type: 'notice', text: 'No file is open in the editor. Open one first.' },
  ]);
});

test('a file that cannot be read is said and logged, without what the error quotes', async () => {
  const { chat, editor, posted, logged } = await openChat();
  editor.activeFile = new RangeError('my secret text');
  await chat.attachFile();
  assert.equal(posted[0]?.type, 'notice');
  assert.deepEqual(logged, ['The file could not be attached to the chat: RangeError.']);
});

test('what no model could read is not attached', async () => {
  const { chat, editor, posted } = await openChat();
  editor.activeFile = { ...file, text: 'x'.repeat(1_000_001) };
  await chat.attachFile();
  assert.deepEqual(posted, [{ type: 'notice', text: 'The file is too large for a chat. Attach a smaller selection.' }]);
  assert.equal(chat.state().current.draft.attachments.length, 0);
});

test('an attachment that comes late goes to the conversation in which it was asked for', async () => {
  let deliver: () => void = () => undefined;
  const delayed = new Promise<void>((resolve) => {
    deliver = resolve;
  });
  const context = { selection: () => delayed.then(() => selection), activeFile: () => Promise.resolve(file) };
  const { chat, view } = await openChat(undefined, { context });
  const first = chat.state().current.id;
  await view({ type: 'change-draft', conversationId: first, text: 'About this:' });
  await view({ type: 'attach', conversationId: first, kind: 'selection' });
  await view({ type: 'new-conversation' });
  deliver();
  await settle();
  assert.equal(chat.state().current.draft.attachments.length, 0);
  await view({ type: 'select-conversation', conversationId: first });
  assert.equal(chat.state().current.draft.attachments.length, 1);
});

test('each conversation keeps its own draft, and typing posts nothing back', async () => {
  const { chat, view, frame, posted } = await openChat();
  await frame();
  posted.length = 0;
  const first = chat.state().current.id;
  await view({ type: 'change-draft', conversationId: first, text: 'first draft' });
  await frame();
  assert.deepEqual(posted, []);
  await view({ type: 'new-conversation' });
  const second = chat.state().current.id;
  await view({ type: 'change-draft', conversationId: second, text: 'second draft' });
  await view({ type: 'select-conversation', conversationId: first });
  assert.equal(chat.state().current.draft.text, 'first draft');
  await view({ type: 'select-conversation', conversationId: second });
  assert.equal(chat.state().current.draft.text, 'second draft');
});

test('a question asked by a command leaves what was typed alone', async () => {
  const { chat, view } = await openChat();
  const conversationId = chat.state().current.id;
  await view({ type: 'change-draft', conversationId, text: 'half a thought' });
  chat.ask(conversationId, 'Explain the selection');
  assert.equal(chat.state().current.draft.text, 'half a thought');
});
