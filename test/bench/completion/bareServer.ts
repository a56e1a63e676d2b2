import { z } from 'zod';
import { findPauses } from './pauses.ts';
import { quantile } from './quantile.ts';
import type { Replay } from './replay.ts';
import type { BenchSession } from './session.ts';
import { toTimeline } from './timeline.ts';

/** What the server says to the bare end of the text before the cursor, by trace and by the number of the pause. */
export interface BareAnswers {
  /** How many characters the server was given: the median of the extension's own prompts. */
  readonly promptLength: number;
  readonly lines: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

const usualPromptLength = 1_500;
const answerSchema = z.object({ content: z.string() });

/** Asks the server itself at each pause of the replays, when they are over: one line, the likeliest tokens. */
export async function bareAnswers(session: BenchSession, replays: readonly Replay[]): Promise<BareAnswers> {
  const lengths = (session.proxy?.exchanges ?? []).flatMap(({ kind, prompt }) =>
    kind === 'completion' && prompt !== undefined ? [prompt.length] : [],
  );
  const promptLength = quantile(lengths, 0.5) ?? usualPromptLength;
  const lines = new Map<string, Map<number, string>>();
  for (const replay of replays) {
    const answers = new Map<number, string>();
    for (const { index, state } of findPauses(toTimeline(replay))) {
      answers.set(index, await ask(`${session.serverUrl}/completion`, state.before.slice(-promptLength)));
    }
    lines.set(replay.trace.name, answers);
  }
  return { promptLength, lines };
}

async function ask(url: string, prompt: string): Promise<string> {
  const body = JSON.stringify({ prompt, n_predict: 48, temperature: 0, stop: ['\n'], cache_prompt: true });
  const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(60_000) });
  return answerSchema.parse(await response.json()).content;
}
