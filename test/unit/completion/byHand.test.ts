import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { allOn } from '../../../src/completion/switches.ts';
import { type Editor, open } from './harness.ts';
import { pressAndWait, slow } from './slowLine.ts';

const silent = { settings: { switches: { ...allOn, trigger: 'manual' } } } as const;

/** Where nothing comes by itself: the beginning of what a person asked for, whose rest is still to come. */
async function askByHand(t: TestContext): Promise<Editor> {
  const editor = open(t, 'sum = █', { ...silent, trigger: 'manual', answers: [slow, 'never asked for'] });
  await pressAndWait(editor, 305);
  editor.scene = { ...editor.scene, trigger: 'automatic' };
  return editor;
}

test('50 what was asked for by hand grows and is typed along where nothing comes by itself', async (t) => {
  const editor = await askByHand(t);
  await editor.pause();
  assert.equal(editor.grown, 1);
  editor.press();
  await editor.type('tox');
  await editor.backspace();
  const rest = ['otal + item.price * quantity;', 'tal + item.price * quantity;'];
  const history = ['total + item', 'total + item.price * quantity;', ...rest, '', 'tal + item.price * quantity;'];
  assert.deepEqual(editor.history, history);
  await editor.type('tal + item.price * quantity;');
  assert.deepEqual(
    editor.acceptances.map(({ how }) => how),
    ['typed'],
  );
  assert.equal(editor.model.requests.length, 1);
});

test('50 the accepted beginning of what was asked for by hand is followed by its rest, and by nothing else', async (t) => {
  const editor = await askByHand(t);
  editor.accept();
  await editor.pause();
  assert.equal(editor.shown, '.price');
  assert.equal(editor.grown, 1);
  editor.press();
  assert.equal(editor.shown, '.price * quantity;');
  editor.accept();
  await editor.type('\nsum');
  await editor.pause();
  assert.deepEqual(editor.history, ['total + item', '', '.price', '.price * quantity;', '']);
  assert.equal(editor.model.requests.length, 1);
});

test('50 what was asked for by hand comes also to who types on along it while it is on its way', async (t) => {
  const before = { ...silent, trigger: 'manual', answers: [slow, 'never asked for'] } as const;
  for (const typed of ['t', 'total + item.p']) {
    const editor = open(t, 'sum = █', before);
    await pressAndWait(editor, 100);
    editor.scene = { ...editor.scene, trigger: 'automatic' };
    await editor.type(typed);
    await editor.pause();
    editor.press();
    assert.equal(editor.shown, 'total + item.price * quantity;'.slice(typed.length));
    assert.equal(editor.model.requests.length, 1);
  }
  const elsewhere = open(t, 'sum = █', before);
  await pressAndWait(elsewhere, 100);
  elsewhere.scene = { ...elsewhere.scene, trigger: 'automatic' };
  await elsewhere.type('x');
  await elsewhere.pause();
  assert.deepEqual([elsewhere.shown, elsewhere.model.requests.length], ['', 1]);
  assert.deepEqual(elsewhere.model.closedEarly, [0]);
});

test('50 what was asked for by hand and dismissed stays away, and shows nowhere else', async (t) => {
  const editor = await askByHand(t);
  await editor.pause();
  for (const closed of [{ cursorCount: 2 }, { isExcluded: true }, { path: 'src/other.ts' }]) {
    await editor.ask(closed);
    assert.equal(editor.shown, '', JSON.stringify(closed));
    await editor.ask({ cursorCount: 1, isExcluded: false, path: 'src/a.ts' });
    assert.equal(editor.shown, 'total + item.price * quantity;');
  }
  editor.escape();
  await editor.type('t');
  assert.equal(editor.shown, '');
  assert.equal(editor.model.requests.length, 1);
});

test('50 what was asked for by hand comes also where the answer falls between a key and the editor’s question', async (t) => {
  const answers = [{ firstTokenMs: 200, chunks: ['total;'] }];
  const editor = open(t, 'sum = █', { ...silent, trigger: 'manual', answers });
  await pressAndWait(editor, 170);
  editor.scene = { ...editor.scene, trigger: 'automatic' };
  await editor.key('t');
  await editor.pause(60);
  editor.press();
  assert.equal(editor.shown, 'otal;');
});

test('50 what was asked for by hand does not come back once the person wants silence', async (t) => {
  const editor = open(t, 'sum = █', { trigger: 'manual', answers: ['value;'] });
  await editor.ask();
  const switches = { ...allOn, snooze: { kind: 'snoozed', minutesLeft: 5 } } as const;
  editor.scene = { ...editor.scene, trigger: 'automatic', settings: { switches } };
  await editor.type('v');
  assert.equal(editor.shown, '');
});

test('50 Escape where another ghost than ours may stand dismisses nothing of ours', async (t) => {
  const editor = await askByHand(t);
  await editor.pause();
  await editor.type('x');
  editor.escape();
  await editor.backspace();
  assert.equal(editor.shown, 'total + item.price * quantity;');
});
