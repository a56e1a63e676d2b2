import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.ts';

test('10 suggest widget open: the item extends the selected text, same range', async (t) => {
  const selectedSuggestion = { text: 'console', replacedText: 'con' };
  const editor = open(t, '  con█', { selectedSuggestion, answers: ['.log(1);'] });
  const ghost = await editor.ask();
  assert.equal(editor.model.requests[0]?.prefix, '  console');
  assert.equal(ghost?.text, 'console.log(1);');
  assert.deepEqual([ghost?.replaceBefore, ghost?.replaceAfter], [3, 0]);
});

test('10 what was asked with the widget open serves after it is closed', async (t) => {
  const selectedSuggestion = { text: 'console', replacedText: 'con' };
  const editor = open(t, 'con█', { selectedSuggestion, answers: ['.log(1);'] });
  await editor.ask();
  editor.document = 'console█';
  await editor.ask({ selectedSuggestion: undefined });
  assert.equal(editor.shown, '.log(1);');
  assert.equal(editor.model.requests.length, 1);
});

test('10 a ghost that goes on with the selected item stays', async (t) => {
  const editor = open(t, 'con█', { answers: ['sole.log;', ''] });
  await editor.ask();
  await editor.ask({ selectedSuggestion: { text: 'console', replacedText: 'con' } });
  assert.equal(editor.ghost?.text, 'console.log;');
  await editor.ask({ selectedSuggestion: { text: 'console.log;', replacedText: 'con' } });
  assert.deepEqual(editor.acceptances, [], 'an item that is only selected is not accepted');
});

test('10 closing the widget is no deletion: what comes then is shown', async (t) => {
  const selectedSuggestion = { text: 'console', replacedText: 'con' };
  const editor = open(t, 'con█', { selectedSuggestion, answers: ['.log(1);', 'sole.log(1);', ''] });
  await editor.ask();
  await editor.ask({ selectedSuggestion: undefined });
  assert.equal(editor.shown, 'sole.log(1);');
  await editor.backspace();
  assert.equal(editor.shown, '', '5 back past the place it came at');
});

test('10 what is on the screen is not replaced by a later answer that fits as well', async (t) => {
  const selectedSuggestion = { text: 'console', replacedText: 'con' };
  const later = { firstTokenMs: 300, chunks: ['sole.log(1);'] };
  const editor = open(t, 'con█', { answers: ['.error(1);', later] });
  await editor.ask({ selectedSuggestion });
  editor.scene = { ...editor.scene, selectedSuggestion: undefined };
  editor.press();
  await editor.pause(300 - 1);
  await editor.ask({ selectedSuggestion });
  editor.press();
  assert.equal(editor.model.requests.length, 2);
  assert.equal(editor.ghost?.text, 'console.error(1);');
});

test('10 typing on while the widget stays open keeps the request that goes on with its item', async (t) => {
  const late = { firstTokenMs: 500, chunks: ['.log(1);'] };
  const editor = open(t, 'let a = █', { answers: ['1;', late] });
  await editor.ask();
  editor.document = 'con█';
  editor.scene = { ...editor.scene, selectedSuggestion: { text: 'console', replacedText: 'con' } };
  editor.press();
  while (editor.model.requests.length === 1) await editor.pause(1);
  for (const replacedText of ['cons', 'conso']) {
    // Of a key alone nobody tells which item is selected after it.
    editor.scene = { ...editor.scene, selectedSuggestion: undefined };
    await editor.key(replacedText.slice(-1));
    await editor.pause(60);
    editor.scene = { ...editor.scene, selectedSuggestion: { text: 'console', replacedText } };
    editor.press();
  }
  await editor.pause();
  assert.equal(editor.ghost?.text, 'console.log(1);');
  assert.deepEqual([editor.model.requests.length, editor.model.closedEarly], [2, []]);
});

test('11 selected snippet containing `)`: not injected', async (t) => {
  for (const text of ['log()', 'for (const x of y) {\n\t\n}', 'log($1', 'log(\x24{1:value}']) {
    const editor = open(t, 'lo█', { selectedSuggestion: { text, replacedText: 'lo' } });
    await editor.ask();
    assert.equal(editor.shown, '');
    assert.equal(editor.model.requests.length, 0, text);
  }
});
