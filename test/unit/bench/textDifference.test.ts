import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeDifference } from '../../bench/completion/textDifference.ts';

test('a lost key is told by its line, as meant and as held', () => {
  assert.equal(describeDifference('a\nbc\nd', 'a\nbc\nd'), undefined);
  assert.equal(describeDifference('a\nbc\nd', 'a\nb\nd'), 'line 2: meant "bc", held "b"');
});

test('where several lines differ, the first from the end stands there too', () => {
  assert.equal(
    describeDifference('a\nb\nc\nd', 'a\nx\nc\ny\nd'),
    'line 2: meant "b", held "x"; from the end, line 2: meant "c", held "y"',
  );
  assert.equal(
    describeDifference('a\na', 'a\na\na'),
    'line 3: meant no line, held "a"; from the end, line 3: meant no line, held "a"',
  );
});
