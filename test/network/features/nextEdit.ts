import { waitForDrawnTexts } from '../../support/drawnText.ts';
import { type Desk, type Feature, openText } from './feature.ts';

const text = `export function average(values) {
  let sum = 0;
  // The sum of all.
  for (const value of values) sum += value;
  return sum / values.length;
}
`;

/** The likely next place after a rename. Its commands are those behind Tab and Escape, and need an offer. */
export const nextEditFeatures: Readonly<Record<string, Feature>> = {
  async 'watershed.jumpToNextEdit'(desk) {
    await withOffer(desk, 'jump', async ({ editor }) => {
      await editor.press('Tab');
      await waitForDrawnTexts(editor.page, ['total']);
    });
  },
  async 'watershed.acceptNextEdit'(desk) {
    await withOffer(desk, 'accept', async ({ editor }) => {
      await editor.press('Tab');
      await waitForDrawnTexts(editor.page, ['total']);
      await editor.press('Tab');
      await waitForDrawnTexts(editor.page, ['⇥ rename to `total`']);
    });
  },
  async 'watershed.dismissNextEdit'(desk) {
    await withOffer(desk, 'dismiss', async ({ editor }) => {
      await editor.press('Escape');
      await waitForDrawnTexts(editor.page, []);
    });
  },
};

/** Renames a variable where it is declared. A ghost would have the first right to Tab: the settings want none here. */
async function withOffer(desk: Desk, name: string, act: Feature): Promise<void> {
  const { editor } = desk;
  await openText(desk, `renamed-${name}-${desk.mode}.js`, text);
  await editor.press('Control+Home', 'ArrowDown', 'End');
  for (let key = 0; key < ' = 0;'.length; key++) await editor.press('ArrowLeft');
  await editor.press('Backspace', 'Backspace', 'Backspace');
  await editor.typeText('total');
  await editor.press('ArrowDown');
  await waitForDrawnTexts(editor.page, ['⇥ rename to `total`']);
  await act(desk);
}
