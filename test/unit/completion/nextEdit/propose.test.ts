import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChanges } from '../../../../src/completion/nextEdit/lineEdit.ts';
import { proposeNextEdit } from '../../../../src/completion/nextEdit/propose.ts';

interface Case {
  readonly languageId?: string;
  readonly lines: readonly string[];
  /** Line counted from zero, and how it was before. */
  readonly edits: readonly (readonly [number, string])[];
}

/** The proposed line after the edit; undefined when nothing is proposed. `lines` are those after the edits. */
function next({ languageId = 'typescript', lines, edits }: Case): string | undefined {
  const history = edits.map(([line, before]) => ({ line, before, after: lines[line] ?? '' }));
  const proposal = proposeNextEdit(history, {
    languageId,
    lineCount: lines.length,
    lineAt: (line) => lines[line] ?? '',
  });
  return proposal && applyChanges(proposal.lineText, proposal.changes);
}

test('the nearest place below comes first, then it goes on from the top', () => {
  const lines = ['use(item);', 'const part = 1;', 'see(item);', 'end(item);'];
  assert.equal(next({ lines, edits: [[1, 'const item = 1;']] }), 'see(part);');
  const upper = ['use(item);', 'const part = 1;', 'see(part);', 'end(part);'];
  const edits: Case['edits'] = [
    [1, 'const item = 1;'],
    [2, 'see(item);'],
    [3, 'end(item);'],
  ];
  assert.equal(next({ lines: upper, edits }), 'use(part);');
});

test('all uses in one line are one edit, those in strings, comments and larger words stay', () => {
  const lines = ['let n = 0;', "n1 = i + i + 'i' + pi; // i"].map((line) => line.replace('let n', 'let step'));
  assert.equal(next({ lines, edits: [[0, 'let i = 0;']] }), "n1 = step + step + 'i' + pi; // i");
});

test('a name declared anew inside means something else there', () => {
  const lines = ['const total = 1;', 'function f(sum: number) {', '  return sum;', '}', 'show(sum);'];
  assert.equal(next({ lines, edits: [[0, 'const sum = 1;']] }), 'show(total);');
});

test('a name that exists already makes it a change of meaning, no rename', () => {
  const lines = ['const a = 1;', 'const b = 2;', 'use(b);', 'use(a);'];
  assert.equal(next({ lines, edits: [[2, 'use(a);']] }), undefined);
});

test('a use renamed once may mean another thing, renamed twice it takes the declaration along', () => {
  const once = ['const sum = 1;', 'use(total);', 'see(sum);'];
  assert.equal(next({ lines: once, edits: [[1, 'use(sum);']] }), undefined);
  const twice = ['const sum = 1;', 'use(total);', 'see(total);'];
  const edits: Case['edits'] = [
    [1, 'use(sum);'],
    [2, 'see(sum);'],
  ];
  assert.equal(next({ lines: twice, edits }), 'const total = 1;');
});

test('an underscore in front marks a name as unused and renames nothing', () => {
  const lines = ['function f(_row: Row) {', '  return row.id;', '}'];
  assert.equal(next({ lines, edits: [[0, 'function f(row: Row) {']] }), undefined);
});

test('the parameter of an arrow function ends with its body', () => {
  const lines = ['const ids = rows.map((row) => r.id);', 'const r = 1;'];
  assert.equal(
    next({ lines, edits: [[0, 'const ids = rows.map((r) => r.id);']] }),
    'const ids = rows.map((row) => row.id);',
  );
  const done = ['const ids = rows.map((row) => row.id);', 'const keys = rows.map((r) => r.key);'];
  assert.equal(next({ lines: done, edits: [[0, 'const ids = rows.map((r) => r.id);']] }), undefined);
});

test('a string is renamed like a name only when both texts read like names', () => {
  const lines = (to: string) => [`on('${to}', f);`, "emit('user-created');"];
  const edits: Case['edits'] = [[0, "on('user-created', f);"]];
  assert.equal(next({ lines: lines('account-created'), edits }), "emit('account-created');");
  assert.equal(next({ lines: lines('another thing'), edits }), undefined);
});

test('a plain name does not reach a property, a keyword argument or a shorthand of that name', () => {
  const lines = ['const total = 1;', 'f(order.sum);', 'g({ sum });', 'h({ sum: 2 });'];
  assert.equal(next({ lines, edits: [[0, 'const sum = 1;']] }), undefined);
  const python = ['total = 1', 'f(sum=2)'];
  assert.equal(next({ languageId: 'python', lines: python, edits: [[0, 'sum = 1']] }), undefined);
});

test('an insertion of something else each time is no rule', () => {
  const lines = ['run(a, 1);', 'run(b, two);', 'run(c);'];
  const edits: Case['edits'] = [
    [0, 'run(a);'],
    [1, 'run(b);'],
  ];
  assert.equal(next({ lines, edits }), undefined);
});

test('a like place that was passed over asks for more evidence', () => {
  const edit = (lines: readonly string[], second: number): Case => ({
    lines,
    edits: [
      [0, 'a = get(1);'],
      [second, 'c = get(3);'],
    ],
  });
  assert.equal(next(edit(['a = get(1, x);', 'c = get(3, x);', 'e = get(5);'], 1)), 'e = get(5, x);');
  assert.equal(next(edit(['a = get(1, x);', 'b = get(2);', 'c = get(3, x);', 'e = get(5);'], 2)), undefined);
});

test('a label stays short, however long the new text is', () => {
  const long = 'x'.repeat(200);
  const lines = [`const ${long} = 1;`, 'use(a);'];
  const proposal = proposeNextEdit([{ line: 0, before: 'const a = 1;', after: lines[0] ?? '' }], {
    ...{ languageId: 'typescript', lineCount: 2 },
    lineAt: (line) => lines[line] ?? '',
  });
  assert.ok((proposal?.label.length ?? 999) < 60);
});

test('a document of 2 MB, or of one endless line, does not stall the editor', () => {
  const many = Array.from({ length: 40_000 }, (_, index) => `const value${index} = compute(sum, ${index}) + "text";`);
  const edited = ['const total = 1;', ...many];
  const startMs = performance.now();
  assert.equal(next({ lines: edited, edits: [[0, 'const sum = 1;']] }), many[0]?.replace('sum', 'total'));
  const endless = ['const total = 1;', 'sum + '.repeat(400_000)];
  assert.equal(next({ lines: endless, edits: [[0, 'const sum = 1;']] }), undefined);
  const repeated = edited.map((line, index) => (index < 2 ? line.replace('compute(', 'compute(job, ') : line));
  next({
    lines: repeated,
    edits: [
      [0, 'x'],
      [1, many[0] ?? ''],
    ],
  });
  const tookMs = performance.now() - startMs;
  // About 40 ms on two cores; the room is for a machine that does other things too.
  assert.ok(tookMs < 1_000, `${tookMs} ms`);
});
