import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pressKey } from '../../bench/completion/typing.ts';

/** The document after these keys, with █ as the cursor. */
function type(document: string, language: string, ...keys: readonly string[]): string {
  const [before = '', after = ''] = document.split('█');
  const end = keys.reduce((state, key) => pressKey(state, key, language), { before, after });
  return `${end.before}█${end.after}`;
}

test('brackets and quotes are closed, and typed over', () => {
  assert.equal(type('█', 'typescript', ...'f("a'), 'f("a█")');
  assert.equal(type('█', 'typescript', ...'f("a")'), 'f("a")█');
});

test('nothing is closed before a word, and no quote within a string or after a word', () => {
  assert.equal(type('█word', 'typescript', '('), '(█word');
  assert.equal(type('x = "█"', 'python', "'"), 'x = "\'█"');
  assert.equal(type('don█', 'plaintext', "'"), "don'█");
  assert.equal(type('█', 'rust', "'"), "'█");
});

test('Enter between brackets opens a block, and keeps the indentation elsewhere', () => {
  assert.equal(type('  if (a) {█}', 'typescript', 'Enter'), '  if (a) {\n    █\n  }');
  assert.equal(type('  a();█', 'typescript', 'Enter'), '  a();\n  █');
  assert.equal(type('func f() {█}', 'go', 'Enter'), 'func f() {\n\t█\n}');
});

test('Python indents after a colon, and Backspace goes back one step', () => {
  assert.equal(type('def f():█', 'python', 'Enter'), 'def f():\n    █');
  assert.equal(type('def f():\n    return 1█', 'python', 'Enter', 'Backspace'), 'def f():\n    return 1\n█');
});

test('indentation that stays empty goes with the next Enter', () => {
  assert.equal(type('    a█', 'python', 'Enter', 'Enter'), '    a\n\n    █');
});

test('Backspace between a pair takes both', () => {
  assert.equal(type('f(█)', 'typescript', 'Backspace'), 'f█');
});

test('ArrowDown and End leave a block', () => {
  assert.equal(type('{\n  a█\n}', 'typescript', 'ArrowDown', 'End'), '{\n  a\n}█');
});
