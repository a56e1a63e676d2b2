import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { EditedDocument } from './editedDocument.ts';

const lines = [
  'function average(values) {',
  '  let sum = 0;',
  '  for (const value of values) sum += value;',
  '  return sum / values.length;',
  '}',
];

function open(context: TestContext): EditedDocument {
  return new EditedDocument(lines, 'javascript', context);
}

test('nothing comes while keys come, nor in the moment after the cursor has left the edit', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;', 400);
  document.moveTo(3);
  await document.clock.advance(299);
  assert.deepEqual(document.history, []);
  await document.clock.advance(1);
  assert.deepEqual(document.history, ['hint 3']);
});

test('a pause of a second settles an edit too, and going on withdraws the offer', async (t) => {
  const document = open(t);
  await document.edit(2, '  let tot = 0;');
  await document.clock.advance(1_000);
  assert.deepEqual(document.history, ['hint 3']);
  await document.edit(2, '  let total = 0;');
  await document.clock.advance(1_000);
  assert.deepEqual(document.history, ['hint 3', 'gone', 'hint 3']);
  assert.equal(document.offered()?.to, '  for (const value of values) total += value;', 'both parts are one rename');
});

test('a jump shows the edit there, an accept offers the next place, the last one ends it', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  await document.rest();
  await document.acceptOffer();
  await document.acceptOffer();
  assert.deepEqual(document.history, ['hint 3', 'preview 3', 'gone', 'hint 4', 'preview 4', 'gone']);
  assert.equal(document.line(4), '  return total / values.length;');
});

test('Escape declines a place for good, and a second one silences the rule', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  await document.rest();
  document.tracker.dismiss();
  document.moveTo(2);
  await document.clock.advance(2_000);
  assert.equal(document.offered()?.line, 4, 'the place that was declined is passed over');
  document.tracker.dismiss();
  document.moveTo(3);
  await document.clock.advance(2_000);
  assert.deepEqual(document.history, ['hint 3', 'gone', 'hint 4', 'gone']);
});

test('who looks at an edit and goes on has declined it', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  await document.rest();
  document.tracker.jump();
  document.moveTo(1);
  await document.clock.advance(2_000);
  assert.deepEqual(document.history, ['hint 3', 'preview 3', 'gone', 'hint 4']);
});

test('moving the cursor hides the hint until the cursor rests', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  await document.rest();
  document.moveTo(4);
  assert.equal(document.offered(), undefined);
  await document.clock.advance(300);
  assert.equal(document.offered()?.line, 3);
});

test('no hint where Tab would indent: at the beginning of a line, or with a selection', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  document.moveTo(3, 2);
  await document.clock.advance(2_000);
  document.tracker.noteCursor({ line: 2, character: 6, isEmpty: false });
  await document.clock.advance(2_000);
  assert.deepEqual(document.history, []);
});

test('several cursors end it all', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  document.tracker.noteCursor(undefined);
  document.moveTo(3);
  await document.clock.advance(2_000);
  assert.deepEqual(document.history, []);
});

test('an undo, before or after an accept, ends it all', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  await document.rest();
  document.undo();
  await document.rest();
  assert.deepEqual(document.history, ['hint 3', 'gone']);
});

test('an edit that the editor refuses leaves no offer behind', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  await document.rest();
  document.tracker.jump();
  await document.tracker.accept(async () => undefined);
  assert.deepEqual(document.history, ['hint 3', 'preview 3', 'gone']);
});

test('a line that another tool has changed meanwhile is not touched', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  await document.rest();
  document.tracker.jump();
  document.lines[2] = '  for (const value of values) sum += value * 2;';
  await document.tracker.accept(async () => assert.fail('a stale edit was made'));
});

test('a change of many lines at once teaches nothing', async (t) => {
  const document = open(t);
  document.moveTo(2);
  document.lines = lines.map((line) => line.replace('sum', 'total'));
  const changes = [1, 2].map((line) => ({ startLine: line, endLine: line, text: 'total' }));
  document.tracker.noteChanges(changes, 'edit');
  await document.rest();
  assert.deepEqual(document.history, []);
});

test('another document begins anew', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  document.tracker.open(undefined);
  document.moveTo(3);
  await document.clock.advance(2_000);
  assert.deepEqual(document.history, []);
  assert.equal(document.clock.pendingCount, 0);
});

test('lines put in above move the edit along', async (t) => {
  const document = open(t);
  await document.edit(2, '  let total = 0;');
  document.moveTo(1);
  document.lines.splice(1, 0, '', '');
  document.tracker.noteChanges([{ startLine: 0, endLine: 0, text: '\n\n' }], 'edit');
  document.moveTo(1);
  await document.clock.advance(2_000);
  assert.equal(document.offered()?.line, 5);
});
