import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allOn } from '../../../src/completion/switches.ts';
import { complete, open, type Scene } from './harness.ts';

async function countRequests(t: Parameters<typeof open>[0], document: string, scene: Scene = {}) {
  const editor = open(t, document, { answers: ['x'], ...scene });
  await editor.ask();
  return editor.model.requests.length;
}

test('7 only closers right of the cursor: offered', async (t) => {
  for (const rest of [')', ');', '"', "');", ']]', '}', ' }', '>', ') {', ' ']) {
    assert.equal(await countRequests(t, `foo(█${rest}`), 1, rest);
  }
});

test('7 word characters right of the cursor: refused on automatic, allowed on manual', async (t) => {
  for (const rest of ['bar)', ' bar', '+ 1', '名前', ', b)']) {
    assert.equal(await countRequests(t, `foo(█${rest}`), 0, rest);
    assert.equal(await countRequests(t, `foo(█${rest}`, { trigger: 'manual' }), 1, rest);
  }
});

test('7 asked by hand before text: what stands there already is not written twice', async (t) => {
  const manual = { trigger: 'manual' } as const;
  assert.equal(await complete(t, 'foo(█, b)', 'a, b)', manual), 'foo(a, b)█');
  assert.equal(await complete(t, 'foo(█, b)', 'a', manual), 'foo(a█, b)');
  assert.equal(await complete(t, 'foo(█bar)', 'a || b', manual), 'foo(a || b█bar)', 'one letter is a coincidence');
  assert.equal(await complete(t, 'x = █ + second', 'first + second', manual), 'x = first + second█');
});

test('8 inside a word: none, not even by hand', async (t) => {
  for (const document of ['fo█o', 'a1█2', 'na█ïve', '名█前', '_█_']) {
    assert.equal(await countRequests(t, document), 0, document);
    assert.equal(await countRequests(t, document, { trigger: 'manual' }), 0, document);
  }
});

test('29 several cursors, a selection: none, not even by hand', async (t) => {
  for (const trigger of ['automatic', 'manual'] as const) {
    assert.equal(await countRequests(t, 'a = █', { trigger, cursorCount: 2 }), 0);
    assert.equal(await countRequests(t, 'a = █', { trigger, hasSelection: true }), 0);
  }
});

test('32 a document of 2 MB: the prompt stays small and the line is all that gates look at', async (t) => {
  const lines = 'const value = compute();\n'.repeat(80_000);
  const editor = open(t, `${lines}let a = █\n${lines}`, { answers: ['b;'] });
  await editor.ask();
  const [request] = editor.model.requests;
  assert.ok(request !== undefined && request.prefix.length + request.suffix.length < 1_200);
  assert.equal(editor.shown, 'b;');
});

test('32 a line longer than anything a person writes: none', async (t) => {
  assert.equal(await countRequests(t, `${'x = 1; '.repeat(10_000)}█`), 0);
});

test('49 an excluded file is not completed, not even by hand', async (t) => {
  for (const trigger of ['automatic', 'manual'] as const) {
    assert.equal(await countRequests(t, 'KEY=█', { trigger, isExcluded: true }), 0);
  }
});

test('50 manual trigger works with automatic off, manual only, snoozed, and in a language that is switched off', async (t) => {
  const off = { enabled: false };
  const manualOnly = { trigger: 'manual' } as const;
  const snoozed = { snooze: { kind: 'snoozed', minutesLeft: 5 } } as const;
  const languageOff = { languages: { typescript: false } };
  for (const switched of [off, manualOnly, snoozed, languageOff]) {
    const scene = { settings: { switches: { ...allOn, ...switched } } };
    assert.equal(await countRequests(t, 'a = █', scene), 0);
    assert.equal(await countRequests(t, 'a = █', { ...scene, trigger: 'manual' }), 1);
  }
});

test('a language is switched off for its own files alone', async (t) => {
  const settings = { switches: { ...allOn, languages: { markdown: false } } };
  assert.equal(await countRequests(t, 'a = █', { settings, languageId: 'markdown' }), 0);
  assert.equal(await countRequests(t, 'a = █', { settings, languageId: 'python' }), 1);
});

test('what was answered before the switch went off comes back with it, without a request', async (t) => {
  const editor = open(t, 'a = █', { answers: ['b;'] });
  await editor.ask();
  await editor.ask({ settings: { switches: { ...allOn, enabled: false } } });
  assert.equal(editor.shown, '');
  await editor.ask({ settings: {} });
  assert.equal(editor.shown, 'b;');
  assert.equal(editor.model.requests.length, 1);
});

test('a closed gate does not keep a ghost for later: the same call asks nothing twice', async (t) => {
  const editor = open(t, 'a = █', { answers: ['b;'], hasSelection: true });
  await editor.ask();
  await editor.ask({ hasSelection: false });
  assert.equal(editor.shown, 'b;');
  await editor.ask({ hasSelection: true });
  assert.equal(editor.shown, '');
  await editor.ask({ hasSelection: false });
  assert.equal(editor.shown, 'b;');
  assert.equal(editor.model.requests.length, 1);
});
