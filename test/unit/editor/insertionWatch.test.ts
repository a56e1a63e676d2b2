import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InsertionWatch, type MarkedError } from '../../../src/editor/insertionWatch.ts';
import { FakeClock } from '../../support/fakeClock.ts';

/** A document with errors where █ stands, each with the same message, into which a text goes. */
function open(marked: string, text: string) {
  const clock = new FakeClock();
  const counts: number[] = [];
  let document = '';
  let errors: readonly MarkedError[] = [];
  let ends = 0;
  const show = (next: string, message = 'is wrong') => {
    const parts = next.split('█');
    errors = parts.slice(0, -1).map((_, index) => ({ start: parts.slice(0, index + 1).join('').length, message }));
    document = parts.join('');
  };
  show(marked);
  const watch = new InsertionWatch({
    ...{ text, clock, readErrors: () => errors },
    onDidCount: (count) => counts.push(count),
    onDidEnd: () => void ends++,
  });
  const change = (offset: number, removedLength: number, inserted: string) => ({
    offset,
    removedLength,
    text: inserted,
  });
  return {
    ...{ clock, counts, watch, change },
    ends: () => ends,
    /** Inserts the text before the first place that says so, instead of `removed`. */
    insert(before: string, removed = '') {
      watch.documentChanged([change(document.indexOf(before) + before.length, removed.length, text)]);
    },
    /** Lets the editor look at what the document is now, with what it marks in it. */
    async mark(next: string, message?: string) {
      show(next, message);
      watch.errorsChanged();
      await clock.advance(700);
    },
  };
}

test('errors in what was inserted are counted, once the editor has come to rest', async () => {
  const { insert, mark, watch, counts, clock } = open('let a;\n', 'b();\nc();\n');
  insert('let a;\n');
  watch.errorsChanged();
  await clock.advance(600);
  await mark('let a;\n█b();\n█c();\n');
  assert.deepEqual(counts, [2]);
});

test('errors elsewhere, and those that were there before, are none of it', async () => {
  const { insert, mark, counts } = open('█let a;\n█end();\n', 'b();\n');
  insert('let a;\n');
  await mark('█let a;\nb();\n█end();\n█more();\n');
  assert.deepEqual(counts, []);
});

test('an error that stood at the cursor is not new, wherever the editor marks it', async () => {
  const { insert, mark, counts } = open('let a;\n\n\n\n█end();\n', 'b();\n\nc();\n\n');
  insert('let a;\n');
  await mark('let a;\nb()█;\n\nc();\n\n\n\n\nend();\n');
  assert.deepEqual(counts, [], 'not looked at again yet');
  await mark('let a;\nb();\n\nc();\n\n\n\n\n█end();\n');
  assert.deepEqual(counts, [], 'moved');
  await mark('let a;\nb()█;\n\nc();\n\n\n\n\nend();\n', 'something else');
  assert.deepEqual(counts, [1]);
});

test('an error of what was selected went with it', async () => {
  const { insert, mark, counts } = open('let █x;\n', 'y');
  insert('let ', 'x');
  await mark('let █y;\n', 'is unknown');
  assert.deepEqual(counts, [1]);
});

test('the same error twice, as from two versions of one rule, counts once', async () => {
  const { insert, mark, counts } = open('', 'b();');
  insert('');
  await mark('█b█();');
  assert.deepEqual(counts, [2]);
  await mark('██b();');
  assert.deepEqual(counts, [2, 1]);
});

test('what the editor takes back is taken back', async () => {
  const { insert, mark, counts } = open('', 'b();');
  insert('');
  await mark('█b();');
  await mark('b();');
  assert.deepEqual(counts, [1, 0]);
});

test('typing before and after the text moves it and goes on, typing within ends it', async () => {
  const { insert, mark, counts, watch, change, ends, clock } = open('let a;\n', 'b();\n');
  insert('let a;\n');
  watch.documentChanged([change(0, 0, '// A comment.\n'), change(26, 0, 'after();')]);
  assert.equal(ends(), 0);
  await mark('// A comment.\nlet a;\nb█();\nafter();');
  assert.deepEqual(counts, [1]);
  watch.documentChanged([change(22, 0, 'x')]);
  assert.equal(ends(), 1);
  await mark('// A comment.\nlet a;\nb█x█();\nafter();');
  assert.deepEqual(counts, [1]);
  assert.equal(clock.pendingCount, 0);
});

test('an edit that overtakes the insertion is not taken for it', async () => {
  const { insert, mark, counts, watch, change } = open('█let a;\n', 'b();\n');
  watch.documentChanged([change(0, 0, 'x')]);
  await mark('x█let a;\n');
  assert.deepEqual(counts, []);
  insert('let a;\n');
  await mark('x█let a;\n█b();\n');
  assert.deepEqual(counts, [1]);
});

test('each of several cursors has its own text, with the line ends of the document', async () => {
  const { mark, counts, watch, change } = open('1\r\n2\r\n', 'b\nc\n');
  watch.documentChanged([change(6, 0, 'b\r\nc\r\n'), change(3, 0, 'b\r\nc\r\n')]);
  await mark('█1\r\nb\r\n█c\r\n█2\r\nb\r\nc█');
  assert.deepEqual(counts, [3], 'the end of a text, where a bracket may be missing, is part of it');
});

test('it ends after ten seconds, with what was marked last, and leaves no timer', async () => {
  const { insert, mark, counts, watch, ends, clock } = open('', 'b();');
  insert('');
  await clock.advance(9_000);
  await mark('█b();');
  watch.errorsChanged();
  await mark('b();');
  assert.deepEqual(counts, [1, 0]);
  assert.deepEqual([ends(), clock.pendingCount], [1, 0]);
  watch.errorsChanged();
  watch.dispose();
  await clock.advance(700);
  assert.deepEqual([ends(), clock.pendingCount, counts.length], [1, 0, 2]);
});

test('of a text that never arrived nothing is counted', async () => {
  const { mark, counts, watch, ends, clock } = open('let a;\n', 'b();');
  await mark('█let a;\n', 'something else');
  watch.dispose();
  assert.deepEqual([counts.length, ends(), clock.pendingCount], [0, 1, 0]);
});
