import type { ChainVerdict } from '../../contract/egress.ts';
import { type Exit, sequencesOf } from './exits.ts';
import type { VerdictView } from './report.ts';
import { formatTime } from './words.ts';

/** A verdict with the time at which it was reached, in milliseconds since the Unix epoch. */
export interface DatedVerdict {
  readonly verdict: ChainVerdict;
  readonly atMs: number;
}

/** `dated` is undefined while the check runs. */
export function toVerdictView(dated: DatedVerdict | undefined, exits: readonly Exit[]): VerdictView {
  if (dated === undefined) {
    return {
      state: 'checking',
      sentence: 'Checking that no row was changed or removed…',
      note: '',
      hasMarkedRows: false,
    };
  }
  const { state, sentence, brokenAt } = dated.verdict;
  const isMarked = createMarks(dated);
  const listed = new Set(exits.flatMap(sequencesOf));
  const others = brokenAt.filter((sequence) => !listed.has(sequence));
  const gone = others.length === 0 ? '' : ` Not in the list: ${formatSequences(others)}.`;
  return {
    ...{ state, sentence },
    note: `Checked at ${formatTime(dated.atMs)}.${gone}`,
    hasMarkedRows: exits.some(isMarked),
  };
}

/** Says whether the check has marked one of the rows of an exit. */
export function createMarks(dated: DatedVerdict | undefined): (exit: Exit) => boolean {
  const broken = new Set(dated?.verdict.brokenAt);
  return (exit) => broken.size > 0 && sequencesOf(exit).some((sequence) => broken.has(sequence));
}

function formatSequences(sequences: readonly number[]): string {
  const shown = sequences.slice(0, 10).join(', ');
  const rest = sequences.length - 10;
  return `${sequences.length === 1 ? 'row' : 'rows'} ${shown}${rest > 0 ? ` and ${rest} more` : ''}`;
}
