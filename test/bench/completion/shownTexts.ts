import { z } from 'zod';
import { sum } from './quantile.ts';
import type { TimelineEvent } from './timeline.ts';

/** The ghost texts that appeared anew; one that is typed along counts once. */
export function shownTexts(timeline: readonly TimelineEvent[]): readonly string[] {
  let last: string | undefined;
  return timeline.flatMap((event) => {
    if (event.kindOfEvent !== 'ghost' || event.text === undefined) return [];
    const line = event.line?.trim();
    const isNew = line !== last;
    last = line;
    return isNew ? [event.text] : [];
  });
}

const tokensSchema = z.object({ tokens: z.array(z.unknown()) });

/** How many tokens these texts are for the server's own model. */
export async function countTokens(serverUrl: string, texts: readonly string[]): Promise<number> {
  const counts = await Promise.all(
    texts.map(async (content) => {
      const response = await fetch(`${serverUrl}/tokenize`, { method: 'POST', body: JSON.stringify({ content }) });
      return tokensSchema.parse(await response.json()).tokens.length;
    }),
  );
  return sum(counts);
}
