import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { readScreen, recordScreen } from '../support/ghostHistory.ts';
import { meterId } from '../support/watershed.ts';
import { askedSince, type Session, session } from './session.ts';

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('completions', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
  });

  /** Opens a fresh Python file and writes the beginning of a function that the small model knows. */
  async function writeAdd(name: string): Promise<void> {
    const { editor, workspace } = shared;
    const path = join(workspace, name);
    await writeFile(path, 'def subtract(a, b):\n    return a - b\n\n\n');
    await editor.openFile(path);
    await editor.press('Control+End');
    await editor.typeText('def add(a, b):\n');
  }

  test('typing shows what a real local model suggests, and Tab accepts it', async () => {
    const { editor } = shared;
    await writeAdd('accept.py');
    const ghost = await editor.waitForGhost(/return a \+ b/);
    await editor.acceptGhost();
    assert.ok((await editor.editorText()).includes(`    ${ghost.trim()}`));
  });

  test('typing along the ghost text never makes it vanish and asks nobody again', async () => {
    const { editor, ledger } = shared;
    await writeAdd('along.py');
    await editor.waitForGhost(/^return a \+ b/);
    const fromMs = Date.now();
    await recordScreen(editor.page);
    await editor.typeText('retu', 80);
    await editor.waitForGhost(/^rn a \+ b/);
    const vanished = (await readScreen(editor.page)).filter(
      (event) => event.kind === 'ghost' && event.text === undefined,
    );
    assert.deepEqual(vanished, []);
    assert.deepEqual(askedSince(fromMs, ledger()), []);
  });

  test('Escape dismisses, and the same text is not offered again', async () => {
    const { editor } = shared;
    await writeAdd('escape.py');
    await editor.waitForGhost(/return/);
    await editor.press('Escape');
    await editor.waitForNoGhost();
    await editor.page.waitForTimeout(600);
    assert.equal(await editor.ghostText(), undefined);
  });

  test('accepting a word leaves the rest on the screen without a new request', async () => {
    const { editor, ledger } = shared;
    await writeAdd('word.py');
    await editor.waitForGhost(/^return a \+ b/);
    const fromMs = Date.now();
    await editor.press('Control+ArrowRight');
    await editor.waitForGhost(/^ a \+ b/);
    assert.deepEqual(askedSince(fromMs, ledger()), []);
  });

  test('the status bar shows the cost and the latency of completions, and the ledger holds each attempt', async () => {
    const { editor, ledger } = shared;
    await editor
      .statusItemLocator(meterId)
      .filter({ hasText: /^\s*\$0 · \d/ })
      .waitFor();
    const rows = ledger();
    assert.ok(rows.length > 0);
    assert.ok(rows.every((row) => row.backendId === 'local' && row.locality === 'local'));
    const completed = rows.filter((row) => row.outcome === 'completed' || row.outcome === 'cancelled');
    assert.ok(completed.every((row) => row.costUsd === 0));
  });

  test('nothing popped up while typing', async () => {
    assert.deepEqual(await shared.editor.notifications(), []);
  });
});
