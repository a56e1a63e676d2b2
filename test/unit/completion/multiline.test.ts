import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findEnd, linesWantedAt } from '../../../src/completion/multiline.ts';
import { View } from '../../../src/completion/view.ts';
import { Editor, type Scene } from './harness.ts';
import { spySyntax } from './spySyntax.ts';

const python: Scene = { languageId: 'python', tabSize: 4 };

function viewOf(document: string, scene: Scene = {}): View {
  return new View(new Editor(document, scene).snapshot);
}

/** The part of an answer that is kept, or undefined while it may go on. */
function cut(document: string, answer: string, scene: Scene = {}): string | undefined {
  const end = findEnd(answer, 'several', viewOf(document, scene));
  return end === undefined ? undefined : answer.slice(0, end);
}

test('one line by default, several where they are plainly welcome', () => {
  const wanted = (document: string, scene?: Scene) => linesWantedAt(viewOf(document, scene), false);
  for (const document of [
    'if (a) {█',
    'if (a) {\n  █\n}',
    'foo(\n  █\n)',
    'const f = () =>█',
    'f() {\n█',
    '{\n\n  █\n\n}',
    "case 'a':█",
  ]) {
    assert.equal(wanted(document), 'several', document);
  }
  for (const document of [
    'let a = █',
    'a();\n█',
    'if (a) {\n  █\n  b();\n}',
    'if (a) {█}',
    '// Note:█',
    'const a: █',
    '█',
  ]) {
    assert.equal(wanted(document), 'one', document);
  }
  assert.equal(wanted('def f():█', python), 'several');
  assert.equal(wanted('def f():\n    █\n\nnext()', python), 'several');
  assert.equal(wanted('Note:█', { languageId: 'markdown' }), 'one');
});

test('several after an accept, except on a comment or before text', () => {
  assert.equal(linesWantedAt(viewOf('a();█'), true), 'several');
  assert.equal(linesWantedAt(viewOf('// a█'), true), 'one');
  assert.equal(linesWantedAt(viewOf('foo(a█)'), true), 'one');
});

test('a block ends with the bracket that closes it', () => {
  assert.equal(cut('if (a) {█', '\n  b();\n}\nc();\n'), '\n  b();\n}');
  assert.equal(cut('if (a) {█', '\n  b();\n}\n}\n'), '\n  b();\n}');
  assert.equal(cut('  foo({█', '\n    b,\n  });\n  c();\n'), '\n    b,\n  });');
});

test('a block ends before a blank line and before what is indented less', () => {
  assert.equal(cut('a();█', '\nb();\n\nc();\n'), '\nb();');
  assert.equal(cut('def f():\n    █', 'a()\n    b()\nc()\n', python), 'a()\n    b()');
  assert.equal(cut('{\n  █', 'a();\n  b();\n}\n'), 'a();\n  b();\n}', 'the bracket that closes it may be missing');
  assert.equal(cut('{\n  █', 'a();\n} else {\n'), 'a();');
});

test('what is indented deeper belongs to it, with tabs too', () => {
  assert.equal(
    cut('\tfor (;;) {█', '\n\t\ta();\n\t\tif (b) {\n\t\t\tc();\n\t\t}\n\t}\n\td();\n'),
    '\n\t\ta();\n\t\tif (b) {\n\t\t\tc();\n\t\t}\n\t}',
  );
});

test('the cursor on an unindented line of an indented block', () => {
  assert.equal(cut('f() {\n█', '  a();\n  b();\n}\n'), '  a();\n  b();\n}');
});

test('nothing ends before a line is finished', () => {
  assert.equal(cut('if (a) {█', '\n  b();\n}'), undefined);
  assert.equal(cut('if (a) {█', '\n  b();\n} el'), undefined);
  assert.equal(cut('if (a) {█', ''), undefined);
  assert.equal(cut('if (a) {\n  █', '\n\n'), undefined);
});

test('a dozen lines are enough', () => {
  const answer = Array.from({ length: 40 }, (_, number) => `\n  call${number}();`).join('');
  assert.equal(cut('f() {█', answer)?.split('\n').length, 12);
});

test('the grammar is asked only where a line may invite more', () => {
  const asked: string[] = [];
  const syntax = spySyntax(asked);
  for (const document of ['let a = █', 'return █', 'foo.bar█', 'a();█']) linesWantedAt(viewOf(document), false, syntax);
  assert.deepEqual(asked, []);
  const inviting = ['if (a) {', 'f(a, ', '  ', 'const f = () => ', 'f( /* all */ '];
  for (const document of inviting) linesWantedAt(viewOf(`${document}█`), false, syntax);
  linesWantedAt(viewOf('a();█'), true, syntax);
  assert.deepEqual(asked, [...inviting, 'a();']);
});
