import assert from 'node:assert/strict';
import { meterId } from '../../support/watershed.ts';
import { type Desk, type Feature, openText, whileModelHangs } from './feature.ts';

/** From here, or in `open` from the cloud where that was quicker. */
const anyGhost = /return|from_the_cloud/;

const above = 'def subtract(a, b):\n    return a - b\n\n\n';

/** Everything about the text that is suggested while a person types. */
export const completionFeatures: Readonly<Record<string, Feature>> = {
  async 'watershed.triggerCompletion'(desk) {
    const { editor } = desk;
    await typeUntilGhost(desk, 'asked');
    await editor.press('Escape');
    await editor.waitForNoGhost();
    await editor.press('Alt+\\');
    await editor.waitForGhost(anyGhost);
    await editor.acceptGhost();
    await typeWithPauses(desk);
    await typeAtHangingModel(desk);
  },
  async 'watershed.dismissCompletion'(desk) {
    const { editor } = desk;
    await typeUntilGhost(desk, 'dismissed');
    await editor.press('Escape');
    await editor.waitForNoGhost();
  },
  async 'watershed.toggleCompletions'(desk) {
    await offAndOn(desk, 'Watershed: Toggle Inline Completions');
  },
  async 'watershed.toggleCompletionsForLanguage'(desk) {
    await offAndOn(desk, 'Watershed: Toggle Inline Completions for This Language');
  },
  async 'watershed.toggleManualOnly'(desk) {
    await offAndOn(desk, 'Watershed: Toggle Manual-Only Inline Completions');
  },
  async 'watershed.snoozeCompletions'({ editor }) {
    const snooze = async () => {
      await editor.runCommand('Watershed: Snooze Inline Completions');
      await editor.pickItem('15 minutes');
      await editor.statusItemLocator(meterId).locator('[aria-label*="snoozed"]').waitFor({ timeout: 20_000 });
    };
    // A list that loses the keyboard is closed by the editor, and then nothing was picked.
    await snooze().catch(snooze);
  },
  async 'watershed.endSnooze'(desk) {
    const { editor } = desk;
    await editor.runCommand('Watershed: End Snooze');
    await typeUntilGhost(desk, 'awake');
  },
};

async function typeUntilGhost(desk: Desk, name: string): Promise<void> {
  const { editor } = desk;
  await openText(desk, `${name}-${desk.mode}.py`, above);
  await editor.typeText('def add(a, b):\n');
  await waitForAnyGhost(desk);
}

/** A busy machine may miss the moment; then the key that asks is a feature as well. */
async function waitForAnyGhost({ editor }: Desk): Promise<void> {
  try {
    await editor.waitForGhost(anyGhost, 6_000);
  } catch {
    await editor.press('Alt+\\');
    await editor.waitForGhost(anyGhost);
  }
}

async function offAndOn(desk: Desk, command: string): Promise<void> {
  const { editor } = desk;
  await openText(desk, `${command.replace(/\W+/g, '-')}-${desk.mode}.py`, above);
  // Before the editor knows of the first, the second would say the same once more.
  const silence = editor.statusItemLocator(meterId).locator('[aria-label*="Inline completions"]');
  await editor.runCommand(command);
  await silence.waitFor();
  await editor.typeText('def add(a, b):\n');
  await editor.runCommand(command);
  await silence.waitFor({ state: 'detached' });
}

/** Longer than every debounce, so that each piece is asked for, and the model is warmed for the rest. */
async function typeWithPauses({ editor }: Desk): Promise<void> {
  for (const piece of ['\n\n\ndef mul', 'tiply(a, ', 'b):\n', 'return ', 'a']) {
    await editor.typeText(piece);
    await editor.page.waitForTimeout(700);
  }
}

/** The strategy asks a cloud beside a local model that hangs, and where it may not, nothing comes. */
async function typeAtHangingModel(desk: Desk): Promise<void> {
  const { editor } = desk;
  await openText(desk, `hanging-${desk.mode}.py`, above);
  await whileModelHangs(desk, async () => {
    await editor.typeText('def divide(a, b):\n');
    if (desk.mode === 'open') await editor.waitForGhost(/from_the_cloud/);
    else {
      await editor.page.waitForTimeout(2_500);
      assert.equal(await editor.ghostText(), undefined);
    }
    await editor.press('Escape');
  });
}
