import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { questionKinds } from '../../../src/routing/questionCues.ts';

export type LabelledPrompt = z.infer<typeof promptSchema>;
export type Split = LabelledPrompt['split'];

/** Reads the labelled prompts; test/fixtures/routing/README.md says what their fields mean. @throws ZodError */
export function readPrompts(): readonly LabelledPrompt[] {
  const file = new URL('../../fixtures/routing/prompts.json', import.meta.url);
  return z.array(promptSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * The split of a prompt, which nothing but its own text decides. The first batch is all for tuning, since the first cues
 * were written with it before there was a split. Of the second one six in ten are held out.
 */
export function splitOf({ prompt, batch }: Pick<LabelledPrompt, 'prompt' | 'batch'>): Split {
  if (batch === 1) return 'tuning';
  const [firstByte = 0] = createHash('sha256').update(`watershed-routing-1:${prompt}`).digest();
  return firstByte % 10 < 6 ? 'held-out' : 'tuning';
}

const promptSchema = z.strictObject({
  prompt: z.string().min(1),
  /** The kind of question. */
  code: z.enum(questionKinds),
  /** The side that the kind of task asks for. */
  route: z.enum(['local', 'remote']),
  /** ISO 639-1. */
  language: z.string().length(2),
  batch: z.union([z.literal(1), z.literal(2)]),
  split: z.enum(['tuning', 'held-out']),
});
