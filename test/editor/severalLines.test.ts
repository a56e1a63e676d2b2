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
});
