import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.ts';

test('1 typing the ghost text: no request, it never disappears', async (t) => {
  const editor = open(t, 'const total = █', { answers: ['add(1, 2);'] });
  await editor.ask();
  await editor.type('add(1');
  assert.deepEqual(editor.history, ['add(1, 2);', 'dd(1, 2);', 'd(1, 2);', '(1, 2);', '1, 2);', ', 2);']);
  assert.equal(editor.ghost?.source, 'typed-through');
  assert.equal(editor.model.requests.length, 1);
});

test('2 typing its last character: no empty item, counted as accepted', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['b;', { firstTokenMs: 50, chunks: [''] }] });
  await editor.ask();
  const { requestId } = editor.ghost ?? {};
  await editor.type('b;');
  await editor.pause();
  assert.deepEqual(editor.history, ['b;', ';', '']);
  assert.deepEqual(editor.acceptances, [{ requestId, how: 'typed' }]);
});

test('2 accepting counts once, also when VS Code asks before it runs the command', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['b;', ''] });
  const ghost = await editor.ask();
  assert.ok(ghost);
  editor.insertGhost();
  await editor.ask();
  editor.engine.noteAccepted(ghost);
  assert.equal(editor.acceptances.length, 1);
});

test('3 other case: dropped', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;', 'ariable;'] });
  await editor.ask();
  await editor.type('V');
  await editor.pause();
  assert.deepEqual(editor.history, ['value;', '', 'ariable;']);
});

test('4 backspace and retype: cached', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;'] });
  await editor.ask();
  await editor.type('val');
  await editor.backspace(2);
  await editor.type('al');
  assert.deepEqual(editor.history, ['value;', 'alue;', 'lue;', 'ue;', 'lue;', 'alue;', 'lue;', 'ue;']);
  assert.equal(editor.model.requests.length, 1);
});

test('4 a wrong letter taken back: the ghost returns at once', async (t) => {
  const editor = open(t, 'let a = v█', { answers: ['alue;', { firstTokenMs: 500, chunks: ['y;'] }] });
  await editor.ask();
  await editor.type('x', { keyMs: 400 });
  await editor.backspace();
  await editor.pause();
  assert.deepEqual(editor.history, ['alue;', '', 'alue;']);
  assert.deepEqual(editor.model.closedEarly, [1], 'the request for what was taken back is of no use');
});

test('5 backspace past the trigger: not shown again, though the model says the same', async (t) => {
  const editor = open(t, 'let a = va█', { answers: ['lue;', 'alue;'] });
  await editor.ask();
  await editor.backspace();
  await editor.pause();
  assert.deepEqual(editor.history, ['lue;', '']);
  editor.press();
  assert.equal(editor.model.requests.length, 2, 'the answer that was not shown is not asked for again');
  await editor.type('a');
  assert.equal(editor.shown, 'lue;', 'typing the letter again brings it back');
});

test('5 a new idea after a deletion is offered', async (t) => {
  const editor = open(t, 'let a = va█', { answers: ['lue;', 'ersion;'] });
  await editor.ask();
  await editor.backspace();
  await editor.pause();
  assert.deepEqual(editor.history, ['lue;', '', 'ersion;']);
});

test('6 auto-closed bracket: still a hit, no ))', async (t) => {
  const editor = open(t, 'foo█', { answers: ['(bar);'] });
  await editor.ask();
  await editor.type('(', { closes: ')' });
  assert.deepEqual(editor.history, ['(bar);', 'bar);']);
  assert.equal(editor.model.requests.length, 1);
  editor.insertGhost();
  assert.equal(editor.document, 'foo(bar);█');
});

test('6 auto-closed quote inside auto-closed brackets', async (t) => {
  const editor = open(t, 'log█', { answers: ['("hello", [1]);'] });
  await editor.ask();
  await editor.type('(', { closes: ')' });
  await editor.type('"', { closes: '"' });
  assert.deepEqual(editor.history, ['("hello", [1]);', '"hello", [1]);', 'hello", [1]);']);
  editor.insertGhost();
  assert.equal(editor.document, 'log("hello", [1]);█');
  assert.equal(editor.model.requests.length, 1);
});

test('6 more closers than the line has open: the ghost ends there, and nothing is left over when it is accepted', async (t) => {
  const editor = open(t, 'if (foo█', { answers: ['(bar)))', ''] });
  await editor.ask();
  await editor.type('(', { closes: ')' });
  assert.equal(editor.shown, 'bar))');
  const again = open(t, 'foo(█)', { answers: ['bar))', ''] });
  await again.ask();
  again.insertGhost();
  await again.ask();
  assert.equal(again.document, 'foo(bar)█');
  assert.deepEqual(again.history, ['bar)', '']);
});

