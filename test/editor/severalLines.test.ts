import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { until } from '../support/until.ts';
import { type ScriptedWindow, scriptedWindow } from './scriptedWindow.ts';

let shared: ScriptedWindow;
// A hook outside would be one of all files, since they run in one process.
describe('several lines', () => {
  before(async () => {
    shared = await scriptedWindow();
  });

  test('who rests in a file has its grammar loaded: a block is offered whole, with the blank line inside a string', async () => {
    const { editor, server, openAt, log } = shared;
    await openAt('block.ts', 'function describe() {█\n}\n');
    const isLoaded = async () => (await log()).includes('Syntax: tree-sitter-typescript.wasm is loaded.');
    await until(isLoaded, 'The grammar of TypeScript');
    // By indentation alone the blank line would be the end.
    const block = 'const text = `first\n\nlast`;\n    send(text);';
    server.says([/describe\(\) \{\n\s*$/, `    ${block}\n}\n`]);
    await editor.press('Enter');
    await shared.ghost(block);
    assert.doesNotMatch(await log(), /could not be loaded/);
  });

  test('lines that are cut off close what their first one opens: typed along through it, they never blink', async () => {
    const { editor, server, openAt, watch, saved } = shared;
    await openAt('cut.ts', 'function count() {█\n}\n');
    server.says([/count\(\) \{\n\s*$/, { chunks: ['    return {\n        first: 1,\n        sec'], isCutOff: true }]);
    await editor.press('Enter');
    // The last brace is drawn whether it is the ghost's or the one that closed by itself.
    const whole = 'return {\n        first: 1,\n    }';
    await shared.ghost(whole);
    const seen = await watch();
    const expected: string[] = [];
    for (const key of 'return {') {
      await editor.typeText(key, 90);
      expected.push(whole.slice(expected.length + 1));
      await shared.ghost(expected.at(-1) ?? '');
    }
    assert.deepEqual(await seen.ghosts(), expected);
    assert.deepEqual(seen.asked(), []);
    await editor.acceptGhost();
    assert.equal(await saved(), 'function count() {\n    return {\n        first: 1,\n    }\n}\n');
  });
});
