import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DocumentChange } from '../../../../src/completion/acceptance/change.ts';
import { WatchedText } from '../../../../src/completion/acceptance/watchedText.ts';

/** The range of the text in « », after the changes; each change says what it replaces by what. */
function follow(document: string, changes: readonly (readonly [string, string])[]): string {
  const start = document.indexOf('«');
  const end = document.indexOf('»') - 1;
  let text = document.replace(/[«»]/g, '');
  const linePrefix = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const watched = new WatchedText('file:///a', { offset: start, rewritten: linePrefix });
  watched.extend(text.slice(start, end));
  for (const [piece, replacement] of changes) {
    const offset = text.indexOf(piece);
    assert.ok(offset >= 0, `There is no ${piece}.`);
    watched.follow({ offset, removedLength: piece.length, text: replacement });
    text = text.slice(0, offset) + replacement + text.slice(offset + piece.length);
  }
  return `${text.slice(0, watched.start)}«${text.slice(watched.start, watched.end)}»${text.slice(watched.end)}`;
}

test('what is written before and after it stays outside', () => {
  assert.equal(
    follow('a = «one» z', [
      ['a = ', 'a = b = '],
      [' z', '; z'],
    ]),
    'a = b = «one»; z',
  );
  assert.equal(follow('a = «one»', [['one', 'one2']]), 'a = «one2»');
});

test('a change inside it stays inside', () => {
  assert.equal(follow('a = «one + two»', [['+', '- x -']]), 'a = «one - x - two»');
  assert.equal(follow('a = «one»b', [['one', '']]), 'a = «»b');
});

test('a change across its ends makes it grow, but for what is only written once more on its left', () => {
  assert.equal(follow('a = «one»\nb', [['a = one', 'let a=1']]), '«let a=1»\nb');
  assert.equal(follow('a = «one»\nb', [['a = one', 'a = 1']]), 'a = «1»\nb');
  assert.equal(follow('a = «one»\nb', [['ne\nb', 'x\nc']]), 'a = «ox\nc»');
});

test('an undo takes it away, and a redo brings it back', () => {
  assert.equal(follow('  al«pha»', [['  alpha', '  al']]), '  al«»');
  assert.equal(
    follow('  al«pha»', [
      ['  alpha', '  al'],
      ['  al', '  alpha'],
    ]),
    '  al«pha»',
  );
});

test('of a long text the first 2,000 characters are watched', () => {
  const watched = new WatchedText('file:///a', { offset: 10, rewritten: '' });
  watched.extend('x'.repeat(1_500));
  watched.extend('y'.repeat(1_500));
  assert.deepEqual([watched.text.length, watched.start, watched.end], [2_000, 10, 2_010]);
});

test('whatever is edited around it, the range holds it still', () => {
  const accepted = '«accepted»';
  const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), removed: fc.nat(5), text: fc.string() });
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.array(edit), (before, after, edits) => {
      let text = before + accepted + after;
      const watched = new WatchedText('file:///a', { offset: before.length, rewritten: '' });
      watched.extend(accepted);
      for (const { at, removed, text: inserted } of edits) {
        const offset = Math.floor(at * text.length);
        const change: DocumentChange = {
          offset,
          removedLength: Math.min(removed, text.length - offset),
          text: inserted,
        };
        const isOutside = offset + change.removedLength <= watched.start || offset >= watched.end;
        if (!isOutside) continue;
        watched.follow(change);
        text = text.slice(0, offset) + inserted + text.slice(offset + change.removedLength);
      }
      assert.equal(text.slice(watched.start, watched.end), accepted);
    }),
  );
});
