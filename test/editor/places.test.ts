import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { until } from '../support/until.ts';
import { type ScriptedWindow, scriptedWindow } from './scriptedWindow.ts';

let shared: ScriptedWindow;
// A hook outside would be one of all files, since they run in one process.
describe('places where nothing is offered, and unusual ones', () => {
  before(async () => {
    shared = await scriptedWindow();
  });

  /** With a server that has an answer everywhere, these keys ask it for nothing and draw nothing. */
  async function assertSilent(act: () => Promise<void>): Promise<void> {
    const { server, watch, pause } = shared;
    server.says([/$/, 'everywhere']);
    const seen = await watch();
    await act();
    await pause();
    assert.deepEqual(await seen.ghosts(), []);
    assert.deepEqual(seen.asked(), []);
  }

  test('29 several cursors and a selection: none', async () => {
    const { editor, server, openAt } = shared;
    await openAt('cursors.ts', 'let a█\nlet b\n');
    await editor.press('Shift+Alt+ArrowDown');
    const cursors = editor.page.locator('.editor-group-container.active .cursors-layer .cursor');
    await cursors.nth(1).waitFor({ state: 'attached' });
    assert.equal(await cursors.count(), 2);
    await assertSilent(async () => {
      await editor.typeText(' =');
      await editor.press('Alt+\\');
    });
    await editor.press('Escape');
    await editor.press('Shift+Home');
    await assertSilent(() => editor.press('Alt+\\'));
    await editor.press('End');
    server.says([/$/, 'everywhere']);
    await editor.typeText(' ');
    await shared.ghost('everywhere');
    await editor.press('Escape');
  });

  test('29 a selection in another view of the same file is no reason', async () => {
    const { editor, server, openAt } = shared;
    await openAt('views.ts', 'let a█\nlet b\n');
    await editor.press('Shift+Home');
    await editor.runCommand('View: Split Editor Right');
    await editor.press('Control+End', 'ArrowUp', 'End');
    server.says([/$/, 'everywhere']);
    await editor.typeText(' ');
    await shared.ghost('everywhere');
    await editor.press('Escape');
    await editor.runCommand('View: Close All Editors in Group').catch(() => undefined);
  });

  test('49 a file of secrets by its name, and one that an ignore file names: none; the file beside them has one', async () => {
    const { editor, server, openAt, log } = shared;
    const typeAndAsk = async () => {
      await editor.typeText('a');
      await editor.press('Alt+\\');
    };
    await openAt('.aiexclude', 'private.ts█\n');
    await openAt('.env', 'NAME=█\n');
    await assertSilent(typeAndAsk);
    await openAt('private.ts', 'let a = █\n');
    server.says();
    const known = (await log()).length;
    const isExcluded = async () => {
      await editor.press('Alt+\\');
      return (await log()).slice(known).includes('(excluded-file)');
    };
    // On a busy machine the editor hears late of a new ignore file.
    await until(isExcluded, 'The rule of the ignore file');
    await assertSilent(typeAndAsk);
    await openAt('public.ts', 'let a =█\n');
    server.says([/$/, 'everywhere']);
    await editor.typeText(' ');
    await shared.ghost('everywhere');
    await editor.press('Escape');
  });

  test('29 a read-only file: none', async () => {
    const { editor, openAt } = shared;
    await openAt('locked.ts', 'let a = █\n');
    await editor.runCommand('File: Set Active Editor Read-only in Session');
    await editor.page.locator('.editor-group-container.active .tab.active [aria-label*="Read-only"]').waitFor();
    await assertSilent(async () => {
      await editor.typeText('b');
      await editor.press('Alt+\\');
    });
    await editor.press('Escape');
  });

  test('29 the output panel: none', async () => {
    const { editor } = shared;
    await editor.runCommand('View: Toggle Output');
    const panel = editor.page.locator('.output-view .monaco-editor .view-lines').first();
    await panel.click();
    await assertSilent(async () => {
      await editor.press('Control+End');
      await editor.typeText('b');
      await editor.press('Alt+\\');
    });
    await editor.runCommand('View: Toggle Output');
  });

  test('29 the input for a commit message: none', async () => {
    const { editor } = shared;
    await editor.press('Control+Shift+g');
    const input = editor.page.locator('.scm-editor .monaco-editor .view-lines').first();
    await input.click({ timeout: 30_000 });
    await assertSilent(async () => {
      await editor.typeText('Add the thing ');
      await editor.press('Alt+\\');
    });
    assert.match(await input.innerText(), /Add.the.thing/);
  });

  test('29 the input of the editor’s own chat: none', async () => {
    const { editor } = shared;
    await editor.runCommand('Chat: Open Chat');
    const input = editor.page.locator('.interactive-input-part .monaco-editor .view-lines').first();
    await input.click({ timeout: 30_000 });
    await assertSilent(async () => {
      await editor.typeText('What does this ');
      await editor.press('Alt+\\');
    });
    assert.match(await input.innerText(), /What.does.this/);
  });

  const notebook = (...cells: readonly (readonly string[])[]) =>
    JSON.stringify({
      cells: cells.map((source) => ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null })),
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 2,
    });

  test('30 a notebook: the cells before and after are in the prompt, and the text goes into the cell', async () => {
    const { editor, server, workspace } = shared;
    const path = join(workspace, 'cells.ipynb');
    // Long enough to be read ahead of a key.
    const below = [
      '# What is left of an amount for those who come back within the year.\n',
      'def discounted(amount):\n',
      '    return amount * 0.9 if amount > 100 else amount',
    ];
    await writeFile(path, notebook(['rate = 0.05\n', 'years = 3'], ['total = '], below));
    await editor.pickFile(path);
    const cell = editor.page.locator('.notebook-editor .code-cell-row .monaco-editor .view-lines').nth(1);
    await cell.click({ timeout: 30_000 });
    await editor.press('End');
    const asOtherFile = `<|file_sep|>cells.ipynb\n${below.join('')}\n<|file_sep|>`;
    await until(() => server.prompts.some((prompt) => prompt.includes(asOtherFile)), 'The cell below');
    server.says([/total = r$/, 'ate * years']);
    await editor.typeText('r');
    await shared.ghost('ate * years');
    assert.equal(server.asked.at(-1)?.before, 'rate = 0.05\nyears = 3\ntotal = r');
    assert.ok(server.asked.at(-1)?.prompt.includes(asOtherFile));
    await editor.acceptGhost();
    await editor.press('Control+s');
    await editor.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
    const { cells } = JSON.parse(await readFile(path, 'utf8'));
    assert.deepEqual(
      cells.map(({ source }: { source: string[] }) => source.join('')),
      ['rate = 0.05\nyears = 3', 'total = rate * years', below.join('')],
    );
  });

  test('31 an untitled file', async () => {
    const { editor, server } = shared;
    await editor.runCommand('File: New Untitled Text File');
    await editor.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await editor.waitIdle();
    server.says(['Dear ', 'reader']);
    await editor.typeText('Dear ');
    await shared.ghost('reader');
    await editor.acceptGhost();
    const text = await editor.page.locator('.editor-group-container.active .view-lines').innerText();
    assert.match(text, /^Dear.reader/);
  });

  test('16, 17 an empty file and the end of a file: a prompt to fill in, never a chat', async () => {
    const { editor, server, openAt } = shared;
    await openAt('empty.ts', '█');
    server.says(['', 'import x;']);
    await editor.press('Alt+\\');
    await shared.ghost('import x;');
    assert.match(server.asked[0]?.prompt ?? '', /<\|fim_prefix\|><\|fim_suffix\|><\|fim_middle\|>$/);
    await openAt('end.ts', 'start();\nlet a =█');
    server.says(['let a = ', 'value;']);
    await editor.typeText(' ');
    await shared.ghost('value;');
    const last = server.asked.at(-1);
    assert.equal(last?.before, 'start();\nlet a = ');
    assert.match(last.prompt, /<\|fim_prefix\|>start\(\);\n<\|fim_suffix\|><\|fim_middle\|>let a = $/);
    assert.deepEqual(
      server.paths.filter((path) => /chat|v1/.test(path)),
      [],
    );
  });

  test('47 while a person types on, each prompt begins with the one before, what stands below included', async () => {
    const { editor, server, openAt, pause } = shared;
    // Nothing underlines mistakes in Python here: what goes along besides is chosen in the first rest.
    await openAt('cached.py', 'start()\na =█\nend()\n');
    await pause();
    server.says();
    for (const key of ' f(x, y)') {
      const asked = server.asked.length;
      await editor.typeText(key);
      await until(() => server.asked.length > asked || key === ')', `A request for ${key}`);
    }
    const prompts = server.asked.map(({ prompt }) => prompt);
    assert.ok(prompts.length > 4 && prompts.every((prompt) => prompt.includes('\nend()')), prompts.join('\n\n'));
    for (const [index, prompt] of prompts.slice(1).entries()) {
      assert.ok(prompt.startsWith(prompts[index] ?? 'none'), prompts.slice(index, index + 2).join('\n\n'));
    }
  });

  test('32 a file of 8,000 lines: the ghost comes as in a small one, and our own work on a hit is under 2 ms', async () => {
    const { editor, server, openAt, watch, log } = shared;
    const statement = 'export const someValue = computeSomething(firstArgument, secondArgument);\n';
    await openAt('large.ts', `${statement.repeat(4_000)}let near =█\n${statement.repeat(4_000)}`);
    server.says(['let near = ', 'computeSomething(1, 2);']);
    await editor.typeText(' ');
    await shared.ghost('computeSomething(1, 2);');
    const known = (await log()).length;
    const seen = await watch();
    // Slowly enough for a slow machine to ask at most keys: the editor leaves keys out that follow one another quickly.
    await editor.typeText('computeSomething', 180);
    await shared.ghost('(1, 2);');
    assert.deepEqual(seen.asked(), []);
    assert.ok(!(await seen.ghosts()).includes(undefined));
    const readTimings = async () => [...(await log()).slice(known).matchAll(/Ghost timing (\{.*\})/g)];
    await until(async () => (await readTimings()).length > 5, 'The timings of more than five ghosts');
    const timings = (await readTimings()).map(([, json]) => JSON.parse(json ?? ''));
    const workMs = timings.map(({ calledAtMs, returnedAtMs }) => returnedAtMs - calledAtMs).sort((a, b) => a - b);
    assert.ok(workMs.length > 5 && (workMs[Math.floor(workMs.length / 2)] ?? 9) <= 2, `${workMs}`);
    assert.ok((server.asked[0]?.prompt.length ?? 0) < 60_000);
  });
});
