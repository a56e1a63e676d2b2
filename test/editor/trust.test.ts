import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { launchBrowser } from '../support/browser.ts';
import { startCodeServer } from '../support/codeServer.ts';
import { createEditorPage } from '../support/editorPage.ts';
import { startRecordingProxy } from '../support/recordingProxy.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { meterId } from '../support/watershed.ts';
import { localBackend, packagedExtension, session } from './session.ts';

test('nothing is sent, not even to a local model, before the workspace is trusted', async () => {
  const { model } = await session();
  const recorder = await startRecordingProxy(model.url);
  const home = await temporaryFolder('trust');
  const workspace = join(home, 'workspace');
  await cp(resolve('scripts/start/sample'), workspace, { recursive: true });
  const code = await startCodeServer({
    ...{ userDataDir: join(home, 'user'), extensionsDir: join(home, 'extensions'), trust: true },
    vsix: await packagedExtension(),
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'watershed.backends': { local: localBackend(recorder.url) },
    },
  });
  const browser = await launchBrowser();
  try {
    const editor = createEditorPage(await browser.newPage({ viewport: { width: 1280, height: 800 } }), code);
    await editor.open(workspace);
    await editor.waitForStatusItem(meterId);
    await editor.openFile(join(workspace, 'shapes.py'));
    await editor.press('Control+End');
    await editor.typeText('def add(a, b):\n');
    assert.match(await editor.statusTooltip(meterId), /not trusted/);
    assert.equal(await editor.ghostText(), undefined);
    assert.deepEqual(recorder.requests, []);

    await editor.statusItemLocator(meterId).click();
    await editor.pickItem('Manage workspace trust');
    await editor.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    // What is typed before the extension hears of it is asked of nobody.
    await editor.statusItemLocator(meterId).locator('.statusbar-item-label:not([aria-label*="not trusted"])').waitFor();
    await editor.openFile(join(workspace, 'shapes.py'));
    await editor.press('Control+End');
    await editor.typeText('\ndef subtract(a, b):\n');
    await editor.waitForGhost(/\S/, 30_000);
    assert.ok(recorder.requests.length > 0);
  } finally {
    await browser.close();
    await code.stop();
    await recorder.stop();
  }
});
