import type { EgressRow, SentRow, SettledRow } from '../../contract/egress.ts';

/** One request that left this machine, with what came of it. */
export interface Exit {
  readonly sent: SentRow;
  /** Undefined for a request without a prompt, for one that is under way, and where a later try got the answer. */
  readonly settled: SettledRow | undefined;
  readonly end: ExitEnd;
}

/**
 * `settled`: see the outcome of its row. `repeated`: the same request was sent once more, and that one settled both.
 * `open`: under way, or its end was never written down. `untold`: the end of a request without a prompt is not written.
 */
export type ExitEnd = 'settled' | 'repeated' | 'open' | 'untold';

/**
 * Puts each `sent` row together with the `settled` row that followed it for the same request and backend, the newest
 * first. One attempt may send its request twice, after a fault that passes: then the last one has the figures, so that
 * they count once.
 */
export function joinRows(rows: Iterable<EgressRow>): readonly Exit[] {
  const exits = new Map<SentRow, Exit>();
  const waiting = new Map<string, SentRow[]>();
  for (const row of [...rows].sort(byTime)) {
    if (row.type === 'sent') {
      exits.set(row, { sent: row, settled: undefined, end: row.prompt === undefined ? 'untold' : 'open' });
      if (row.prompt === undefined) continue;
      const key = keyOf(row.prompt.requestId, row.backendId);
      waiting.set(key, [...(waiting.get(key) ?? []), row]);
    } else {
      const key = keyOf(row.requestId, row.backendId);
      const sends = waiting.get(key) ?? [];
      waiting.delete(key);
      const last = sends.pop();
      for (const sent of sends) exits.set(sent, { sent, settled: undefined, end: 'repeated' });
      if (last !== undefined) exits.set(last, { sent: last, settled: row, end: 'settled' });
    }
  }
  return [...exits.values()].reverse();
}

/** The rows of an exit in the log. */
export function sequencesOf({ sent, settled }: Exit): readonly number[] {
  return settled === undefined ? [sent.sequence] : [sent.sequence, settled.sequence];
}

function keyOf(requestId: string, backendId: string): string {
  return JSON.stringify([requestId, backendId]);
}

/** Several windows write into one log, each with a clock of its own reading. */
function byTime(a: EgressRow, b: EgressRow): number {
  return a.atMs - b.atMs || a.sequence - b.sequence;
}
