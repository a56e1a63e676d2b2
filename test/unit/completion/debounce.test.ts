import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TypingCadence } from '../../../src/completion/cadence.ts';
import { type DebounceFacts, debounceMs } from '../../../src/completion/debounce.ts';
import { View } from '../../../src/completion/view.ts';
import { Editor, open, type Scene } from './harness.ts';

function waitAt(document: string, facts: Partial<DebounceFacts> = {}, scene: Scene = {}): number {
  const view = new View(new Editor(document, scene).snapshot);
  return debounceMs(
    { view, isAfterAccept: false, isAfterDeletion: false, answerMs: 400, ...facts },
    new TypingCadence(),
  );
}

test('no wait after an accept, and where it was asked for by hand', () => {
  assert.equal(waitAt('foo();█', { isAfterAccept: true }), 0);
  assert.equal(waitAt('fo█', {}, { trigger: 'manual' }), 0);
});

test('the quicker the server answers, the shorter the wait', () => {
  assert.equal(waitAt('fo█', { answerMs: 0 }), 0);
  assert.ok(waitAt('fo█', { answerMs: 100 }) < waitAt('fo█', { answerMs: 400 }));
});

test('longest after a deletion, which is seldom the last one', () => {
  assert.equal(waitAt('a = █', { isAfterDeletion: true, answerMs: 0 }), 250);
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
