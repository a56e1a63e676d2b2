import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createPlaceholderBook } from '../../../../src/privacy/redaction/placeholderBook.ts';
import type { Span } from '../../../../src/privacy/redaction/spans.ts';

const span: Span = { start: 0, end: 1, kind: 'email', fingerprint: undefined };
const none = new Set<string>();

it('the book forgets what was not used for the longest time, and never gives its number out again', () => {
  const book = createPlaceholderBook({ mostValues: 2 });
  const name = (value: string) => book.nameFor(value, span, 'c', none).placeholder;
  assert.deepEqual(['a', 'b', 'a', 'c'].map(name), [
    'REDACTED_EMAIL_1',
    'REDACTED_EMAIL_2',
    'REDACTED_EMAIL_1',
    'REDACTED_EMAIL_3',
  ]);
  assert.equal(name('a'), 'REDACTED_EMAIL_1');
  assert.equal(name('b'), 'REDACTED_EMAIL_4');
});

it('long values are forgotten sooner', () => {
  const book = createPlaceholderBook({ mostCharacters: 10 });
  for (const value of ['1234567', 'abc', 'x']) book.nameFor(value, span, 'c', none);
  assert.deepEqual(
    book.ofConversation('c').map(({ value }) => value),
    ['abc', 'x'],
  );
});

it('each conversation knows what left in it alone', () => {
  const book = createPlaceholderBook();
  book.nameFor('a', span, 'one', none);
  book.nameFor('b', span, 'two', none);
  assert.deepEqual(
    book.ofConversation('two').map(({ value }) => value),
    ['b'],
  );
});
