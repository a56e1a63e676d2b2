import type { ChainVerdict } from '../../contract/egress.ts';
import type { Exit } from './exits.ts';
import type { ExitFilter } from './report.ts';
import { formatIso } from './words.ts';

export interface JsonExport {
  /** The newest first. */
  readonly exits: readonly Exit[];
  readonly filter: ExitFilter;
  readonly verdict: ChainVerdict;
  readonly nowMs: number;
  readonly isMarked: (exit: Exit) => boolean;
}

/** Everything that the log holds of the requests, kept texts too, with the verdict on the chain at that time. */
export function toJson({ exits, filter, verdict, nowMs, isMarked }: JsonExport): string {
  const requests = exits.map((exit) => ({
    sentAt: formatIso(exit.sent.atMs),
    end: exit.end,
    isMarked: isMarked(exit),
    sent: exit.sent,
    settled: exit.settled,
  }));
  const file = { format: 'watershed-egress', version: 1, exportedAt: formatIso(nowMs), filter, verdict, requests };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}
