import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { meterId } from '../support/watershed.ts';
import { type ScriptedWindow, scriptedWindow } from './scriptedWindow.ts';

let shared: ScriptedWindow;
// A hook outside would be one of all files, since they run in one process.
describe('accepting and dismissing', () => {
  before(async () => {
    shared = await scriptedWindow();
  });

  const body = 'first = a + b\n    print(first)\n    return first';
  const add = 'def subtract(a, b):\n    return a - b\n\n\ndef add(a, b):█\n';

  /** Opens a Python file, opens a new line in an empty function, and waits for its three lines. */
  async function showBody(name: string): Promise<void> {
    const { editor, server, openAt, ghost } = shared;
    await openAt(name, add);
    server.says([/add\(a, b\):\n\s*$/, `    ${body}\n`]);
    await editor.press('Enter');
    await ghost(body);
  }

  test('34 undo after an accept is one step, and the text is not offered again at once', async () => {
    const { editor, server, watch, pause, saved } = shared;
    await showBody('undo.py');
    await editor.acceptGhost();
    await pause();
    const seen = await watch();
    await editor.press('Control+z');
    await pause();
    assert.equal(await saved(), add.replace('█', '\n    '));
    assert.deepEqual(await seen.ghosts(), []);
    // The model would say it again, for a key or two.
    server.says([/\n {4}fi$/, 'rst = a + b'], [/\n {4}f$/, 'irst = a + b']);
    await editor.typeText('fi', 90);
    await pause();
    assert.deepEqual(await seen.ghosts(), []);
  });

  test('35 accept word and line: the rest stays on the screen, and nobody is asked', async () => {
    const { editor, watch, saved } = shared;
    await showBody('parts.py');
    const seen = await watch();
    await editor.press('Control+ArrowRight');
    await shared.ghost(body.slice('first'.length));
    await editor.press('Alt+End');
    await shared.ghost(/^\s*print\(first\)\n {4}return first$/);
    assert.deepEqual(seen.asked(), []);
    assert.ok(!(await seen.ghosts()).includes(undefined), 'it never vanishes');
    assert.match(await saved(), /\n {4}first = a \+ b\n/);
  });

  test('36 after an accept the next is asked for once, and not again and again', async () => {
    const { editor, server, pause } = shared;
    await showBody('loop.py');
    const asked = server.asked.length;
    await editor.acceptGhost();
    await pause();
    await pause();
    assert.ok(server.asked.length - asked <= 1, `${server.asked.length - asked} requests`);
  });

  test('37 Escape: dismissed it stays, also while it is typed along', async () => {
    const { editor, watch, pause } = shared;
    await showBody('escape.py');
    await editor.press('Escape');
    await editor.waitForNoGhost(5_000);
    const seen = await watch();
    await pause();
    await editor.typeText('fir', 90);
    await pause();
    assert.deepEqual(await seen.ghosts(), []);
  });

  test('38 another editor in front during a request: nothing comes late, neither there nor here', async () => {
    const { editor, server, openAt, watch, pause } = shared;
    await openAt('other.ts', 'let other;█\n');
    await openAt('left.ts', 'let value =█\n');
    const left = Promise.withResolvers<void>();
    server.says(['let value = ', { chunks: ['late;'], after: left.promise }]);
    const seen = await watch();
    await editor.typeText(' ');
    await shared.untilAsked(1);
    await editor.openFile(join(shared.workspace, 'other.ts'));
    left.resolve();
    await pause();
    assert.deepEqual(await seen.ghosts(), []);
    await editor.openFile(join(shared.workspace, 'left.ts'));
    await pause();
    assert.deepEqual(await seen.ghosts(), []);
  });

  test('38 another editor in front and back again during a request: nothing comes late, and the next key has the answer', async () => {
    const { editor, server, openAt, watch, pause } = shared;
    await openAt('between.ts', 'let between;█\n');
    await openAt('returned.ts', 'let value =█\n');
    const back = Promise.withResolvers<void>();
    server.says(['let value = ', { chunks: ['late;'], after: back.promise }]);
    const seen = await watch();
    await editor.typeText(' ');
    await shared.untilAsked(1);
    await editor.openFile(join(shared.workspace, 'between.ts'));
    await editor.openFile(join(shared.workspace, 'returned.ts'));
    back.resolve();
    await pause();
    assert.deepEqual(await seen.ghosts(), []);
    await editor.typeText('l');
    await shared.ghost('ate;');
    assert.deepEqual(await seen.ghosts(), ['ate;']);
    assert.equal(seen.asked().length, 1);
  });

  test('39 another tool’s edit during a request: the stale text is dropped', async () => {
    const { editor, server, openAt, watch, pause, workspace } = shared;
    await openAt('tool.ts', 'const limit = 1;\nlet value = █\n');
    const edited = Promise.withResolvers<void>();
    const stale = { chunks: ['stale;'], after: edited.promise };
    server.says([/limit = 1;\nlet value = $/, stale], ['let value = ', 'fresh;']);
    const seen = await watch();
    await editor.press('Alt+\\');
    await shared.untilAsked(1);
    await writeFile(join(workspace, 'tool.ts'), 'const limit = 2;\nlet value = \n');
    await editor.page.locator('.view-line', { hasText: 'limit = 2' }).waitFor();
    edited.resolve();
    await pause();
    await pause();
    await editor.press('Alt+\\');
    await shared.ghost('fresh;');
    assert.deepEqual(await seen.ghosts(), ['fresh;']);
  });

  test('39 a format on save while a ghost is shown: it is asked for anew, for the text as it is now', async () => {
    const { editor, server, openAt, watch, pause } = shared;
    await openAt('.vscode/settings.json', '{ "files.trimTrailingWhitespace": true, "editor.lineNumbers": "off" }█\n');
    await openAt('format.ts', 'let before = 1;   \nlet value =█\n');
    // The second setting shows when both hold.
    const lineNumbers = editor.page.locator('.editor-group-container.active .line-numbers');
    await lineNumbers.first().waitFor({ state: 'detached', timeout: 30_000 });
    server.says(['= 1;   \nlet value = ', 'old;'], ['let value =', ' fresh;']);
    await editor.typeText(' ');
    await shared.ghost('old;');
    const seen = await watch();
    await editor.press('Control+s');
    await shared.ghost(' fresh;');
    await pause();
    assert.equal(await editor.ghostText(), ' fresh;');
    assert.deepEqual(seen.asked(), ['let before = 1;\nlet value =']);
  });

  test('40 an edit in another file keeps this cache', async () => {
    const { editor, server, openAt, watch } = shared;
    await openAt('kept.ts', 'let kept =█\n');
    server.says(['let kept = ', 'value;']);
    await editor.typeText(' ');
    await shared.ghost('value;');
    await openAt('elsewhere.ts', 'let elsewhere█\n');
    await editor.typeText('s');
    await shared.untilAsked(2);
    await editor.openFile(join(shared.workspace, 'kept.ts'));
    const seen = await watch();
    await editor.typeText('v');
    await shared.ghost('alue;');
    assert.deepEqual(seen.asked(), []);
  });

  test('50 a manual trigger works with automatic suggestions off', async () => {
    const { editor, server, openAt, watch, pause } = shared;
    const off = editor.statusItemLocator(meterId).locator('[aria-label*="completions are off"]');
    await editor.runCommand('Watershed: Toggle Inline Completions');
    await off.waitFor();
    await openAt('manual.ts', 'let manual =█\n');
    server.says(['let manual = ', 'value;']);
    const seen = await watch();
    await editor.typeText(' ');
    await pause();
    assert.deepEqual([await seen.ghosts(), seen.asked()], [[], []]);
    await editor.press('Alt+\\');
    await shared.ghost('value;');
    await openAt('manualSlow.ts', 'let sum = █\n');
    server.says(['let sum = ', { chunks: ['total + item', '.price;'], chunkMs: 4_000 }]);
    const slow = await watch();
    await editor.press('Alt+\\');
    await shared.ghost('total');
    await shared.ghost('total + item.price;');
    await editor.typeText('t');
    await shared.ghost('otal + item.price;');
    assert.deepEqual(await slow.ghosts(), ['total', 'total + item.price;', 'otal + item.price;'], 'what was asked for');
    assert.equal(slow.asked().length, 1);
    await editor.runCommand('Watershed: Toggle Inline Completions');
    await off.waitFor({ state: 'detached' });
  });
});
