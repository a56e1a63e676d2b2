import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowAbove, windowBelow } from '../../../src/syntax/window.ts';

const body = (count: number) => Array.from({ length: count }, (_, number) => `  call${number}();\n`).join('');

test('a short text is looked at as a whole', () => {
  assert.equal(windowAbove('a();\nb();\n', ''), 'a();\nb();\n');
  assert.equal(windowAbove('', ''), '');
});

test('a long one from its least indented line on, so that no function is entered half way', () => {
  const above = `${body(300)}}\nfunction f() {\n${body(50)}`;
  assert.equal(windowAbove(above, ''), `function f() {\n${body(50)}`);
});

test('the window stays where it began while it is near', () => {
  const first = windowAbove(body(250), '');
  const next = windowAbove(`${body(250)}  more();\n`, first);
  assert.equal(next, `${first}  more();\n`);
  const far = windowAbove(`${body(250)}${body(150)}`, first);
  assert.ok(far.split('\n').length <= 201);
});

test('very long lines are not taken', () => {
  assert.ok(windowAbove(`${'a'.repeat(50_000)}\nb();\n`, '').length < 20_000);
  assert.equal(windowBelow('a();\nb();\nhalf'), 'a();\nb();\n');
});
