import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sitDown } from './person.ts';

const minuteMs = 60_000;

describe('what becomes of a suggestion', () => {
  it('accepted with Tab: the whole is counted, once', (t) => {
    const person = sitDown(t, '  let a = █').sees('value;').accepts();
    assert.equal(person.document, '  let a = value;█');
    person.tracker.accepted('r1');
    const { outcome, acceptedLength, returnedLength } = person.record() ?? {};
    assert.deepEqual([outcome, acceptedLength, returnedLength], ['accepted', 6, 6]);
  });

  it('accepted, though the engine has offered the next one before the command ran', (t) => {
    const person = sitDown(t, 'let a = █').sees('value;').tabs().sees('\nuse(a);', { requestId: 'r2' });
    assert.equal(person.record('r1')?.outcome, 'typed');
    person.tracker.accepted('r1');
    assert.equal(person.record('r1')?.outcome, 'accepted');
    assert.equal(person.record('r1')?.acceptedLength, 6);
  });

  it('accepted where it brings closers along that stood there: those are not counted', (t) => {
    const person = sitDown(t, 'call(█)').sees('beta);', { closers: ')' }).accepts();
    assert.equal(person.document, 'call(beta);█');
    assert.equal(person.record()?.returnedLength, 5);
    assert.equal(person.record()?.acceptedLength, 5);
  });

  it('the beginning of an answer and then its rest, each accepted, count once and with all characters', (t) => {
    const person = sitDown(t, 'let a = █').sees('first', { isUnfinished: true }).accepts().sees(' + second;').accepts();
    assert.equal(person.document, 'let a = first + second;█');
    const { outcome, acceptedLength, returnedLength } = person.record() ?? {};
    assert.deepEqual([outcome, acceptedLength, returnedLength], ['accepted', 15, 15]);
    assert.equal(new Set(person.records.map(({ requestId }) => requestId)).size, 1);
  });

  it('the same where the editor asks for the rest before the command of the beginning runs', (t) => {
    const person = sitDown(t, 'let a = █').sees('first', { isUnfinished: true }).tabs().sees(' + second;');
    person.tracker.accepted('r1');
    assert.deepEqual([person.record()?.outcome, person.record()?.acceptedLength], ['accepted', 5]);
    person.accepts();
    assert.equal(person.record()?.acceptedLength, 15);
  });

  it('a beginning that is typed to its end is not the whole answer, which is', (t) => {
    const person = sitDown(t, 'let a = █').sees('first', { isUnfinished: true }).types('first');
    assert.equal(person.record()?.outcome, 'ignored');
    person.sees(';').types(';');
    assert.equal(person.record()?.outcome, 'typed');
  });

  it('a beginning that grows on the screen and is then accepted, with all its characters', (t) => {
    const person = sitDown(t, 'let a = █').sees('first', { isUnfinished: true }).sees('first + second;').accepts();
    assert.deepEqual([person.record()?.acceptedLength, person.record()?.returnedLength], [15, 15]);
  });

  it('typed to its end is kept apart from accepted', (t) => {
    const person = sitDown(t, 'let a = █').sees('b1;').types('b1;');
    assert.deepEqual([person.record()?.outcome, person.record()?.acceptedLength], ['typed', 0]);
  });

  it('typed along and then accepted counts what the key added', (t) => {
    const person = sitDown(t, 'let a = █').sees('value;').types('val').accepts();
    assert.deepEqual([person.record()?.outcome, person.record()?.acceptedLength], ['accepted', 3]);
    assert.equal(person.record()?.returnedLength, 6);
  });

  it('accepted by word: in part, with its characters', (t) => {
    const person = sitDown(t, 'return █').sees('first + second;').takes('first').takes(' + ');
    assert.deepEqual([person.record()?.outcome, person.record()?.acceptedLength], ['partly-accepted', 8]);
  });

  it('accepted by line', (t) => {
    const person = sitDown(t, 'for (;;) {█').sees('\n  first();\n  second();\n}').takes('\n  first();');
    assert.deepEqual([person.record()?.outcome, person.record()?.acceptedLength], ['partly-accepted', 11]);
  });

  it('in part and then the whole is accepted, with all its characters', (t) => {
    const person = sitDown(t, 'return █').sees('first + second;').takes('first').accepts();
    assert.deepEqual([person.record()?.outcome, person.record()?.acceptedLength], ['accepted', 15]);
  });

  it('in part and then typed to its end stays in part', (t) => {
    const person = sitDown(t, 'return █').sees('first;').takes('first').types(';');
    assert.deepEqual([person.record()?.outcome, person.record()?.acceptedLength], ['partly-accepted', 5]);
  });

  it('a line break with the indentation that the editor adds is not accepted in part', (t) => {
    const person = sitDown(t, 'if (a) {█').sees('\n  go();\n}').pressesKeyThatInserts('\n  ').sees('go();\n}');
    person.tracker.dispose();
    assert.equal(person.record()?.outcome, 'ignored');
  });

  it('a bracket that the editor closes is not accepted in part', (t) => {
    const person = sitDown(t, 'foo█').sees('();').pressesKeyThatInserts('()');
    person.tracker.dispose();
    assert.equal(person.record()?.outcome, 'ignored');
  });

  it('Escape dismisses', (t) => {
    const person = sitDown(t, 'let a = █').sees('value;').escapes();
    assert.equal(person.record()?.outcome, 'dismissed');
  });

  it('Escape says nothing of a ghost that is gone since something else was typed, nor of another document', (t) => {
    const person = sitDown(t, 'let a = █').sees('value;');
    person.tracker.dismissed('file:///w/other.ts');
    person.types('x').escapes();
    assert.deepEqual(person.records, []);
  });

  it('dismissed, asked for again by hand and accepted is accepted', (t) => {
    const person = sitDown(t, 'let a = █').sees('value;').escapes().sees('value;').accepts();
    assert.equal(person.record()?.outcome, 'accepted');
  });

  it('ignored once another takes its place, also in another document', (t) => {
    const person = sitDown(t, 'let a = █').sees('value;').types('x').sees('();', { requestId: 'r2' });
    assert.deepEqual(
      person.records.map(({ requestId, outcome }) => [requestId, outcome]),
      [['r1', 'ignored']],
    );
    person.sees('other', { requestId: 'r3', documentUri: 'file:///w/b.ts' });
    assert.equal(person.record('r2')?.outcome, 'ignored');
  });

  it('is one suggestion, however often it is offered', (t) => {
    const person = sitDown(t, 'let a = █').sees('value;');
    const firstMs = person.clock.now();
    person.types('va').sees('lue;').sees('lue;');
    person.types('x').sees('();', { requestId: 'r2' }).sees('lue;', { requestId: 'r1' });
    person.tracker.dispose();
    assert.deepEqual(new Set(person.records.map(({ requestId }) => requestId)), new Set(['r1', 'r2']));
    assert.equal(person.records.length, 2);
    assert.deepEqual([person.record('r1')?.returnedAtMs, person.record('r1')?.returnedLength], [firstMs, 6]);
  });

  it('is told when its document or the window is closed', (t) => {
    const person = sitDown(t, 'let a = █').sees('value;');
    person.tracker.documentClosed('file:///w/a.ts');
    person.sees('other;', { requestId: 'r2' });
    person.tracker.dispose();
    assert.deepEqual(
      person.records.map(({ requestId, outcome }) => [requestId, outcome]),
      [
        ['r1', 'ignored'],
        ['r2', 'ignored'],
      ],
    );
  });

  it('an edit above moves it, an edit in its line ends it', (t) => {
    const moved = sitDown(t, 'one\nlet a = █').sees('value;').replaces('one', 'four').takes('value');
    assert.equal(moved.record()?.outcome, 'partly-accepted');
    const ended = sitDown(t, 'one\nlet a = █').sees('value;').replaces('let', 'const').pressesKeyThatInserts('value');
    ended.tracker.dispose();
    assert.equal(ended.record()?.outcome, 'ignored');
  });

  it('the record holds no text', (t) => {
    const person = sitDown(t, 'let a = █').sees('secretValue;').takes('secretValue').accepts();
    assert.doesNotMatch(JSON.stringify(person.records), /secret|let a/i);
  });
});

