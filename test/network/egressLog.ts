import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { World } from './world.ts';

/** A request as the egress log on the disk has it. */
export interface LoggedRequest {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly bodySha256: string;
  readonly bodyBytes: number;
  /** The person or a quicker answer ended the attempt, perhaps before the first byte had left. */
  readonly wasGivenUp: boolean;
}

/** Reads the log from outside, as whoever inspects this machine would. */
export function readEgressLog({ userDataDir }: Pick<World, 'userDataDir'>): readonly LoggedRequest[] {
  const file = join(userDataDir, 'User', 'globalStorage', 'watershed.watershed', 'ledger.sqlite');
  // A window that closes has the file to itself for a moment.
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    const rows = database.prepare('SELECT content FROM egress ORDER BY sequence').all();
    const contents = rows.map(({ content }) => contentSchema.parse(JSON.parse(String(content))));
    const givenUp = new Set(contents.flatMap((row) => (row.type === 'settled' && isGivenUp(row) ? [keyOf(row)] : [])));
    return contents.flatMap((row) => {
      if (row.type !== 'sent') return [];
      const { prompt, backendId, ...request } = row;
      const wasGivenUp = prompt !== null && givenUp.has(keyOf({ requestId: prompt.requestId, backendId }));
      return [{ ...request, wasGivenUp }];
    });
  } finally {
    database.close();
  }
}

const contentSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('sent'),
    ...{ backendId: z.string(), origin: z.string(), method: z.string(), path: z.string() },
    ...{ bodySha256: z.string(), bodyBytes: z.number() },
    prompt: z.object({ requestId: z.string() }).nullable(),
  }),
  z.object({ type: z.literal('settled'), requestId: z.string(), backendId: z.string(), outcome: z.string() }),
]);

function isGivenUp({ outcome }: { readonly outcome: string }): boolean {
  return outcome === 'cancelled' || outcome === 'superseded';
}

function keyOf({ requestId, backendId }: { readonly requestId: string; readonly backendId: string }): string {
  return `${requestId} ${backendId}`;
}
