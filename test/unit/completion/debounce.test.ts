import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DebounceFacts, debounceMs } from '../../../src/completion/debounce.ts';
import { View } from '../../../src/completion/view.ts';
import { Editor, open, type Scene } from './harness.ts';

function waitAt(document: string, facts: Partial<DebounceFacts> = {}, scene: Scene = {}): number {
  const view = new View(new Editor(document, scene).snapshot);
  return debounceMs({ view, isAfterAccept: false, isAfterDeletion: false, firstTokenMs: 400, ...facts });
}

test('no wait on a new line, after an operator or an opening bracket, after an accept, asked by hand', () => {
  for (const document of ['█', '  █', 'a = █', 'foo(█)', 'foo([█', 'a.█', 'x => █', 'if (a) {█'])
    assert.equal(waitAt(document), 0, document);
  assert.equal(waitAt('foo();█', { isAfterAccept: true }), 0);
  assert.equal(waitAt('fo█', {}, { trigger: 'manual' }), 0);
});

test('else a quarter of what the server takes: up to 150 ms, up to 250 for a slow one', () => {
  assert.equal(waitAt('fo█', { firstTokenMs: 0 }), 0);
  assert.equal(waitAt('fo█', { firstTokenMs: 400 }), 100);
  assert.equal(waitAt('fo█', { firstTokenMs: 900 }), 150);
  assert.equal(waitAt('fo█', { firstTokenMs: 5_000 }), 250);
  assert.equal(waitAt('fo█', { firstTokenMs: undefined }), 75);
});

test('longest after a deletion, which is seldom the last one', () => {
  assert.equal(waitAt('a = █', { isAfterDeletion: true, firstTokenMs: 0 }), 250);
});

test('keys in quick succession make one request, for the last of them', async (t) => {
  const editor = open(t, 'const █', { answers: ['ue = 1;'] });
  await editor.type('val', { keyMs: 40 });
  await editor.pause();
  assert.deepEqual(
    editor.model.requests.map((request) => request.prefix),
    ['const val'],
  );
  assert.deepEqual(editor.history, ['ue = 1;']);
});

test('a call that VS Code cancels while it waits asks nothing', async (t) => {
  const editor = open(t, 'const val█');
  const asking = new AbortController();
  const result = editor.engine.complete(editor.snapshot, asking.signal);
  asking.abort();
  assert.equal(await result, undefined);
  await editor.pause();
  assert.equal(editor.model.requests.length, 0);
});
