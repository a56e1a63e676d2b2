import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  closersOf,
  findOpenBrackets,
  findOpenQuote,
  findUnmatchedClosers,
  isOnlyClosers,
} from '../../../src/completion/brackets.ts';

const closersIn = (text: string, openQuote?: string) =>
  findUnmatchedClosers(text, openQuote).map(({ index, character }) => `${character}${index}`);

test('finds the closers whose openers stand before the text', () => {
  assert.deepEqual(closersIn('bar(1)'), []);
  assert.deepEqual(closersIn('bar(1)) + [2]]'), [')6', ']13']);
  assert.deepEqual(closersIn('a }'), ['}2']);
  assert.deepEqual(closersIn('(]'), [']1']);
  assert.deepEqual(closersIn(''), []);
});

test('brackets in strings are text, an apostrophe is a letter', () => {
  assert.deepEqual(closersIn('")" + \')\' + `)`)'), [')15']);
  assert.deepEqual(closersIn("don't)"), [')5']);
  assert.deepEqual(closersIn('"\\")")'), [')5']);
  assert.deepEqual(closersIn('`a\n)`)'), [')5']);
  assert.deepEqual(closersIn('"a\n)'), [')3']);
});

test('a string that is open before the text ends first', () => {
  assert.deepEqual(closersIn('a)")', '"'), ['"2', ')3']);
  assert.deepEqual(closersIn('a) b', '"'), [], 'all of it may be string');
});

test('finds what a line opens', () => {
  assert.deepEqual(findOpenBrackets('if (foo(a, [b]'), ['(', '(']);
  assert.deepEqual(findOpenBrackets('foo(")("'), ['(']);
  assert.deepEqual(findOpenBrackets('a) + b'), []);
  assert.equal(findOpenQuote('log("a'), '"');
  assert.equal(findOpenQuote('log("a" + \'b"'), "'");
  assert.equal(findOpenQuote('log("a\\"'), '"');
  assert.equal(findOpenQuote('log("a")'), undefined);
});

test('knows text that only closes', () => {
  for (const text of ['', ' ', ')', '});', "')", '},', ') {']) assert.ok(isOnlyClosers(text), text);
  for (const text of ['a', '(', ') + 1', '{ {', '//']) assert.ok(!isOnlyClosers(text), text);
});

test('closes what a line leaves open, the innermost first', () => {
  assert.equal(closersOf(`fetch(\`https://a.example/?q=\${query}&`), '`)');
  assert.equal(closersOf(`fetch(\`https://a.example/?q=\${find([query`), '])}`)');
  assert.equal(closersOf('items = (a, [b, c'), '])');
  assert.equal(closersOf('call("a (b'), '")');
  assert.equal(closersOf('call("a \\"b'), '")');
  assert.equal(closersOf("call('a (b', c / d, e"), ')');
  assert.equal(closersOf('f(a) + b]'), '');
  assert.equal(closersOf(''), '');
});

test('closes nothing where quotes, slashes and braces may mean something else', () => {
  const doubtful = [
    ...[
      "// the user's (old",
      "re.compile(r'(\\d+)', text",
      "print(f'{name}', end=sep",
      "awk -F',' '{print $1",
      "vec![b'(', x",
    ],
    ...["F: FnOnce() + Send + 'static, T: (Send", "longest<'a, 'b>(x: &'a str, y", "'(1 2 3", "say('it"],
    ...[
      'print(f"Total {sum(items',
      'println("Hello ${user.name',
      'call("#{name',
      '"""Return the sum',
      'f(a) // see (the',
    ],
    ...['text.replace(/"/g, name', '/[(]/.test(a', 'return /[(]/.test(a', 'total(a)  # without (tax'],
  ];
  for (const text of doubtful) assert.equal(closersOf(text), undefined, text);
});
