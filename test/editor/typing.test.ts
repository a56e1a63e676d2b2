import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type ScriptedWindow, scriptedWindow } from './scriptedWindow.ts';

let shared: ScriptedWindow;
// A hook outside would be one of all files, since they run in one process.
describe('typing', () => {
  before(async () => {
    shared = await scriptedWindow();
  });

  /** Opens a file, types what stands between ▸ and █, and waits for the ghost that the server says there. */
  async function showGhost(name: string, document: string, said: string): Promise<void> {
    const { editor, server, openAt } = shared;
    const typed = /▸(.*)█/.exec(document)?.[1] ?? '';
    await openAt(name, document.replace(`▸${typed}█`, '█'));
    const line = document.slice(0, document.indexOf('█')).replace('▸', '').split('\n').at(-1) ?? '';
    server.says([line, said]);
    await editor.typeText(typed);
    await shared.ghost(said);
  }

  /** Types key by key, each one after the ghost that the one before leaves is drawn: a busy editor leaves some out. */
  async function typeAlong(keys: string, ghosts: readonly string[]): Promise<void> {
    for (const [index, key] of [...keys].entries()) {
      await shared.editor.typeText(key, 90);
      await shared.ghost(ghosts[index] ?? '');
    }
  }

  test('1, 6 typing along a ghost through what closes by itself: it never blinks, and no request is made', async () => {
    const { watch } = shared;
    await showGhost('along.ts', 'let sum =▸ █\n', 'add([1, 2], "three");');
    const seen = await watch();
    // What closed by itself stands in the document and is not drawn: `]` and `)`, and the second quote.
    const afterKeys = [
      ...['dd([1, 2], "three");', 'd([1, 2], "three");', '([1, 2], "three");', '[1, 2], "three";', '1, 2, "three";'],
      ...[', 2, "three";', ' 2, "three";', '2, "three";', ', "three";', ', "three";', ' "three";', '"three";'],
      ...['three;', 'hree;', 'ree;', 'ee;', 'e;', ';', ';', ';'],
    ];
    await typeAlong('add([1, 2], "three")', afterKeys);
    // Typing over what closed by itself changes nothing.
    const expected = afterKeys.filter((ghost, index) => ghost !== afterKeys[index - 1]);
    assert.deepEqual(await seen.ghosts(), expected);
    assert.deepEqual(seen.asked(), []);
  });

  test('6 Tab on a ghost typed along through brackets that close by themselves: each bracket is there once', async () => {
    const { editor, saved } = shared;
    await showGhost('closed.ts', 'let sum =▸ █\n', 'add(one(1));');
    const ghosts = ['dd(one(1));', 'd(one(1));', '(one(1));', 'one(1);', 'ne(1);', 'e(1);', '(1);', '1;'];
    await typeAlong('add(one(', ghosts);
    await editor.acceptGhost();
    assert.equal(await saved(), 'let sum = add(one(1));\n');
  });

  test('typing along what ran out of tokens, through what closes by itself: it never blinks', async () => {
    const { server, openAt, watch, editor } = shared;
    await openAt('torso.ts', 'let sum =█\n');
    server.says(['let sum = ', { chunks: ['add([1, "two", thr'], isCutOff: true }]);
    await editor.typeText(' ');
    await shared.ghost('add([1, "two"])');
    const seen = await watch();
    const afterKeys = [
      'dd([1, "two"])',
      'd([1, "two"])',
      '([1, "two"])',
      '[1, "two"]',
      '1, "two"',
      ', "two"',
      ' "two"',
    ];
    await typeAlong('add([1,', afterKeys);
    assert.deepEqual(await seen.ghosts(), afterKeys);
    assert.deepEqual(seen.asked(), []);
  });

  test('a line that is written slowly is shown in whole words, and grows in place when its rest has come', async () => {
    const { editor, server, openAt, watch, saved } = shared;
    await openAt('grows.ts', 'let sum =█\n');
    server.says(['let sum = ', { chunks: ['total + item', '.price;'], chunkMs: 4_000 }]);
    const seen = await watch();
    await editor.typeText(' ');
    await shared.ghost('total');
    await shared.ghost('total + item.price;');
    await typeAlong('to', ['otal + item.price;', 'tal + item.price;']);
    await editor.press('Control+ArrowRight');
    await shared.ghost(' + item.price;');
    const grown = ['total + item.price;', 'otal + item.price;', 'tal + item.price;', ' + item.price;'];
    assert.deepEqual(await seen.ghosts(), ['total', ...grown], 'nothing blinks');
    assert.equal(seen.asked().length, 1);
    await editor.acceptGhost();
    assert.equal(await saved(), 'let sum = total + item.price;\n');
  });

  test('2 typing the last character of a ghost: it is gone, and nothing empty takes its place', async () => {
    const { editor, watch, pause, saved } = shared;
    await showGhost('last.ts', 'let a =▸ █\n', 'b;');
    const seen = await watch();
    await typeAlong('b', [';']);
    await editor.typeText(';');
    await editor.waitForNoGhost();
    await pause();
    assert.deepEqual(await seen.ghosts(), [';', undefined]);
    assert.equal(await saved(), 'let a = b;\n');
  });

  test('3 another case: the ghost is dropped', async () => {
    const { editor, watch, pause } = shared;
    await showGhost('case.ts', 'let a =▸ █\n', 'value;');
    const seen = await watch();
    await editor.typeText('V');
    await editor.waitForNoGhost();
    await pause();
    assert.deepEqual(await seen.ghosts(), [undefined]);
  });

  test('4 a wrong key taken back: the ghost is there again without a request for it', async () => {
    const { editor, watch, pause } = shared;
    await showGhost('back.ts', 'let a =▸ █\n', 'value;');
    const seen = await watch();
    await typeAlong('va', ['alue;', 'lue;']);
    await editor.press('Backspace');
    await shared.ghost('alue;');
    await typeAlong('a', ['lue;']);
    await pause();
    assert.deepEqual(await seen.ghosts(), ['alue;', 'lue;', 'alue;', 'lue;']);
    assert.deepEqual(seen.asked(), []);
  });

  test('5 back past the place it came at: not shown again', async () => {
    const { editor, server, watch, pause } = shared;
    await showGhost('past.ts', 'let a = v▸a█\n', 'lue;');
    server.says(['let a = v', 'alue;'], ['let a = ', 'value;']);
    const seen = await watch();
    await editor.press('Backspace');
    await editor.waitForNoGhost();
    await pause();
    // What was deleted is drawn by VS Code itself, until it hears that there is nothing; that the model repeats it is no reason.
    assert.deepEqual(await seen.ghosts(), ['alue;', undefined]);
  });

  test('10 with the suggest widget open the ghost goes on with the selected item, and its range is the item’s', async () => {
    const { editor, server, openAt, saved, pause } = shared;
    await openAt('widget.txt', 'calculateTotal\n█\n');
    server.says();
    await editor.typeText('calc');
    await shared.untilAsked(1);
    // What is asked for the letters themselves is over before the widget comes.
    await pause();
    server.says(['calculateTotal', '(items)'], [/./, 'nope']);
    await editor.press('Control+Space');
    await editor.page.locator('.suggest-widget.visible .monaco-list-row.focused').waitFor();
    await shared.ghost('ulateTotal(items)');
    await pause();
    assert.deepEqual([...new Set(server.asked.map(({ before }) => before))], ['calculateTotal\ncalculateTotal']);
    // The first Tab takes the item, the second what goes on from it.
    await editor.press('Tab');
    await shared.ghost('(items)');
    await editor.acceptGhost();
    assert.equal(await saved(), 'calculateTotal\ncalculateTotal(items)\n');
  });

  test('11 an item that brings a bracket along is not gone on with', async () => {
    const { editor, server, openAt, watch, pause } = shared;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets
    const snippets = { loop: { prefix: 'loopOver', body: ['loopOver(${1:items})$0'] } };
    await openAt('.vscode/test.code-snippets', `${JSON.stringify(snippets)}█`);
    await openAt('snippet.txt', '█\n');
    await pause();
    server.says();
    await editor.typeText('loop');
    await pause();
    server.says([/./, 'nope']);
    const seen = await watch();
    await editor.press('Control+Space');
    await editor.page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: 'loopOver' }).waitFor();
    await pause();
    assert.deepEqual(await seen.ghosts(), []);
    assert.deepEqual(seen.asked(), []);
    await editor.press('Escape');
  });

  test('12 Enter and the editor’s own indentation: the model’s is not added to it', async () => {
    const { editor, server, openAt, saved } = shared;
    await openAt('enter.ts', 'if (ready) {█\n}\n');
    server.says([/\{\n\s*$/, '    start();']);
    await editor.press('Enter');
    await shared.ghost('start();');
    await editor.acceptGhost();
    assert.equal(await saved(), 'if (ready) {\n    start();\n}\n');
  });

  test('13 indentation changed during the request: its answer is used, and moves along', async () => {
    const { editor, server, openAt, saved } = shared;
    await openAt('indent.ts', 'if (ready) {\n█\n}\n');
    const typed = Promise.withResolvers<void>();
    server.says([/\{\n$/, { chunks: ['  start();\n  go();\n}\n'], after: typed.promise, firstTokenMs: 300 }]);
    await editor.press('Alt+\\');
    await shared.untilAsked(1);
    await editor.typeText('    ');
    typed.resolve();
    await shared.ghost('start();\n    go();');
    await editor.acceptGhost();
    assert.equal(await saved(), 'if (ready) {\n    start();\n    go();\n}\n');
    // Accepting asks for what follows; for the ghost itself nobody was asked twice.
    assert.equal(server.asked.filter(({ before }) => /\{\n\s*$/.test(before)).length, 1);
    assert.equal(server.asked[0]?.wasAborted, false);
  });

  test('14 tabs where the document has tabs', async () => {
    const { editor, server, openAt, saved } = shared;
    await openAt('tabs.ts', 'function a() {\n\tfirst();\n\tsecond();\n}\n\nfunction b() {█\n}\n');
    server.says([/b\(\) \{\n\s*$/, '    first();\n    if (x) {\n        second();\n    }\n']);
    await editor.press('Enter');
    await shared.ghost(/^first\(\);\n\s*if \(x\)/);
    await editor.acceptGhost();
    const text = await saved();
    assert.ok(text.endsWith('function b() {\n\tfirst();\n\tif (x) {\n\t\tsecond();\n\t}\n}\n'), JSON.stringify(text));
  });

  test('15 CRLF: what is inserted has it too, and no prompt has a carriage return', async () => {
    const { editor, server, openAt, saved } = shared;
    await openAt('crlf.ts', 'let a;\r\nfunction b() {█\r\n}\r\n');
    server.says([/b\(\) \{\n\s*$/, '    first();\n    second();\n']);
    await editor.press('Enter');
    await shared.ghost('first();\n    second();');
    await editor.acceptGhost();
    assert.equal(await saved(), 'let a;\r\nfunction b() {\r\n    first();\r\n    second();\r\n}\r\n');
    assert.ok(server.asked.length > 0 && server.asked.every(({ prompt }) => !prompt.includes('\r')));
  });

  test('33 emoji and CJK stay whole while they are typed along and accepted', async () => {
    const { editor, watch, saved } = shared;
    await showGhost('emoji.ts', 'let a =▸ █\n', '"深森🦙い👩‍👩‍👧";');
    const seen = await watch();
    const afterKeys = ['深森🦙い👩‍👩‍👧;', '森🦙い👩‍👩‍👧;', '🦙い👩‍👩‍👧;'];
    await typeAlong('"深森', afterKeys);
    assert.deepEqual(await seen.ghosts(), afterKeys);
    assert.deepEqual(seen.asked(), []);
    await editor.acceptGhost();
    assert.equal(await saved(), 'let a = "深森🦙い👩‍👩‍👧";\n');
  });

  test('28 an answer of white space alone draws nothing', async () => {
    const { editor, server, openAt, watch, pause } = shared;
    await openAt('blank.ts', 'let a =█\n');
    server.says([/./, '   \n\n']);
    const seen = await watch();
    await editor.typeText(' ');
    await shared.untilAsked(1);
    await pause();
    assert.equal(seen.asked().length > 0, true);
    assert.deepEqual(await seen.ghosts(), []);
  });
});
