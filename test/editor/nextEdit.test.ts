import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { drawnTexts, waitForDrawnTexts } from '../support/drawnText.ts';
import { type Session, session } from './session.ts';

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('next edit', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
    // Ghost text of a model has the first right to Tab; these tests are about the other one.
    await shared.configure({ 'watershed.completion.enabled': false });
  });

  const average = `export function average(values) {
  let sum = 0;
  // The sum of all.
  for (const value of values) sum += value;
  return sum / values.length;
}
`;

  test('renaming a variable offers its next use; Tab goes there, Tab makes the edit, one undo takes it back', async () => {
    const { editor } = shared;
    await openFresh('rename.js', average);
    await renameSum();
    await editor.press('ArrowDown');
    await waitForDrawn('⇥ rename to `total`');
    await editor.press('Tab');
    await waitForDrawn('total');
    assert.equal(await editor.editorText(), average.replace('let sum', 'let total'), 'a jump changes nothing');
    await editor.press('Tab');
    await waitForDrawn('⇥ rename to `total`');
    assert.equal(
      await editor.editorText(),
      average.replace('let sum', 'let total').replace('sum += value', 'total += value'),
    );
    await editor.press('Tab');
    await waitForDrawn('total');
    await editor.press('Tab');
    await waitForDrawn();
    await waitForLine('return total / values.length;');
    const renamed = average.replace('let sum', 'let total').replace('sum +=', 'total +=').replace('sum /', 'total /');
    assert.equal(await editor.editorText(), renamed);
    await editor.press('Control+z');
    assert.equal(await editor.editorText(), renamed.replace('total /', 'sum /'));
  });

  test('after an undo nothing is offered, and Tab is the editor’s again', async () => {
    const { editor } = shared;
    await openFresh('undone.js', average);
    await renameSum();
    await editor.press('ArrowDown');
    await waitForDrawn('⇥ rename to `total`');
    await editor.press('Control+z');
    await waitForDrawn();
    await editor.press('End', 'Tab');
    assert.match(await editor.editorText(), /[ \t]\n/);
  });

  test('nothing stands on the screen while the person types, and typing withdraws an offer', async () => {
    const { editor } = shared;
    await openFresh('typing.js', average);
    await renameSum();
    assert.deepEqual(await drawn(), []);
    await editor.press('ArrowDown');
    await waitForDrawn('⇥ rename to `total`');
    await editor.typeText('x');
    await waitForDrawn();
  });

  test('where Tab would indent, it indents', async () => {
    const { editor } = shared;
    await openFresh('indent.js', average);
    await renameSum();
    await editor.press('ArrowDown', 'Home', 'Home');
    await editor.page.waitForTimeout(800);
    assert.deepEqual(await drawn(), []);
    await editor.press('Tab');
    assert.match(await editor.editorText(), /^ {4}\/\/ The sum/m);
  });

  test('Escape declines the place; a second one ends it for this rename', async () => {
    const { editor } = shared;
    await openFresh('escape.js', average);
    await renameSum();
    await editor.press('ArrowDown');
    await waitForDrawn('⇥ rename to `total`');
    await editor.press('Escape');
    await waitForDrawn();
    await editor.press('ArrowLeft');
    await waitForDrawn('⇥ rename to `total`');
    await editor.press('Tab');
    await waitForDrawn('total');
    await editor.press('Escape');
    await waitForDrawn();
    await editor.press('ArrowUp', 'ArrowDown', 'End');
    await editor.page.waitForTimeout(800);
    assert.deepEqual(await drawn(), []);
    assert.equal(await editor.editorText(), average.replace('let sum', 'let total'));
  });

  test('a place off the screen is offered at the cursor’s line', async () => {
    const { editor } = shared;
    await openFresh('far.js', `let sum = 0;\n${'// nothing\n'.repeat(120)}sum += 1;\n`);
    await editor.press('Control+Home');
    for (let key = 0; key < 4; key++) await editor.press('ArrowRight');
    await editor.press('Control+Delete');
    await editor.typeText('total ');
    await editor.press('ArrowDown', 'End');
    await waitForDrawn('⇥ line 122: rename to `total`');
    await editor.press('Tab');
    await waitForDrawn('total');
    await editor.press('Tab');
    await waitForDrawn();
    await waitForLine('total += 1;');
    assert.match(await editor.editorText(), /^total \+= 1;$/m);
  });

  test('a repeated insertion is shown as ghost text between what stands there', async () => {
    const { editor } = shared;
    await openFresh('await.js', 'const a = fetchA();\nconst b = fetchB(1);\nconst c = fetchC();\n');
    for (const _ of ['a', 'b']) {
      await editor.press('Home');
      for (let key = 0; key < 10; key++) await editor.press('ArrowRight');
      await editor.typeText('await ');
      await editor.press('ArrowDown');
    }
    await waitForDrawn('⇥ insert `await`');
    await editor.press('Tab');
    await waitForDrawn('await ');
    await editor.press('Tab');
    await waitForDrawn();
    await waitForLine('const c = await fetchC();');
    assert.match(await editor.editorText(), /^const c = await fetchC\(\);$/m);
  });

  test('with the setting off nothing is offered', async () => {
    const { editor, configure } = shared;
    await configure({ 'watershed.nextEdit.enabled': false });
    await openFresh('off.js', average);
    await renameSum();
    await editor.press('ArrowDown');
    await editor.page.waitForTimeout(1_500);
    assert.deepEqual(await drawn(), []);
    await configure({ 'watershed.nextEdit.enabled': true });
  });

  async function openFresh(name: string, text: string): Promise<void> {
    const path = join(shared.workspace, name);
    await writeFile(path, text);
    await shared.editor.openFile(path);
    await shared.editor.press('Control+Home');
  }

  /** Goes to `let sum` in the second line and types another name in its place. */
  async function renameSum(): Promise<void> {
    const { editor } = shared;
    await editor.press('ArrowDown', 'End');
    for (let key = 0; key < ' = 0;'.length; key++) await editor.press('ArrowLeft');
    await editor.press('Backspace', 'Backspace', 'Backspace');
    await editor.typeText('total');
  }

  const drawn = () => drawnTexts(shared.editor.page);
  /** What was drawn goes before the edit is in the text. */
  const waitForLine = (text: string) =>
    shared.editor.page.locator('.editor-group-container.active .view-line', { hasText: text }).waitFor();
  const waitForDrawn = (...expected: readonly string[]) => waitForDrawnTexts(shared.editor.page, expected);
});
