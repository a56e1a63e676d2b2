import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeLinesOf, wholeWordsOf } from '../../../src/completion/unfinished.ts';
import { type Editor, open } from './harness.ts';
import type { ScriptedAnswer } from './scriptedModel.ts';
import { pressAndWait, slow } from './slowLine.ts';

test('one line that takes long is shown at 300 ms as far as its last whole word, and is read to its end', async (t) => {
  const editor = open(t, 'sum = █', { answers: [slow] });
  await pressAndWait(editor, 299);
  assert.equal(editor.shown, '');
  await editor.pause(1);
  assert.equal(editor.shown, 'total + item');
  await editor.pause();
  assert.deepEqual(editor.model.closedEarly, []);
  assert.equal(editor.grown, 1);
  await editor.ask({ trigger: 'manual' });
  assert.deepEqual(editor.history, ['total + item', 'total + item.price * quantity;']);
  assert.equal(editor.model.requests.length, 1);
});

test('that more has come is told only to who still waits at the same place', async (t) => {
  const doings: readonly ((editor: Editor) => unknown)[] = [
    (editor) => editor.escape(),
    (editor) => editor.type('x'),
    (editor) => editor.type('total + item.price * quantity'),
    (editor) => editor.ask({ path: 'src/other.ts' }),
  ];
  for (const doSomething of doings) {
    const editor = open(t, 'sum = █', { answers: [slow, ';', ';'] });
    await pressAndWait(editor, 305);
    await doSomething(editor);
    await editor.pause();
    assert.equal(editor.grown, 0, String(doSomething));
  }
});

test('the rest of such a line comes with the next key along it, without another request', async (t) => {
  const editor = open(t, 'sum = █', { answers: [slow] });
  await editor.ask();
  await editor.type('to');
  assert.deepEqual(editor.history, ['total + item', 'otal + item.price * quantity;', 'tal + item.price * quantity;']);
  assert.equal(editor.ghost?.source, 'typed-through');
  assert.equal(editor.model.requests.length, 1);
});

test('Tab on the beginning of a line is followed by its rest, whether the answer is over by then or not', async (t) => {
  for (const untilTabMs of [305, 1_000]) {
    const editor = open(t, 'sum = █', { answers: [slow] });
    await pressAndWait(editor, untilTabMs);
    const grownBefore = editor.grown;
    editor.accept();
    assert.equal(editor.document, 'sum = total + item█');
    if (untilTabMs === 1_000) assert.equal(editor.shown, '.price * quantity;');
    await editor.pause();
    assert.equal(editor.grown - grownBefore, untilTabMs === 305 ? 1 : 0);
    if (untilTabMs === 305) {
      assert.equal(editor.shown, '.price');
      editor.press();
    }
    assert.equal(editor.shown, '.price * quantity;');
    assert.equal(editor.model.requests.length, 1);
    editor.insertGhost();
    assert.equal(editor.document, 'sum = total + item.price * quantity;█');
  }
});

test('of several lines the first is shown in whole words where not even that is there 250 ms later', async (t) => {
  const chunks = ['sum', 'Of(', 'items', ', ', 'prices', ');', '\n  ', 'done', '();', '\n}\n'];
  const editor = open(t, 'if (ready) {\n  █\n}', { answers: [{ firstTokenMs: 400, chunkMs: 100, chunks }] });
  await pressAndWait(editor, 849);
  assert.equal(editor.shown, '');
  await editor.pause(1);
  assert.equal(editor.shown, 'sumOf(items');
  await editor.pause();
  await editor.type('s');
  assert.equal(editor.shown, 'umOf(items, prices);');
  assert.equal(editor.model.requests.length, 1);
});

test('who is past the beginning that was shown sees the next word at once, and gets the rest when it comes', async (t) => {
  const editor = open(t, 'sum = █', { answers: [slow] });
  await pressAndWait(editor, 305);
  await editor.type('total + item.');
  assert.equal(editor.shown, '');
  await editor.pause(50);
  assert.equal(editor.shown, 'price');
  await editor.pause();
  assert.equal(editor.grown, 1);
  editor.press();
  assert.equal(editor.shown, 'price * quantity;');
  assert.equal(editor.model.requests.length, 1);
});

