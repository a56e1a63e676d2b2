import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BackendError, NoRouteError } from '../../../src/contract/errors.ts';
import { open } from './harness.ts';

const serverDown = () =>
  new BackendError({ kind: 'unreachable', backendId: 'local', message: 'Start the llama.cpp server on port 8080.' });

test('41 server down: told once, and again when it is back', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ error: serverDown() }, { error: serverDown() }, 'value;'] });
  await editor.ask();
  await editor.ask();
  assert.deepEqual(editor.faults, [{ kind: 'unreachable', message: 'Start the llama.cpp server on port 8080.' }]);
  assert.equal(editor.recoveries, 0);
  await editor.ask();
  assert.equal(editor.shown, 'value;');
  assert.equal(editor.recoveries, 1);
});

test('41 the same fault is told again after a recovery', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ error: serverDown() }, '', { error: serverDown() }] });
  await editor.ask();
  await editor.ask();
  editor.document = 'let b = █';
  await editor.ask();
  assert.equal(editor.faults.length, 2);
});

test('41 another fault is told too', async (t) => {
  const policy = new NoRouteError('policy', 'The privacy mode forbids each configured server.');
  const editor = open(t, 'let a = █', { answers: [{ error: serverDown() }, { error: policy }] });
  await editor.ask();
  await editor.ask();
  assert.deepEqual(
    editor.faults.map((fault) => fault.kind),
    ['unreachable', 'policy'],
  );
});

test('41 asked by hand: told each time', async (t) => {
  const editor = open(t, 'let a = █', {
    trigger: 'manual',
    answers: [{ error: serverDown() }, { error: serverDown() }],
  });
  await editor.ask();
  await editor.ask();
  assert.equal(editor.faults.length, 2);
});

test('41 a fault half way through an answer shows nothing of it', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ chunks: ['val'], error: serverDown() }] });
  await editor.ask();
  assert.equal(editor.shown, '');
  assert.equal(editor.faults.length, 1);
});

test('an error of our own is told without its text', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ error: new Error('secret = 1') }] });
  await editor.ask();
  assert.deepEqual(
    editor.faults.map((fault) => fault.kind),
    ['unexpected'],
  );
  assert.ok(!editor.faults[0]?.message.includes('secret'));
});

test('an abort from elsewhere is silent', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ error: new DOMException('gone', 'AbortError') }, 'value;'] });
  await editor.ask();
  assert.deepEqual(editor.faults, []);
  assert.equal(editor.model.requests.length, 1);
  await editor.ask();
  assert.equal(editor.shown, 'value;');
});

test('the log tells of a request without its text', async (t) => {
  const editor = open(t, 'const password = █', { answers: ['hunter2;'] });
  await editor.ask();
  assert.ok(editor.log.length >= 2);
  assert.doesNotMatch(editor.log.join('\n'), /password|hunter2/);
});
