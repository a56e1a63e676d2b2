import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { BackendError } from '../../../src/contract/errors.ts';
import { type Editor, open } from './harness.ts';
import type { ScriptedAnswer } from './scriptedModel.ts';

const slowly = (...chunks: string[]): ScriptedAnswer => ({ firstTokenMs: 300, chunkMs: 20, chunks });

/** An editor whose model has answered once, so that it is known to be loaded. */
async function openWarm(t: Parameters<typeof open>[0], document: string, answers: readonly ScriptedAnswer[]) {
  const editor = open(t, 'warm = █', { answers: ['up;', ...answers] });
  await editor.ask();
  editor.document = document;
  editor.history.length = 0;
  return editor;
}

/** The requests after the one that warmed the model up. */
const requestsOf = (editor: Editor) => editor.model.requests.slice(1);

test('a request is kept while its text agrees with what is typed, whatever VS Code cancels', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('val', 'ue;')]);
  editor.press();
  await editor.type('va', { keyMs: 100 });
  await editor.pause();
  assert.deepEqual(editor.history, ['lue;']);
  assert.equal(editor.ghost?.source, 'joined');
  assert.equal(requestsOf(editor).length, 1);
  assert.deepEqual(editor.model.closedEarly, []);
});

test('a request that nobody waits for any more still fills the cache', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('value;')]);
  const asking = new AbortController();
  const result = editor.engine.complete(editor.snapshot, asking.signal);
  await editor.pause(100);
  asking.abort();
  assert.equal(await result, undefined);
  await editor.pause();
  editor.press();
  assert.equal(editor.shown, 'value;');
  assert.equal(editor.ghost?.source, 'cache');
  assert.equal(requestsOf(editor).length, 1);
});

test('a request is closed at the very piece at which it parts from what is typed', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('v', 'alue;', ' // never read'), slowly('x1;')]);
  editor.press();
  await editor.type('x', { keyMs: 299 });
  assert.equal(requestsOf(editor).length, 1);
  await editor.pause();
  assert.equal(requestsOf(editor).length, 2);
  assert.equal(requestsOf(editor)[1]?.prefix, 'let a = x');
  assert.deepEqual(editor.model.closedEarly, [1]);
  assert.deepEqual(editor.history, ['x1;']);
});

test('typing something else closes a request at once, before any debounce', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('val', 'ue;', '\n'), slowly('y;')]);
  editor.press();
  await editor.pause(310);
  await editor.type('x');
  assert.deepEqual(editor.model.closedEarly, [1]);
  await editor.pause();
  assert.deepEqual(editor.history, ['y;']);
});

test('Enter parts from a request for one line at once', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('value;'), slowly('b();')]);
  editor.press();
  await editor.type('\n');
  assert.deepEqual(editor.model.closedEarly, [1]);
  await editor.pause(300);
  assert.equal(requestsOf(editor)[1]?.prefix, 'let a = \n');
});

test('a call that a newer one supersedes settles at once with undefined', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('value;')]);
  const { signal } = new AbortController();
  const first = editor.engine.complete(editor.snapshot, signal);
  const second = editor.engine.complete(editor.snapshot, signal);
  assert.equal(await first, undefined);
  await editor.pause();
  assert.equal((await second)?.text, 'let a = value;');
});

test('what is wanted is all that is read: one line, and the connection is closed', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('value;', '\n', 'let b', ' = 1;')]);
  await editor.ask();
  assert.equal(editor.shown, 'value;');
  assert.deepEqual(editor.model.closedEarly, [1]);
});

test('38 editor switched during a request: nothing late', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('value;'), slowly('()')]);
  editor.press();
  await editor.pause(100);
  editor.document = 'call█';
  await editor.ask({ path: 'src/other.ts' });
  assert.deepEqual(editor.history, ['()']);
  assert.deepEqual(editor.model.closedEarly, [1]);
});

test('39 a format on save during a request: its answer is dropped', async (t) => {
  const editor = await openWarm(t, 'a\nlet b = █', [slowly('value;')]);
  editor.press();
  await editor.pause(100);
  editor.document = 'a;\nlet b = █';
  await editor.pause();
  editor.model.says('other;');
  await editor.ask();
  assert.deepEqual(editor.history, ['other;']);
});

test('42 cold load: the request that loads the model is left alone, and only the newest one follows it', async (t) => {
  const loading: ScriptedAnswer = { firstTokenMs: 20_000, chunks: ['value;', 'never read'] };
  const editor = open(t, 'let a = █', { answers: [loading, 'y;'] });
  editor.press();
  await editor.type('\nlet b = \nlet c = ', { keyMs: 150 });
  assert.equal(editor.model.requests.length, 1);
  assert.deepEqual(editor.model.closedEarly, []);
  await editor.pause(20_000);
  assert.equal(editor.model.requests.length, 2);
  assert.ok(editor.model.requests[1]?.prefix.endsWith('let c = '));
  assert.deepEqual(editor.history, ['y;']);
  assert.deepEqual(editor.model.closedEarly, [0], 'closed at its first token, when the model was loaded');
});

