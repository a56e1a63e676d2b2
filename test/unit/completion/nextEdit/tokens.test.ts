import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffTokens } from '../../../../src/completion/nextEdit/lineEdit.ts';
import { createLineTokenizer } from '../../../../src/completion/nextEdit/tokens.ts';

/** Tokens as `kind:text`; punctuation and quotes as they stand. */
function tokensOf(languageId: string, ...lines: readonly string[]): readonly string[] {
  const tokenizer = createLineTokenizer(languageId);
  return lines.flatMap((line) =>
    tokenizer.next(line).map(({ kind, text, start }) => {
      assert.equal(line.slice(start, start + text.length), text);
      return kind === 'punctuation' || kind === 'quote' ? text : `${kind}:${text}`;
    }),
  );
}

test('a name is a whole word, whatever script it is written in', () => {
  assert.deepEqual(tokensOf('typescript', 'größe_2 += $x;'), ['word:größe_2', '+=', 'word:$x', ';']);
});

test('the quotes of a string stand beside its content', () => {
  assert.deepEqual(tokensOf('javascript', `f("a 'b'", '')`), [
    'word:f',
    '(',
    '"',
    "string:a 'b'",
    '"',
    ',',
    "'",
    "'",
    ')',
  ]);
  assert.deepEqual(tokensOf('javascript', String.raw`'it\'s'`), ["'", String.raw`string:it\'s`, "'"]);
});

test('code inside a template is code', () => {
  assert.deepEqual(tokensOf('typescript', '`a $' + '{ {b: c}.b } d`;'), [
    ...['`', 'string:a ', '${', '{', 'word:b', ':', 'word:c', '}', '.', 'word:b', '}', 'string: d', '`', ';'],
  ]);
});

test('comments are one token, in the way of each language', () => {
  assert.deepEqual(tokensOf('python', 'a # sum'), ['word:a', 'comment:# sum']);
  assert.deepEqual(tokensOf('sql', 'a -- sum'), ['word:a', 'comment:-- sum']);
  assert.deepEqual(tokensOf('go', 'a // sum', 'b /* sum', 'sum', 'x */ c'), [
    ...['word:a', 'comment:// sum', 'word:b', 'comment:/* sum', 'comment:sum', 'comment:x */', 'word:c'],
  ]);
});

test('a long string of Python goes on over lines', () => {
  assert.deepEqual(tokensOf('python', '"""About sum', 'sum', '"""', 'sum'), [
    ...['"""', 'string:About sum', 'string:sum', 'string:"""', 'word:sum'],
  ]);
});

test('a lifetime of Rust opens no string', () => {
  assert.deepEqual(tokensOf('rust', "&'a str, 'x'"), ['&', "'", 'word:a', 'word:str', ',', "'", 'string:x', "'"]);
});

test('a difference keeps as many tokens as it can', () => {
  const diff = (before: string, after: string) =>
    diffTokens(createLineTokenizer('go').next(before), createLineTokenizer('go').next(after)).map(
      ({ deleted, inserted }) =>
        `${deleted.map(({ text }) => text).join(' ')} → ${inserted.map(({ text }) => text).join(' ')}`,
    );
  assert.deepEqual(diff('log(a.b)', 'log(stamp(a.b))'), [' → stamp (', ' → )']);
  assert.deepEqual(diff('x = x + 1', 'y = y + 1'), ['x → y', 'x → y']);
  assert.deepEqual(diff('f(a)', 'f(a)'), []);
});
