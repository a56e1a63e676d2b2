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

const coolingDown = () => new NoRouteError('health', 'local failed lately: Start the llama.cpp server on port 8080.');

test('41 five keys while the server is left alone: told once, of the failure itself', async (t) => {
  const refusals = Array.from({ length: 5 }, () => ({ error: coolingDown() }));
  const editor = open(t, 'let a = █', {
    answers: [{ error: serverDown() }, ...refusals, { error: serverDown() }, 'value;'],
  });
  for (let key = 0; key < 7; key++) await editor.ask();
  assert.deepEqual(editor.faults, [{ kind: 'unreachable', message: 'Start the llama.cpp server on port 8080.' }]);
  await editor.ask();
  assert.equal(editor.recoveries, 1);
});

test('41 a server that the chat found down: told once', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ error: coolingDown() }, { error: coolingDown() }] });
  await editor.ask();
  await editor.ask();
  assert.deepEqual(
    editor.faults.map((fault) => fault.kind),
    ['health'],
  );
});

test('41 asked by hand while the server is left alone: told of the failure again', async (t) => {
  const editor = open(t, 'let a = █', {
    trigger: 'manual',
    answers: [{ error: serverDown() }, { error: coolingDown() }],
  });
  await editor.ask();
  await editor.ask();
  assert.deepEqual(
    editor.faults.map((fault) => fault.kind),
    ['unreachable', 'unreachable'],
  );
});

test('that no model is set up is no fault: the status bar says so by itself', async (t) => {
  const missing = new NoRouteError('no-backend', 'No model is set up for completions.');
  const editor = open(t, 'let a = █', { trigger: 'manual', answers: [{ error: missing }] });
  await editor.ask();
  assert.deepEqual(editor.faults, []);
});

test('a fault that is forgotten is told anew, and its end is told once', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ error: serverDown() }, { error: serverDown() }] });
  editor.engine.forgetFault();
  assert.equal(editor.recoveries, 0);
  await editor.ask();
  editor.engine.forgetFault();
  editor.engine.forgetFault();
  assert.equal(editor.recoveries, 1);
  await editor.ask();
  assert.equal(editor.faults.length, 2);
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
  assert.match(editor.log.join('\n'), /^error: Completion \S+: Error at .*faults\.test\.ts/m);
  assert.doesNotMatch(editor.log.join('\n'), /secret/);
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