describe('what is left of an accepted text', () => {
  it('all of it, after 30 seconds and after 5 minutes', async (t) => {
    const person = sitDown(t, 'let a = █').sees('value;').accepts();
    await person.clock.advance(29_999);
    assert.equal(person.record()?.keptAfter30s, undefined);
    await person.clock.advance(1);
    assert.deepEqual([person.record()?.keptAfter30s, person.record()?.keptAfter5min], [1, undefined]);
    await person.clock.advance(270_000);
    assert.deepEqual([person.record()?.keptAfter30s, person.record()?.keptAfter5min], [1, 1]);
    assert.equal(person.tracker.isWatching, false);
  });

  it('nothing after an undo', async (t) => {
    const person = sitDown(t, '  let a = █').sees('value;').accepts().undoes();
    assert.equal(person.document, '  let a = █');
    await person.clock.advance(5 * minuteMs);
    assert.deepEqual(
      [person.record()?.outcome, person.record()?.keptAfter30s, person.record()?.keptAfter5min],
      ['accepted', 0, 0],
    );
  });

  it('nothing after an undo, though the line says the same further left', async (t) => {
    const person = sitDown(t, 'a = █').sees('a').accepts().undoes();
    await person.clock.advance(5 * minuteMs);
    assert.equal(person.record()?.keptAfter30s, 0);
  });

  it('next to nothing after an undo that brings back the closers on the right', async (t) => {
    const person = sitDown(t, 'call(█)').sees('beta);', { closers: ')' }).accepts().undoes();
    assert.equal(person.document, 'call(█)');
    await person.clock.advance(5 * minuteMs);
    assert.equal(person.record()?.keptAfter30s, 1 / 6);
  });

  it('the words before, after the undo of one word', async (t) => {
    const person = sitDown(t, 'return █').sees('first + second;').takes('first').takes(' + ').undoes();
    await person.clock.advance(5 * minuteMs);
    assert.equal(person.record()?.keptAfter30s, 5 / 6);
  });

  it('nothing after it was deleted, also together with its line', async (t) => {
    const alone = sitDown(t, 'let a = █\nz').sees('value;').accepts().replaces('value;', '');
    const withLine = sitDown(t, 'let a = █\nz').sees('value;').accepts().replaces('let a = value;\n', '');
    for (const person of [alone, withLine]) {
      await person.clock.advance(5 * minuteMs);
      assert.deepEqual([person.record()?.keptAfter30s, person.record()?.keptAfter5min], [0, 0]);
    }
  });

  it('the first look and the second one may differ', async (t) => {
    const person = sitDown(t, 'let a = █').sees('value;').accepts();
    await person.clock.advance(minuteMs);
    person.replaces('value', '');
    await person.clock.advance(5 * minuteMs);
    assert.deepEqual([person.record()?.keptAfter30s, person.record()?.keptAfter5min], [1, 1 / 6]);
  });

  it('all of it, wherever edits above move it and whatever is written around it', async (t) => {
    const person = sitDown(t, 'one\nlet a = █\ntwo').sees('value;').accepts();
    person.replaces('one', 'a much longer line\nand another').replaces('two', 'three').types(' // why');
    person.replaces('let', 'const');
    await person.clock.advance(5 * minuteMs);
    assert.equal(person.record()?.keptAfter5min, 1);
  });

  it('all of it, when a formatter writes its lines anew', async (t) => {
    const person = sitDown(t, 'if (a) {█').sees('\n  go(1,2);\n}').accepts();
    person.replaces('if (a) {\n  go(1,2);\n}', 'if (a) {\n\tgo(1, 2);\n}\n');
    await person.clock.advance(5 * minuteMs);
    assert.equal(person.record()?.keptAfter5min, 1);
  });

  it('most of it, when a name in it was changed', async (t) => {
    const person = sitDown(t, 'let a = █').sees('total + first * second;').accepts().replaces('first', 'one');
    await person.clock.advance(5 * minuteMs);
    const kept = person.record()?.keptAfter5min ?? 0;
    assert.ok(kept > 0.7 && kept < 1, `${kept}`);
  });

  it('unknown, not zero, when the document was closed before', async (t) => {
    const person = sitDown(t, 'let a = █').sees('value;').accepts();
    await person.clock.advance(minuteMs);
    person.tracker.documentClosed('file:///w/a.ts');
    await person.clock.advance(5 * minuteMs);
    assert.deepEqual([person.record()?.keptAfter30s, person.record()?.keptAfter5min], [1, undefined]);
  });

  it('unknown when the document cannot be read any more', async (t) => {
    const person = sitDown(t, 'let a = █').sees('value;').accepts();
    person.isOpen = false;
    await person.clock.advance(5 * minuteMs);
    assert.deepEqual([person.record()?.keptAfter30s, person.record()?.keptAfter5min], [undefined, undefined]);
  });

  it('of one accepted in part it is that part, and the last part starts the time', async (t) => {
    const person = sitDown(t, 'return █').sees('first + second;').takes('first').types(' + ');
    await person.clock.advance(20_000);
    person.takes('second');
    await person.clock.advance(20_000);
    assert.equal(person.record()?.keptAfter30s, undefined);
    await person.clock.advance(10_000);
    assert.equal(person.record()?.keptAfter30s, 1);
    person.replaces('first + second', 'first');
    await person.clock.advance(5 * minuteMs);
    assert.equal(person.record()?.keptAfter5min, 5 / 12);
  });

  it('is not looked at where the person typed it', async (t) => {
    const person = sitDown(t, 'let a = █').sees('b;').types('b;');
    await person.clock.advance(10_000);
    assert.equal(person.clock.pendingCount, 0);
    assert.equal(person.record()?.keptAfter30s, undefined);
  });
});

