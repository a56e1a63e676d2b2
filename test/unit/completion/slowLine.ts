import type { Editor } from './harness.ts';
import type { ScriptedAnswer } from './scriptedModel.ts';

/** At 300 ms four of these have come. */
const pieces = ['total', ' +', ' it', 'em.', 'price', ' *', ' qua', 'ntity;'];
export const slow: ScriptedAnswer = { firstTokenMs: 150, chunkMs: 40, chunks: pieces };

/** A key at which the model is asked, and what comes in this time after that. */
export async function pressAndWait(editor: Editor, durationMs: number): Promise<void> {
  const { length } = editor.model.requests;
  editor.press();
  while (editor.model.requests.length === length) await editor.pause(1);
  await editor.pause(durationMs);
}