test('42 a model may have been unloaded after minutes of silence', async (t) => {
  const loading: ScriptedAnswer = { firstTokenMs: 5_000, chunks: ['value;'] };
  const editor = await openWarm(t, 'let a = █', [loading, slowly('b;')]);
  await editor.pause(5 * 60_000);
  editor.press();
  editor.document = 'const other = █';
  await editor.ask();
  assert.deepEqual(editor.model.closedEarly, []);
  await editor.pause(10_000);
  assert.equal(editor.shown, 'b;');
});

test('42 a model that had nothing to say is loaded too', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ chunks: [] }, { firstTokenMs: 10_000 }, '()'] });
  await editor.ask();
  editor.document = 'let b = █';
  editor.press();
  await editor.pause(100);
  editor.document = 'call█';
  await editor.ask();
  assert.deepEqual(editor.history, ['()']);
  assert.deepEqual(editor.model.closedEarly, [1], 'given up before its first token');
});

test('42 a cold load does not slow down what comes after it', async (t) => {
  const loading: ScriptedAnswer = { firstTokenMs: 20_000, chunks: ['value;'] };
  const editor = open(t, 'let a = █', { answers: [loading, 'r;'] });
  editor.press();
  await editor.pause(20_000);
  editor.document = 'let ba█';
  editor.press();
  await editor.pause(400);
  assert.equal(editor.shown, 'r;');
});

test('42 a call that waits for another key is left waiting when the load fails', async (t) => {
  const error = new BackendError({ kind: 'loading', backendId: 'local', message: 'The model is still loading.' });
  const editor = open(t, 'let a = █', { answers: [{ firstTokenMs: 300, error }, 'r;'] });
  editor.press();
  await editor.pause(290);
  await editor.type('\nba');
  await editor.pause(20);
  assert.equal(editor.model.requests.length, 1);
  await editor.pause();
  assert.equal(editor.shown, 'r;');
});

test('43 a busy server: one request on its way, the newest call waiting, no more', async (t) => {
  const queued: ScriptedAnswer = { firstTokenMs: 8_000, chunks: ['a'] };
  const editor = open(t, 'x = █', { answers: [queued, 'done;'] });
  editor.press();
  for (const line of ['a', 'b', 'c', 'd']) {
    editor.document = `${line} = █`;
    await editor.ask();
  }
  assert.equal(editor.model.requests.length, 1);
  await editor.pause(8_000);
  assert.equal(editor.model.requests.length, 2);
  assert.equal(editor.model.mostOpen, 1);
  assert.equal(editor.shown, 'done;');
});

test('44 late chunks of an aborted request are never cached', async (t) => {
  const deaf: ScriptedAnswer = { ...slowly('va', 'lue;'), ignoresAbort: true };
  const editor = await openWarm(t, 'let a = █', [deaf, slowly('y;'), slowly('asked anew;')]);
  editor.press();
  await editor.pause(310);
  await editor.type('x');
  await editor.pause();
  await editor.backspace();
  await editor.pause();
  assert.deepEqual(editor.history, ['y;', '', 'asked anew;']);
});

test('a server that never answers is given up after a while, and asked again only at the next key', async (t) => {
  const never: ScriptedAnswer = { firstTokenMs: 10 ** 9, chunks: ['never'] };
  const editor = await openWarm(t, 'let a = █', [never, slowly('value;')]);
  editor.press();
  await editor.pause(60_000);
  assert.equal(requestsOf(editor).length, 1);
  assert.deepEqual(editor.model.closedEarly, [1]);
  await editor.ask();
  assert.equal(editor.shown, 'value;');
});

test('disposed during a request: the call settles, the connection closes, later calls get nothing', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('value;')]);
  const result = editor.engine.complete(editor.snapshot, new AbortController().signal);
  editor.engine.dispose();
  assert.equal(await result, undefined);
  await editor.pause();
  assert.deepEqual(editor.model.closedEarly, [1]);
  assert.equal(editor.engine.complete(editor.snapshot, new AbortController().signal), undefined);
});

test('nothing keeps listening to a signal whose call is settled', async (t) => {
  const editor = await openWarm(t, 'let a = █', [slowly('value;')]);
  const { signal } = new AbortController();
  const result = editor.engine.complete(editor.snapshot, signal);
  await editor.pause();
  assert.ok(await result);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('a call that was cancelled before it was made asks nothing', async (t) => {
  const editor = await openWarm(t, 'let a = █', []);
  assert.equal(editor.engine.complete(editor.snapshot, AbortSignal.abort()), undefined);
  assert.equal(requestsOf(editor).length, 0);
});

test('a failure while a newer call waits is not answered by another request', async (t) => {
  const error = new BackendError({ kind: 'loading', backendId: 'local', message: 'The model is still loading.' });
  const editor = open(t, 'let a = █', { answers: [{ firstTokenMs: 3_000, error }] });
  editor.press();
  await editor.type('\nb = ');
  await editor.pause(10_000);
  assert.equal(editor.model.requests.length, 1);
  assert.deepEqual(
    editor.faults.map((fault) => fault.kind),
    ['loading'],
  );
});