test('a beginning whose request was given up at a wrong key is asked for anew, and comes whole', async (t) => {
  const editor = open(t, 'sum = █', { answers: [slow, slow] });
  await pressAndWait(editor, 305);
  await editor.type('x');
  await editor.pause(60);
  await editor.backspace();
  await editor.pause();
  assert.deepEqual(editor.history.slice(0, 3), ['total + item', '', 'total + item']);
  await editor.type('to');
  assert.equal(editor.shown, 'tal + item.price * quantity;');
  assert.equal(editor.model.requests.length, 2);
});

test('the dismissed beginning of a line does not come back with its rest', async (t) => {
  const editor = open(t, 'sum = █', { answers: [slow] });
  await pressAndWait(editor, 305);
  editor.escape();
  await editor.pause();
  await editor.ask();
  assert.equal(editor.shown, '');
});

test('a beginning that the finished answer does not have, since it went round in circles, stays as it is', async (t) => {
  const chunks = ['ab ab ab ab', ' ab ab ab ab ab ab ab ab'];
  const editor = open(t, 'say(█)', { answers: [{ firstTokenMs: 300, chunkMs: 200, chunks }] });
  await editor.ask();
  await editor.type('a');
  assert.deepEqual(editor.history, ['ab ab ab', 'b ab ab']);
});

test('a line that may yet be the next one once more is held back', async (t) => {
  const repeats = ['    return', ' total', ' * 2'];
  const editor = open(t, 'def f(total):\n█\n    return total * 2\n', {
    languageId: 'python',
    answers: [{ firstTokenMs: 460, chunkMs: 200, chunks: repeats }],
  });
  await editor.ask();
  await editor.pause();
  assert.deepEqual(editor.history, []);
});

test('a line that may yet repeat what was typed is held back', async (t) => {
  const chunks = ['const', ' total', ' =', ' items', '.length', ';'];
  const editor = open(t, 'const total = █', { answers: [{ firstTokenMs: 300, chunkMs: 80, chunks }] });
  await editor.ask();
  assert.deepEqual(editor.history, ['items']);
});

test('undo after Tab on the beginning of a line offers it no more, nor after the rest was drawn', async (t) => {
  const editor = open(t, 'sum = █', { answers: [slow, 'other();'] });
  await editor.ask();
  editor.accept();
  assert.equal(editor.shown, '.price * quantity;');
  editor.document = 'sum = █';
  await editor.ask();
  assert.equal(editor.shown, '');
});

test('Tab on the beginning of a line is followed by its rest, also when VS Code asks before it runs the command', async (t) => {
  const editor = open(t, 'sum = █', { answers: [slow] });
  await editor.ask();
  const { ghost } = editor;
  assert.ok(ghost);
  editor.insertGhost();
  editor.press();
  editor.engine.noteAccepted(ghost);
  assert.equal(editor.shown, '.price * quantity;');
  await editor.type('.');
  assert.equal(editor.shown, 'price * quantity;');
});

test('who comes back to a line that is still being written sees at once what there is of it', async (t) => {
  const stalling: ScriptedAnswer = { firstTokenMs: 150, chunkMs: 5_000, chunks: ['total + item.price', ' * 2;'] };
  const editor = open(t, 'sum = █', { answers: [stalling] });
  await pressAndWait(editor, 200);
  await editor.type('t', { keyMs: 200 });
  assert.equal(editor.shown, 'otal + item');
  await editor.type('otal + item');
  assert.equal(editor.shown, '');
  assert.equal(editor.model.requests.length, 1);
});

