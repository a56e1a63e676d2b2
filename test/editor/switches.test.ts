import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { until } from '../support/until.ts';
import { meterId } from '../support/watershed.ts';
import { askedSince, type Session, session } from './session.ts';

const everythingOn = {
  'watershed.completion.enabled': true,
  'watershed.completion.trigger': 'automatic',
  'watershed.completion.languages': {},
};

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('the switches of completions', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
    await shared.configure(everythingOn);
  });

  /** Opens a fresh Python file and writes the beginning of a function whose body the small model knows. */
  async function writeAdd(name: string): Promise<void> {
    await openWith(name, 'def subtract(a, b):\n    return a - b\n\n\n');
    await shared.editor.typeText('def add(a, b):\n');
  }

  async function openWith(name: string, text: string): Promise<void> {
    const { editor, workspace } = shared;
    const path = join(workspace, name);
    await writeFile(path, text);
    await editor.openFile(path);
    await editor.press('Control+End');
  }

  /** Nothing comes and nobody is asked, for longer than a pause and the longest debounce. */
  async function assertSilent(): Promise<void> {
    const { editor, ledger } = shared;
    const fromMs = Date.now();
    await editor.page.waitForTimeout(1_000);
    assert.equal(await editor.ghostText(), undefined);
    assert.deepEqual(askedSince(fromMs, ledger()), []);
  }

  async function statusLabel(expected: RegExp): Promise<void> {
    const item = shared.editor.statusItemLocator(meterId).locator('.statusbar-item-label');
    let label = '';
    const fits = async () => {
      label = (await item.getAttribute('aria-label')) ?? '';
      return expected.test(label);
    };
    await until(fits, 'The label').catch(() => assert.match(label, expected));
  }

  async function writtenSetting(name: string): Promise<unknown> {
    return JSON.parse(await readFile(shared.code.settingsPath, 'utf8'))[`watershed.completion.${name}`];
  }

  test('a language is switched off and on: no ghost, a sign that says so, and a ghost again', async () => {
    const { editor } = shared;
    await openWith('language.py', 'def subtract(a, b):\n    return a - b\n\n\n');
    await editor.runCommand('Watershed: Toggle Inline Completions for This Language');
    await statusLabel(/off for Python/);
    assert.equal(await editor.statusItemLocator(meterId).locator('.codicon-circle-slash').count(), 1);
    assert.deepEqual(await writtenSetting('languages'), { python: false });
    await editor.typeText('def add(a, b):');
    await assertSilent();
    await editor.runCommand('Watershed: Toggle Inline Completions for This Language');
    await statusLabel(/^(?!.*off for Python)/);
    await editor.typeText('\n');
    await editor.waitForGhost(/^return a \+ b/);
  });

  test('the sign of a language that is off goes with the file of another language', async () => {
    const { editor } = shared;
    await openWith('signs.py', '');
    await editor.runCommand('Watershed: Toggle Inline Completions for This Language');
    await statusLabel(/off for Python/);
    await openWith('signs.ts', '');
    await statusLabel(/^(?!.*off for)/);
    await openWith('signs.py', '');
    await statusLabel(/off for Python/);
    await editor.runCommand('Watershed: Toggle Inline Completions for This Language');
    await statusLabel(/^(?!.*off for)/);
  });

  test('a snooze is silent, shows its minutes on the status bar, and is ended by command', async () => {
    const { editor } = shared;
    await writeAdd('snooze.py');
    await editor.waitForGhost(/^return a \+ b/);
    await editor.runCommand('Watershed: Snooze Inline Completions');
    assert.deepEqual(await editor.pickableItems(), [
      ...['5 minutes', '15 minutes', '30 minutes', '60 minutes'],
      'Until the editor restarts',
    ]);
    await editor.pickItem('15 minutes');
    await editor.waitForStatusItem(meterId, /15 min/);
    await editor.waitForNoGhost();
    await editor.typeText('re');
    await assertSilent();
    await editor.runCommand('Watershed: End Snooze');
    await statusLabel(/^(?!.*snoozed)/);
    await editor.typeText('t');
    await editor.waitForGhost(/^urn a \+ b/);
  });

  test('manual only: nothing comes by itself, and Alt+\\ asks', async () => {
    const { editor } = shared;
    await editor.runCommand('Watershed: Toggle Manual-Only Inline Completions');
    await statusLabel(/only when you ask/);
    assert.equal(await writtenSetting('trigger'), 'manual');
    await writeAdd('manual.py');
    await assertSilent();
    await editor.press('Alt+\\');
    await editor.waitForGhost(/^return a \+ b/);
    await editor.runCommand('Watershed: Toggle Manual-Only Inline Completions');
    await statusLabel(/^(?!.*only when you ask)/);
  });

  test('the menu behind the status item switches, and says how things stand', async () => {
    const { editor } = shared;
    await openWith('menu.py', 'def subtract(a, b):\n    return a - b\n\n\n');
    const openMenu = () => editor.statusItemLocator(meterId).click();
    await openMenu();
    const items = (await editor.pickableItems()).map((label) => label.trim());
    for (const label of [
      'Turn inline completions off',
      'Turn inline completions off for Python',
      'Snooze inline completions',
      'Suggest only when I ask (manual only)',
    ]) {
      assert.ok(items.includes(label), `${label} is not among ${items.join(', ')}`);
    }
    await editor.pickItem('Turn inline completions off');
    await statusLabel(/completions are off\b/);
    // A click on the status bar takes the keyboard from the editor.
    await editor.press('Control+1');
    await editor.typeText('def add(a, b):\n');
    await assertSilent();
    await editor.press('Alt+\\');
    await editor.waitForGhost(/^return a \+ b/);
    await openMenu();
    await editor.pickItem('Turn inline completions on');
    await statusLabel(/^(?!.*completions are off)/);
  });

  test('after Escape, typing on along the rejected text does not bring it back; Alt+\\ does', async () => {
    const { editor } = shared;
    await writeAdd('rejected.py');
    await editor.waitForGhost(/^return a \+ b/);
    await editor.press('Escape');
    await editor.waitForNoGhost();
    await editor.typeText('re');
    await assertSilent();
    await editor.press('Backspace');
    await assertSilent();
    await editor.press('Alt+\\');
    await editor.waitForGhost(/^eturn a \+ b/);
    await editor.typeText('et');
    await editor.waitForGhost(/^urn a \+ b/);
  });

  test('nothing popped up', async () => {
    assert.deepEqual(await shared.editor.notifications(), []);
  });
});
