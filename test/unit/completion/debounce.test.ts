import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TypingCadence } from '../../../src/completion/cadence.ts';
import { type DebounceFacts, debounceMs } from '../../../src/completion/debounce.ts';
import { open } from './harness.ts';

function waitAfter(facts: Partial<DebounceFacts>): number {
  const usual: DebounceFacts = { trigger: 'automatic', place: 'inside-word', isAfterDeletion: false, answerMs: 400 };
  return debounceMs({ ...usual, ...facts }, new TypingCadence());
}

test('no wait where it was asked for by hand', () => {
  assert.equal(waitAfter({ trigger: 'manual', isAfterDeletion: true }), 0);
});

test('the quicker the server answers, the shorter the wait', () => {
  assert.equal(waitAfter({ answerMs: 0 }), 0);
  assert.ok(waitAfter({ answerMs: 100 }) < waitAfter({ answerMs: 400 }));
});

test('longest after a deletion, which is seldom the last one', () => {
  assert.equal(waitAfter({ place: 'operator', isAfterDeletion: true, answerMs: 0 }), 300);
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
