import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { cloudBackend, localBackend, type Session, session } from './session.ts';

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('the benchmark', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
  });

  test('the benchmark says which cloud calls it would make and what they cost, asks first, and opens a report', async () => {
    const { editor, model, cloud, workspace } = shared;
    await shared.configure({
      'watershed.backends': { local: localBackend(model.url), cloud: cloudBackend(cloud.url) },
    });
    await editor.openFile(join(workspace, 'cart.ts'));
    cloud.forget();
    await editor.runCommand('Watershed: Run Benchmark');
    const dialog = editor.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), new RegExp(`requests to http://${new URL(cloud.url).host}`));
    assert.deepEqual(cloud.requests, []);
    await editor.clickButton('Local Models Only');
    const report = await editor.webviewFrame({ title: 'Watershed benchmark' }, 240_000);
    const text = await report.locator('main').innerText();
    assert.match(text, /smollm2/);
    assert.match(text, /your code/i);
    assert.match(text, /tokens\/s|ms/);
    assert.deepEqual(cloud.requests, []);
  });
});
