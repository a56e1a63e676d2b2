import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { says, startScriptedModel } from '../test/editor/scriptedModel.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { openNewConversation } from '../test/support/chatFrame.ts';
import { startCodeServer } from '../test/support/codeServer.ts';
import { createEditorPage, type EditorPage } from '../test/support/editorPage.ts';
import { meterId } from '../test/support/watershed.ts';
import type { Theme } from '../test/support/workbench.ts';
import { packageExtension } from './package.ts';
import { startEngine } from './start/engine.ts';

/**
 * Draws every view in every theme with a real editor and a real model, for whoever builds them to look at, into
 * .start/screenshots. With --readme it also draws the picture of the README.
 */
const folder = resolve('.start/screenshots');
const themes: readonly Theme[] = ['dark', 'light', 'highContrast', 'highContrastLight'];

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const vsix = resolve(await packageExtension());
const engine = await startEngine(false, console.log);
const workspace = join(folder, 'workspace');
await cp('scripts/start/sample', workspace, { recursive: true });
const server = await startCodeServer({
  ...{ userDataDir: join(folder, 'user'), extensionsDir: join(folder, 'extensions'), vsix },
  settings: { 'watershed.backends': engine.backends, 'editor.minimap.enabled': false },
});
const browser = await launchBrowser();
const editor = createEditorPage(await browser.newPage({ viewport: { width: 1280, height: 760 } }), server);
await editor.open(workspace);
await editor.waitForStatusItem(meterId);
await editor.setTheme('dark');
await drawChatAndGhost();
await editor.screenshot(process.argv.includes('--readme') ? resolve('media/readme.png') : join(folder, 'all.png'));
await editor.acceptGhost();
await editor.typeText('\ndef subtract(a, b):\n', 60);
await editor.waitForGhost(/\S/, 60_000);
for (const theme of themes) {
  await editor.setTheme(theme);
  await editor.screenshot(join(folder, `chat-${theme}.png`));
  await editor.statusItemLocator(meterId).hover();
  await editor.page.locator('.workbench-hover:visible').last().waitFor();
  await editor.screenshot(join(folder, `status-${theme}.png`));
  await editor.page.mouse.move(0, 0);
}
await drawMenus(editor);
await editor.runCommand('Watershed: Show Completion Acceptance');
await editor.webviewFrame({ containing: 'table' });
await inEachTheme('acceptance');
await editor.press('Control+F4');
await drawNextEdit();
await drawEgress();
await editor.runCommand('Watershed: Compliance of Providers');
await editor.webviewFrame({ containing: 'table' });
await inEachTheme('compliance');
await editor.press('Control+F4');
await editor.runCommand('Watershed: Run Benchmark');
await editor.webviewFrame({ title: 'Watershed benchmark' }, 300_000);
await inEachTheme('report');
await browser.close();
await server.stop();
await engine.stop();
process.exit();

/** What left this machine: a prompt to a server that counts as elsewhere, with its row open. */
async function drawEgress(): Promise<void> {
  const model = await startScriptedModel(says('An event log with one consumer for each service.'));
  await editor.updateSettings({
    'watershed.backends': { cloud: { ...model.away, model: 'gpt-large' } },
    'watershed.egress.keepText': true,
  });
  await editor.waitForStatusItem(meterId);
  const chat = await openNewConversation(editor);
  await chat.getByTestId('input').fill('Design an event-driven billing system. Answer ada@example.com.');
  await chat.getByTestId('input').press('Enter');
  await chat.getByTestId('consent-send').click();
  await chat.getByTestId('meta-line').waitFor({ timeout: 60_000 });
  await editor.runCommand('Watershed: What Left This Machine');
  const view = await editor.webviewFrame({ title: 'What Left This Machine' });
  await view.getByTestId('exit').first().waitFor();
  await inEachTheme('egress');
  await view.getByTestId('toggle').first().click();
  await view.getByTestId('text-link').click();
  await inEachTheme('egress-open');
  await editor.press('Control+F4');
  await model[Symbol.asyncDispose]();
  await editor.updateSettings({ 'watershed.backends': engine.backends });
  await editor.waitForStatusItem(meterId);
}

async function inEachTheme(name: string): Promise<void> {
  for (const theme of themes) {
    await editor.setTheme(theme);
    await editor.page.waitForTimeout(500);
    await editor.screenshot(join(folder, `${name}-${theme}.png`));
  }
}

/** The hint after a rename, and the edit as it is offered at the next place. */
async function drawNextEdit(): Promise<void> {
  const file = join(workspace, 'rename.ts');
  await writeFile(file, 'const width = 3;\nconst area = width * 4;\nexport const shape = { width, area };\n');
  await editor.openFile(file);
  await editor.press('Control+Home');
  await editor.press('Control+ArrowRight');
  await editor.press('Control+Shift+ArrowRight');
  await editor.typeText('breadth', 60);
  await editor.press('ArrowDown');
  await editor.page.waitForTimeout(1500);
  await inEachTheme('next-edit-hint');
  await editor.press('Tab');
  await editor.page.waitForTimeout(500);
  await inEachTheme('next-edit');
}

async function drawChatAndGhost(): Promise<void> {
  await editor.openFile(join(workspace, 'shapes.py'));
  await editor.runCommand('Watershed: Open Chat');
  const chat = await editor.webviewFrame({ title: 'Watershed Chat' });
  await chat
    .getByTestId('input')
    .fill('What does this function return? Show it in Python.\n\ndef area(r): return 3.14 * r * r');
  await chat.getByTestId('input').press('Enter');
  await chat.getByTestId('meta-line').waitFor({ timeout: 180_000 });
  await chat.getByTestId('meta-line').click();
  await editor.openFile(join(workspace, 'shapes.py'));
  await editor.press('Control+End');
  await editor.typeText('def add(a, b):\n', 60);
  await editor.waitForGhost(/return/, 60_000);
}

async function drawMenus(page: EditorPage): Promise<void> {
  for (const [name, title] of [
    ['menu', 'Watershed: Show Menu'],
    ['snooze', 'Watershed: Snooze Inline Completions'],
    ['setup', 'Watershed: Set Up'],
  ] as const) {
    await page.runCommand(title);
    await page.page.locator('.quick-input-widget:visible .monaco-list-row').first().waitFor();
    await page.page.waitForTimeout(1500);
    await page.screenshot(join(folder, `${name}.png`));
    await page.press('Escape');
  }
  await page.openSettings('@ext:watershed.watershed');
  await page.screenshot(join(folder, 'settings.png'));
  await page.press('Control+F4');
  await page.runCommand('Welcome: Open Walkthrough...');
  await page.pickItem('Start with Watershed');
  await page.page.waitForTimeout(1000);
  await page.screenshot(join(folder, 'walkthrough.png'));
  await page.press('Control+F4');
}
