import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTitle } from '../../../src/chat/title.ts';

test('a title is the first line of the question', () => {
  assert.equal(toTitle('  Why is\tthis   slow?\r\nIt takes a minute.'), 'Why is this slow?');
});

test('a long title is cut between characters, never inside one', () => {
  const title = toTitle('🦆'.repeat(61));
  assert.equal(title, `${'🦆'.repeat(59)}…`);
  assert.equal(toTitle('🦆'.repeat(60)), '🦆'.repeat(60));
});

test('nothing gives no title', () => {
  assert.equal(toTitle(' \n\n '), '');
});
