import type { PromptSource } from './budget.ts';
import type { FimFormat } from './formats.ts';
import { makeHarmless } from './harmless.ts';
import { layoutPrompt, textOf } from './layout.ts';
import type { Evidence, FimCandidate } from './probe.ts';

/** How a model fills in, as far as it was found out. */
export type Filling =
  /** It fills in with this layout; `failed` are the ones that were tried before. */
  | {
      readonly kind: 'proven';
      readonly format: FimFormat;
      readonly evidence: Evidence;
      readonly failed: readonly FailedLayout[];
    }
  /** Something speaks for it, but each layout failed, so it gets the text before the cursor alone. */
  | { readonly kind: 'failed'; readonly format: undefined; readonly failed: readonly FailedLayout[] }
  /** Nothing speaks for it. */
  | { readonly kind: 'none'; readonly format: undefined };

export interface FailedLayout {
  readonly format: FimFormat;
  readonly verdict: Exclude<Verdict, 'fills'>;
}

/**
 * What an answer to the probe shows. `leaks`: it holds control tokens or reasoning; `chats`: a chat template answered,
 * or a model that wants to talk; `repeats`: it starts the code around the hole again instead of filling it.
 */
export type Verdict = 'fills' | 'empty' | 'leaks' | 'chats' | 'repeats';

/** Asks the model to go on with a prompt, for at most `probeTokens`, always with the likeliest token. */
export type TryPrompt = (prompt: string, signal: AbortSignal) => Promise<string>;

/** Enough to see what an answer is going to be. */
export const probeTokens = 10;
/** The other order of the same tokens and then the next family. More would keep a slow server busy for no likely gain. */
const mostTries = 3;

/**
 * Tests layouts with a question that has one good answer, and keeps the first one that works. The question is always
 * the same and holds nothing of the person's, so it counts as a connection without a prompt: it goes through the gate,
 * which asks `mayContact`, but has no admission and no row in the ledger.
 */
export async function testFilling(
  candidates: AsyncIterable<FimCandidate>,
  tryPrompt: TryPrompt,
  signal: AbortSignal,
): Promise<Filling> {
  const failed: FailedLayout[] = [];
  for await (const { format, evidence } of inBothOrders(candidates)) {
    const verdict = judge(await tryPrompt(probePrompt(format), signal));
    if (verdict === 'fills') return { kind: 'proven', format, evidence, failed };
    failed.push({ format, verdict });
    if (failed.length === mostTries) break;
  }
  return failed.length === 0 ? { kind: 'none', format: undefined } : { kind: 'failed', format: undefined, failed };
}

export function judge(answer: string): Verdict {
  const text = answer.trim();
  if (text === '') return 'empty';
  if (makeHarmless(text) !== text || /<\/?think/i.test(text)) return 'leaks';
  if (/^(```|assistant\b|Sure\b|Certainly\b|Of course\b|Here\b|The |This |To |I('m|'ll)? )/.test(text)) return 'chats';
  // After "return " no statement can stand, so this is the suffix over again, or a new file.
  return /^(def|class|import|from|return)\b/.test(text) ? 'repeats' : 'fills';
}

/** Where an expression is missing between a `return` and the next function. */
export const probeSource: PromptSource = {
  path: 'arithmetic.py',
  prefix: 'def add(a, b):\n    """Gives the sum of a and b."""\n    return ',
  suffix: '\n\n\ndef subtract(a, b):\n    """Gives a minus b."""\n    return a - b\n',
  snippets: [],
};

function probePrompt(format: FimFormat): string {
  const { fixed, moving } = layoutPrompt(format, probeSource);
  return textOf([...fixed, ...moving]);
}

async function* inBothOrders(candidates: AsyncIterable<FimCandidate>): AsyncGenerator<FimCandidate, void, void> {
  for await (const candidate of candidates) {
    yield candidate;
    const { format } = candidate;
    yield { ...candidate, format: { ...format, layout: format.layout === 'psm' ? 'spm' : 'psm' } };
  }
}
