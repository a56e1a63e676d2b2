import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.ts';

/** Between a key and the moment at which VS Code asks for ghost text. */
const editorWaitMs = 60;

/** A person whose server has answered at once so far, so that it is asked at each key. */
async function openQuick(t: Parameters<typeof open>[0], answers: readonly string[]) {
  const editor = open(t, 'let a = █', { answers: ['1;', ...answers] });
  await editor.ask();
  await editor.type('x');
  editor.history.length = 0;
  return editor;
}

test('a quick server has answered when the editor asks, and the ghost comes at once', async (t) => {
  const editor = await openQuick(t, ['', 'lue;']);
  await editor.pause();
  await editor.key('v');
  await editor.pause(editorWaitMs);
  assert.deepEqual(editor.history, [], 'nothing is drawn before the editor asks');
  editor.press();
  assert.equal(editor.shown, 'lue;', 'without a promise');
  assert.equal(editor.model.requests.length, 3);
});

test('the editor joins the request that was made for its key: one request, one ghost', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ firstTokenMs: 500, chunks: ['value;'] }] });
  await editor.key('b');
  await editor.pause(400);
  assert.equal(editor.model.requests.length, 1);
  editor.press();
  await editor.pause();
  assert.deepEqual(editor.history, ['value;']);
  assert.equal(editor.ghost?.source, 'new');
  assert.equal(editor.model.requests.length, 1);
});

test('an answer that the editor never asks for is not offered', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;'] });
  const offered: string[] = [];
  editor.engine.onDidOffer(({ ghost }) => offered.push(ghost.text));
  await editor.key('b');
  await editor.pause();
  assert.equal(editor.model.requests.length, 1);
  assert.deepEqual(offered, []);
});

test('where the editor asks for no ghost text at all, no model is asked after a few keys', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['1', '2', '3', '4', '5', '6', '7', '8'] });
  for (const key of 'abcdefgh') {
    await editor.key(key);
    await editor.pause();
  }
  assert.equal(editor.model.requests.length, 3);
});

test('a request for the key before is given up as soon as the next key disagrees with it', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ chunks: ['va', 'lue'], chunkMs: 800 }, 'z;'] });
  await editor.key('b');
  await editor.pause(450);
  await editor.key('x');
  assert.deepEqual(editor.model.closedEarly, [0]);
});

test('what the person accepts is left to the editor, which asks at once', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['b;', 'c;'] });
  await editor.ask();
  await editor.key('b;');
  await editor.pause();
  assert.equal(editor.model.requests.length, 1);
  assert.deepEqual(editor.acceptances, []);
});

test('nothing is asked where a gate is closed', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['b;'], isExcluded: true });
  await editor.key('b');
  await editor.pause();
  assert.equal(editor.model.requests.length, 0);
});
