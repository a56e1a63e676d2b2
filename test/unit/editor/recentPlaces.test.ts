import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentPlaces } from '../../../src/editor/recentPlaces.ts';

const at = (line: number, addedLineBreaks = 0) => ({ startLine: line, endLine: line, addedLineBreaks });

function listed(places: RecentPlaces): readonly string[] {
  return places.list().map(({ uri, kind, line }) => `${uri} ${kind} ${line}`);
}

test('the newest file first, its edits before what was seen of it', () => {
  const places = new RecentPlaces();
  places.noteView('a', 'typescript', 3, 1);
  places.noteEdit('b', 'typescript', at(5), 2);
  places.noteEdit('a', 'typescript', at(90), 3);
  assert.deepEqual(listed(places), ['a edited 90', 'a viewed 3', 'b edited 5']);
});

test('keys of one place are one edit, however many; three places of a file are kept', () => {
  const places = new RecentPlaces();
  for (let key = 0; key < 50; key++) places.noteEdit('a', 'typescript', at(10), key);
  for (const line of [100, 200, 300]) places.noteEdit('a', 'typescript', at(line), 100);
  assert.deepEqual(listed(places), ['a edited 300', 'a edited 200', 'a edited 100']);
});

test('places below an edit move with its lines', () => {
  const places = new RecentPlaces();
  places.noteEdit('a', 'typescript', at(100), 1);
  places.noteEdit('a', 'typescript', at(10, 5), 2);
  assert.deepEqual(listed(places), ['a edited 15', 'a edited 105']);
  places.noteEdit('a', 'typescript', { startLine: 10, endLine: 14, addedLineBreaks: 0 }, 3);
  assert.deepEqual(listed(places), ['a edited 10', 'a edited 101']);
});

test('24 files are kept, and a file that is gone is forgotten', () => {
  const places = new RecentPlaces();
  for (let file = 0; file < 30; file++) places.noteView(`${file}`, 'typescript', 0, file);
  assert.equal(places.list().length, 24);
  assert.equal(places.list()[0]?.uri, '29');
  places.forget('29');
  assert.equal(places.list()[0]?.uri, '28');
});
