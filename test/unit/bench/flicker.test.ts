import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFlicker } from '../../bench/completion/flicker.ts';
import { timelineOf, type Written } from './timelines.ts';

function flickerOf(document: string, ...written: readonly Written[]) {
  const { examples: _, ...counts } = findFlicker(timelineOf(document, written));
  return counts;
}

const steady = { blinks: 0, gone: 0, replaced: 0, grown: 0, redraws: 0 };

test('a ghost that is typed along does not flicker, also where the editor closes brackets', () => {
  const found = flickerOf(
    '█',
    ...[
      { atMs: 0, key: 'f' },
      { atMs: 80, ghost: '(x)' },
    ],
    ...[
      { atMs: 200, key: '(' },
      { atMs: 210, ghost: 'x' },
    ],
    ...[
      { atMs: 400, key: 'x' },
      { atMs: 600, key: ')' },
    ],
  );
  assert.deepEqual(found, steady);
});

test('gone and back within half a second is a blink; in under 40 ms the editor draws anew', () => {
  const start: Written[] = [
    { atMs: 0, key: 'a' },
    { atMs: 80, ghost: 'bcd' },
    { atMs: 200, key: 'b' },
  ];
  assert.deepEqual(flickerOf('█', ...start, { atMs: 210, ghost: '' }, { atMs: 300, ghost: 'cd' }), {
    ...steady,
    blinks: 1,
  });
  assert.deepEqual(flickerOf('█', ...start, { atMs: 210, ghost: '' }, { atMs: 230, ghost: 'cd' }), {
    ...steady,
    redraws: 1,
  });
});

test('a ghost that leaves and does not come back is gone, though later than half a second counts so too', () => {
  const start: Written[] = [
    { atMs: 0, key: 'a' },
    { atMs: 80, ghost: 'bcd' },
    { atMs: 200, key: 'b' },
    { atMs: 210, ghost: '' },
  ];
  assert.deepEqual(flickerOf('█', ...start, { atMs: 900, ghost: 'cd' }), { ...steady, gone: 1 });
  assert.deepEqual(flickerOf('█', ...start, { atMs: 900, key: 'x' }), { ...steady, gone: 1 });
});

test('another text in its place is a replacement, more of the same text is not', () => {
  const start: Written[] = [
    { atMs: 0, key: 'a' },
    { atMs: 80, ghost: 'bcd' },
  ];
  assert.deepEqual(flickerOf('█', ...start, { atMs: 300, ghost: 'xyz' }), { ...steady, replaced: 1 });
  assert.deepEqual(flickerOf('█', ...start, { atMs: 300, ghost: 'bcdef' }), { ...steady, grown: 1 });
});

test('a key that disagrees, a deletion, a jump and Tab end a ghost rightly', () => {
  const start: Written[] = [
    { atMs: 0, key: 'a' },
    { atMs: 80, ghost: 'bcd' },
  ];
  const gone: Written = { atMs: 210, ghost: '' };
  for (const key of ['x', 'Backspace', 'End']) {
    assert.deepEqual(flickerOf('█', ...start, { atMs: 200, key }, gone, { atMs: 400, ghost: 'new' }), steady, key);
  }
  assert.deepEqual(flickerOf('█', ...start, { atMs: 200, key: 'b', kind: 'accept' }, gone), steady);
});

test('what VS Code draws of a ghost after a deletion is its own doing, and another one after that is steady or not', () => {
  const start: Written[] = [
    { atMs: 0, key: 'i' },
    { atMs: 200, key: 'b' },
    { atMs: 500, ghost: 'om' },
    { atMs: 700, key: 'Backspace' },
    { atMs: 710, ghost: 'bom' },
    { atMs: 770, ghost: 'nt' },
  ];
  assert.deepEqual(flickerOf('█', ...start), steady);
  assert.deepEqual(flickerOf('█', ...start, { atMs: 900, ghost: 'tem' }), { ...steady, replaced: 1 });
  assert.deepEqual(
    flickerOf('█', ...start, { atMs: 900, key: 'n' }, { atMs: 910, ghost: '' }, { atMs: 1_100, ghost: 't' }),
    {
      ...steady,
      blinks: 1,
    },
  );
});

test('further lines that are replaced or lost while the first is typed along are seen', () => {
  const start: Written[] = [
    { atMs: 0, key: 'i' },
    { atMs: 80, ghost: 'f (a) {\n  b();\n}' },
    { atMs: 200, key: 'f' },
  ];
  const then = (ghost: string) => flickerOf('█', ...start, { atMs: 210, ghost });
  assert.deepEqual(then(' (a) {\n  b();\n}'), steady);
  assert.deepEqual(then(' (a) {\n  b();'), steady, 'the editor closes brackets by itself');
  assert.deepEqual(then(' (a) {\n  c();\n}'), { ...steady, replaced: 1 });
  assert.deepEqual(then(' (a) {'), { ...steady, replaced: 1 });
  assert.deepEqual(then(' (a) {\n  b();\n  c();\n}'), { ...steady, grown: 1 });
});

test('of a ghost whose first line is typed the further lines go on standing, or do not', () => {
  const start: Written[] = [
    { atMs: 0, key: 'd' },
    { atMs: 80, ghost: 'o {\n  b();\n}' },
    ...[...'o {'].map((key, index) => ({ atMs: 200 + 100 * index, key })),
  ];
  assert.deepEqual(flickerOf('█', ...start, { atMs: 410, ghost: '\n  b();' }), steady);
  assert.deepEqual(flickerOf('█', ...start, { atMs: 410, ghost: '\n  c();' }), { ...steady, replaced: 1 });
  const gone: Written[] = [
    { atMs: 410, ghost: '' },
    { atMs: 1_500, key: 'x' },
  ];
  assert.deepEqual(flickerOf('█', ...start, ...gone), { ...steady, gone: 1 });
});

test('a ghost that came just before a deletion is what VS Code goes on drawing after it', () => {
  const start: Written[] = [
    { atMs: 0, key: 'q' },
    { atMs: 299, key: 'r' },
    { atMs: 376, ghost: 'next' },
    { atMs: 385, key: 'Backspace' },
    { atMs: 400, ghost: 'rnext' },
  ];
  assert.deepEqual(flickerOf('█', ...start, { atMs: 466, ghost: 'next' }), steady);
});

test('a ghost that a key takes away within 40 ms of its coming blinks all the same', () => {
  const found = flickerOf(
    '█',
    ...[
      { atMs: 0, key: 'a' },
      { atMs: 376, ghost: 'bcd' },
      { atMs: 385, key: 'b' },
      { atMs: 400, ghost: '' },
      { atMs: 500, ghost: 'cd' },
    ],
  );
  assert.deepEqual(found, { ...steady, blinks: 1 });
});
