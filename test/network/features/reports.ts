import assert from 'node:assert/strict';
import { join } from 'node:path';
import { complexQuestion, madeUpToken } from './chat.ts';
import { answer, closeEditors, type Feature } from './feature.ts';

/** What measures, and what shows what was measured. */
export const reportFeatures: Readonly<Record<string, Feature>> = {
  async 'watershed.runBenchmark'(desk) {
    const { editor, world } = desk;
    await editor.openFile(join(world.workspace, 'cart.ts'));
    await editor.runCommand('Watershed: Run Benchmark');
    if (desk.mode !== 'local-only') await editor.clickButton('Run with Cloud');
    // The clouds come first in the settings; what the local model would say takes minutes and is not waited for.
    const progress = editor.page.locator('.notification-toast').filter({ hasText: /local: / });
    await progress.waitFor({ timeout: 60_000 });
    await editor.clickButton('Cancel');
    await editor.webviewFrame({ title: 'Watershed benchmark' });
    await closeEditors(desk);
  },
  async 'watershed.showAcceptance'(desk) {
    const { editor } = desk;
    await editor.runCommand('Watershed: Show Completion Acceptance');
    await editor.webviewFrame({ containing: 'h1:has-text("Completion acceptance")' });
    await closeEditors(desk);
  },
  async 'watershed.explainRoute'(desk) {
    const { editor } = desk;
    await editor.runCommand('Watershed: Why This Route?');
    await editor.pickableItems();
    await editor.press('Enter');
    await editor.webviewFrame({ title: 'Why this route?' });
    await closeEditors(desk);
  },
  async 'watershed.dryRun'(desk) {
    const { editor } = desk;
    await editor.runCommand('Watershed: Try a Route (Dry Run)');
    await answer(desk, 'Try a Route (Dry Run)', `${complexQuestion} The key is ${madeUpToken}.`);
    await editor.webviewFrame({ title: 'Dry run: nothing was sent' });
    await closeEditors(desk);
  },
  async 'watershed.showLearnt'({ editor }) {
    await editor.runCommand('Watershed: Show What Routing Has Learnt');
    await editor.pickableItems();
    await editor.press('Escape');
  },
  async 'watershed.showMenu'({ editor }) {
    await editor.runCommand('Watershed: Show Menu');
    assert.ok((await editor.pickableItems()).length > 5);
    await editor.press('Escape');
  },
  async 'watershed.showLog'({ editor }) {
    await editor.runCommand('Watershed: Show Log');
    await editor.page.locator('.part.panel .output-view-content, .part.panel .output-view').first().waitFor();
    await editor.press('Control+j');
  },
};
