import * as z from 'zod';
import { openChat } from '../../support/chatFrame.ts';
import { backendFeatures } from './backends.ts';
import { chatFeatures } from './chat.ts';
import { completionFeatures } from './completions.ts';
import type { Feature } from './feature.ts';
import { nextEditFeatures } from './nextEdit.ts';
import { privacyFeatures } from './privacy.ts';
import { reportFeatures } from './reports.ts';

/**
 * How each contributed command and view is used, by its identifier, in the order in which they are: keys before
 * questions, and consent before what needs it. A test holds that none is missing.
 */
export const features: Readonly<Record<string, Feature>> = {
  ...backendFeatures,
  'watershed.chat': async ({ editor }) => {
    await editor.runCommand('View: Show Watershed');
    const frame = await editor.webviewFrame({ title: 'Watershed Chat' });
    await frame.getByTestId('input').waitFor();
    await openChat(editor);
  },
  ...chatFeatures,
  ...completionFeatures,
  ...nextEditFeatures,
  ...reportFeatures,
  ...privacyFeatures,
};

const manifestSchema = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string() })),
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
  }),
});

/** The identifiers of every command and view that a manifest contributes. */
export function contributed(manifest: unknown): readonly string[] {
  const { commands, views } = manifestSchema.parse(manifest).contributes;
  return [
    ...commands.map(({ command }) => command),
    ...Object.values(views).flatMap((list) => list.map(({ id }) => id)),
  ];
}
