import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { meterId } from '../../support/watershed.ts';
import { complexQuestion, madeUpToken } from './chat.ts';
import { answer, closeEditors, type Desk, type Feature, readToast } from './feature.ts';

/** What decides on what may leave, and what shows what has left. */
export const privacyFeatures: Readonly<Record<string, Feature>> = {
  async 'watershed.togglePrivacyMode'(desk) {
    const { editor } = desk;
    const sign = (name: string) => editor.statusItemLocator(meterId).locator(`.codicon-${name}`);
    for (const icon of desk.mode === 'local-only' ? ['shield', 'lock'] : ['lock', 'shield']) {
      await runContributed(desk, 'watershed.togglePrivacyMode');
      await sign(icon).waitFor();
    }
    await chooseMode(desk);
  },
  'watershed.choosePrivacyMode': chooseMode,
  async 'watershed.showEgress'(desk) {
    await runContributed(desk, 'watershed.showEgress');
    const view = await desk.editor.webviewFrame({ title: 'What Left This Machine' });
    await view.getByTestId('verify').click();
    await view.getByTestId('verdict').filter({ hasText: /\S/ }).waitFor();
    await closeEditors(desk);
  },
  async 'watershed.showCompliance'(desk) {
    await runContributed(desk, 'watershed.showCompliance');
    await desk.editor.webviewFrame({ title: 'Compliance of Providers' });
    await closeEditors(desk);
  },
  async 'watershed.markFalseAlarm'(desk) {
    const { editor } = desk;
    await runContributed(desk, 'watershed.dryRun');
    await answer(desk, 'Try a Route (Dry Run)', `${complexQuestion} The key is ${madeUpToken}.`);
    await editor.webviewFrame({ title: 'Dry run: nothing was sent' });
    await closeEditors(desk);
    await runContributed(desk, 'watershed.markFalseAlarm');
    await editor.pickableItems();
    await editor.press('Enter');
    await readToast(desk, /no longer held back/);
  },
  async 'watershed.showFalseAlarms'(desk) {
    const { editor } = desk;
    await runContributed(desk, 'watershed.showFalseAlarms');
    await editor.pickableItems();
    await editor.press('ArrowDown', 'Space', 'Enter');
  },
};

/** Chooses the mode in which this editor runs, by the list of all three. */
async function chooseMode(desk: Desk): Promise<void> {
  await runContributed(desk, 'watershed.choosePrivacyMode');
  await desk.editor.pickItem(desk.mode);
  const icon = { 'local-only': 'lock', guarded: 'shield', open: 'globe' }[desk.mode];
  await desk.editor.statusItemLocator(meterId).locator(`.codicon-${icon}`).waitFor();
}

const commandsSchema = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string() })),
  }),
});

/** Runs a command by the title that the manifest gives it. */
async function runContributed({ editor }: Desk, id: string): Promise<void> {
  const { commands } = commandsSchema.parse(JSON.parse(readFileSync('package.json', 'utf8'))).contributes;
  const found = commands.find(({ command }) => command === id);
  if (found === undefined) throw new Error(`package.json contributes no command ${id}.`);
  await editor.runCommand(`${found.category}: ${found.title}`);
}