test('words that became showable between a key and the question about it are shown when VS Code asks', async (t) => {
  const stalling: ScriptedAnswer = { firstTokenMs: 150, chunkMs: 5_000, chunks: ['total + item.price', ' * 2;'] };
  const editor = open(t, 'sum = █', { answers: [stalling] });
  await pressAndWait(editor, 290);
  await editor.key('t');
  await editor.pause(50);
  editor.press();
  await editor.pause(1);
  assert.equal(editor.shown, 'otal + item');
  assert.equal(editor.model.requests.length, 1);
});

test('a word is whole where something follows it, and takes the brackets along that close behind it', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['self.items', 'self'],
    ['self.items.', 'self.items'],
    ['print(items)', 'print(items)'],
    ['print(items) ', 'print(items)'],
    ['f(a, b', 'f(a'],
    ['ret', ''],
    ['', ''],
    ['größe + ', 'größe'],
    ['cafe\u0301 au', 'cafe\u0301'],
    ['दुनिया में', 'दुनिया'],
    ['a = 3.1', 'a'],
    ['a = 3.14;', 'a = 3.14'],
    ['`Hello ${na', '`Hello'],
    ['`Hello ${name', '`Hello'],
    ['say("John", ', 'say("John"'],
    ['say("1) the file', 'say("1'],
    ["f('a', g(b), ", "f('a', g(b)"],
    ['value <|endof|text', 'value'],
    ['x < y ', 'x < y'],
  ];
  for (const [text, whole] of cases) assert.equal(wholeWordsOf(text, { linePrefix: '', below: '' }), whole, text);
});

function linesAt(text: string, linePrefix = '', lineSuffix = ''): string {
  return wholeLinesOf(text, { linePrefix, lineSuffix, snapshot: { origin: { languageId: 'typescript' } } });
}

test('several lines that are cut off do not end with what only opens more', () => {
  const cases: readonly (readonly [string, string])[] = [
    ["return {\n    'account': [\n        {\n            'i", 'return {'],
    ['if ready:\n    start()\n\n    for item in items:\n   ', 'if ready:\n    start()'],
    ['start();\nif (late) {\n  stop();\n  ca', 'start();\nif (late) {\n  stop();'],
    ['\n\n{\n[\n', '\n\n{'],
    ['one line', ''],
    ['\n\n', ''],
  ];
  for (const [text, whole] of cases) assert.equal(linesAt(text), whole, JSON.stringify(text));
});

test('several lines that are cut off close what their first one opens, each bracket as deep as its line', () => {
  const booking = "{\n        'account': [\n            {\n                'id': 1,";
  assert.equal(
    linesAt(`${booking}\n     `, '    return '),
    `${booking}\n            }\n        ]\n    }`,
    'the first line stands where the cursor’s does',
  );
  assert.equal(linesAt('\n  run(() => {\n    stop();\n    ca'), '\n  run(() => {\n    stop();\n  })');
  assert.equal(linesAt('run(a, [\n  1,\n], {\n  b: 2,\n  c'), 'run(a, [\n  1,\n], {\n  b: 2,\n})');
});

test('where brackets are in doubt, several lines that are cut off stay as they are', () => {
  for (const text of ['run(() => {\n  stop(); // now\n', 'run({\n  a: `one\n', 'run({\n  a: "one\n']) {
    assert.equal(linesAt(`${text}  mo`), text.trimEnd(), text);
  }
  assert.equal(linesAt('{\n  a: 1,\n  b', 'say("'), '{\n  a: 1,', 'in a string');
  assert.equal(linesAt('{\n  a: 1,\n  b', 'run(', ' + x)'), '{\n  a: 1,', 'before code');
});

test('an answer of several lines that is hurried is closed where its first line opens something', async (t) => {
  const lines = ['run(() => {\n', '    start();\n', '    each([\n', '      1', ', 2', ']);'];
  const editor = open(t, 'function go() {\n  █\n}', { answers: [{ firstTokenMs: 150, chunkMs: 90, chunks: lines }] });
  await pressAndWait(editor, 1_000);
  assert.equal(editor.shown, 'run(() => {\n    start();\n  })');
});