test('6 typing over the auto-closed bracket ends the ghost without a request for the bracket', async (t) => {
  const editor = open(t, 'foo█', { answers: ['(bar)', ''] });
  await editor.ask();
  await editor.type('(', { closes: ')' });
  await editor.type('bar');
  assert.deepEqual(editor.history, ['(bar)', 'bar)', 'ar)', 'r)', '']);
  assert.equal(editor.model.requests.length, 1);
  editor.document = 'foo(bar)█';
  await editor.ask();
  assert.equal(editor.shown, '');
  assert.equal(editor.acceptances.length, 1);
});

test('12 Enter and auto-indent: indentation not doubled', async (t) => {
  const editor = open(t, 'if (ready) {█', { answers: ['\n  start();\n  go();\n}\n\nnext();'] });
  await editor.ask();
  assert.equal(editor.shown, '\n  start();\n  go();\n}');
  editor.document = 'if (ready) {\n  █';
  editor.press();
  assert.equal(editor.shown, 'start();\n  go();\n}');
  editor.insertGhost();
  assert.equal(editor.document, 'if (ready) {\n  start();\n  go();\n}█');
});

test('12 Enter with a deeper indentation than the model had in mind: the following lines move along', async (t) => {
  const editor = open(t, 'if (ready) {█', { answers: ['\n  start();\n  go();\n}\n\n'] });
  await editor.ask();
  editor.document = 'if (ready) {\n    █';
  editor.press();
  assert.equal(editor.shown, 'start();\n    go();\n}');
});

test('12 a line that was typed otherwise ends the ghost, whatever the indentation', async (t) => {
  const editor = open(t, 'if (ready) {█', { answers: ['\n  start();\n  go();\n}\n\n', ''] });
  await editor.ask();
  editor.document = 'if (ready) {\n  stop();\n    █';
  await editor.ask();
  assert.equal(editor.shown, '');
});

test('13 indentation changed during the request: reused, adjusted', async (t) => {
  const answer = { firstTokenMs: 200, chunks: ['start();\n  go();\n', '}\n'] };
  const editor = open(t, 'if (ready) {\n  █\n}', { answers: [answer] });
  editor.press();
  await editor.pause(200);
  editor.document = 'if (ready) {\n    █\n}';
  await editor.ask();
  assert.equal(editor.shown, 'start();\n    go();');
  assert.equal(editor.model.requests.length, 1);
});

test('34 undo after an accept: no instant re-offer, and none later', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;', ''] });
  await editor.ask();
  const before = editor.document;
  editor.accept();
  await editor.pause();
  editor.document = before;
  await editor.ask();
  await editor.type('va');
  assert.deepEqual(editor.history, ['value;', '']);
  assert.equal(editor.model.requests.length, 2);
});

test('35 accept a word: no request, no flash', async (t) => {
  const editor = open(t, 'return █', { answers: ['first + second;'] });
  await editor.ask();
  editor.acceptWord();
  editor.acceptWord();
  assert.deepEqual(editor.history, ['first + second;', ' + second;', ' second;']);
  assert.equal(editor.model.requests.length, 1);
});

test('35 accept a line of several: no request, no flash', async (t) => {
  const editor = open(t, 'for (;;) {█', { answers: ['\n  first();\n  second();\n}\n\n'] });
  await editor.ask();
  editor.document = 'for (;;) {\n  first();█';
  editor.press();
  assert.equal(editor.shown, '\n  second();\n}');
  assert.equal(editor.ghost?.source, 'typed-through');
  assert.equal(editor.model.requests.length, 1);
});

test('36 no request loop after an accept', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;', ''] });
  await editor.ask();
  editor.accept();
  await editor.pause();
  for (let asked = 0; asked < 5; asked++) await editor.ask();
  assert.equal(editor.model.requests.length, 2);
});

test('after an accept the lines that follow are offered at once', async (t) => {
  const editor = open(t, '  let a = █', { answers: ['value;', '\n  use(a);\n  done();\n\nend'] });
  await editor.ask();
  editor.accept();
  await editor.pause(0);
  assert.equal(editor.shown, '\n  use(a);\n  done();');
  assert.deepEqual(editor.model.requests[1]?.stop, []);
});