describe('the tracker costs little', () => {
  it('watches at most 200 texts, and forgets the oldest', async (t) => {
    const person = sitDown(t, '█');
    for (let n = 0; n < 205; n++)
      person
        .sees(`line${n};`, { requestId: `r${n}` })
        .accepts()
        .types('\n');
    assert.equal(person.clock.pendingCount, 200);
    await person.clock.advance(5 * minuteMs);
    assert.deepEqual([person.record('r4')?.keptAfter5min, person.record('r5')?.keptAfter5min], [undefined, 1]);
  });

  it('takes under 0.1 ms for a change while it watches 200 texts', (t) => {
    const person = sitDown(t, '█');
    for (let n = 0; n < 200; n++)
      person
        .sees(`line${n};`, { requestId: `r${n}` })
        .accepts()
        .types('\n');
    const rounds = 2_000;
    const change = { offset: 0, removedLength: 0, text: 'x' };
    const startMs = performance.now();
    for (let n = 0; n < rounds; n++) person.tracker.documentChanged('file:///w/a.ts', [change]);
    const eachMs = (performance.now() - startMs) / rounds;
    assert.ok(eachMs < 0.1, `${eachMs} ms`);
  });

  it('has nothing to watch before the first suggestion', (t) => {
    const person = sitDown(t, 'let a = █').types('b');
    assert.equal(person.tracker.isWatching, false);
    assert.deepEqual(person.records, []);
  });
});