test('37 Escape stays dismissed at this place and along this text', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;'] });
  await editor.ask();
  editor.escape();
  await editor.ask();
  await editor.type('va');
  await editor.backspace(2);
  await editor.pause();
  assert.deepEqual(editor.history, ['value;', '']);
  assert.equal(editor.model.requests.length, 1);
});

test('37 Escape does not silence another text, and asking by hand overrides it', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;', '();'] });
  await editor.ask();
  editor.escape();
  await editor.ask({ trigger: 'manual' });
  assert.equal(editor.shown, 'value;');
  editor.escape();
  editor.scene = { ...editor.scene, trigger: 'automatic' };
  await editor.type('f');
  await editor.pause();
  assert.equal(editor.shown, '();');
});

test('37 Escape holds against the same text out of a new answer', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;', '= value;'] });
  await editor.ask();
  editor.escape();
  editor.document = 'let a █';
  await editor.ask();
  editor.document = 'let a█';
  editor.model.says(' = value;\nuse(a);');
  await editor.ask();
  assert.deepEqual(editor.history, ['value;', '']);
  assert.equal(editor.model.requests.length, 3);
});

test('37 Escape holds after something else was typed and taken back', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;', ''] });
  await editor.ask();
  editor.escape();
  await editor.type('x');
  await editor.pause();
  await editor.backspace();
  await editor.pause();
  assert.deepEqual(editor.history, ['value;', '']);
});

test('37 what was asked for by hand after Escape stays while it is typed', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;'] });
  await editor.ask();
  editor.escape();
  await editor.ask({ trigger: 'manual' });
  editor.scene = { ...editor.scene, trigger: 'automatic' };
  await editor.type('va');
  assert.deepEqual(editor.history, ['value;', '', 'value;', 'alue;', 'lue;']);
  editor.escape();
  await editor.type('l');
  assert.equal(editor.shown, '', 'a second Escape counts like the first');
  assert.equal(editor.model.requests.length, 1);
});

test('37 Escape ends when the text around changes', async (t) => {
  const editor = open(t, 'x\nlet a = █', { answers: ['value;', 'value;'] });
  await editor.ask();
  editor.escape();
  editor.document = 'y\nlet a = █';
  await editor.ask();
  assert.equal(editor.shown, 'value;');
});

test('37 Escape says nothing of a ghost that is not on the screen', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;', 'y;'] });
  await editor.ask();
  await editor.type('x');
  editor.engine.noteDismissed(editor.snapshot.origin.uri);
  await editor.backspace();
  assert.equal(editor.shown, 'value;');
});

test('37 Escape in one document says nothing of another', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;'] });
  await editor.ask();
  editor.engine.noteDismissed('file:///w/elsewhere.ts');
  await editor.ask();
  assert.equal(editor.shown, 'value;');
});

test('39 another tool edits above or below: stale text dropped', async (t) => {
  const editor = open(t, 'a\nlet x = █\nb', { answers: ['one;', 'two;', 'three;'] });
  await editor.ask();
  editor.document = 'A\nlet x = █\nb';
  await editor.ask();
  assert.equal(editor.shown, 'two;');
  editor.document = 'A\nlet x = █\nB';
  await editor.ask();
  assert.equal(editor.shown, 'three;');
});

test('40 an edit in another file keeps this cache', async (t) => {
  const editor = open(t, 'let x = █', { answers: ['one;', 'other;'] });
  await editor.ask();
  editor.document = 'const y = █';
  await editor.ask({ path: 'src/b.ts' });
  assert.equal(editor.shown, 'other;');
  editor.document = 'let x = █';
  await editor.ask({ path: 'src/a.ts' });
  assert.equal(editor.shown, 'one;');
  assert.equal(editor.ghost?.source, 'cache');
  assert.equal(editor.model.requests.length, 2);
});

test('an empty answer is cached like any other; asking by hand asks again', async (t) => {
  const editor = open(t, 'done();█', { answers: ['', ''] });
  for (let asked = 0; asked < 10; asked++) await editor.ask();
  assert.equal(editor.model.requests.length, 1);
  await editor.ask({ trigger: 'manual' });
  assert.equal(editor.model.requests.length, 2);
});

test('a hit comes back synchronously', async (t) => {
  const editor = open(t, 'let a = █', { answers: ['value;'] });
  await editor.ask();
  editor.document = 'let a = va█';
  const known = editor.engine.complete(editor.snapshot, new AbortController().signal);
  assert.ok(!(known instanceof Promise));
  assert.equal(known?.text, 'let a = value;');
  assert.deepEqual([known.replaceBefore, known.replaceAfter], [10, 0]);
});
