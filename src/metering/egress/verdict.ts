import type { ChainVerdict } from '../../contract/egress.ts';

/** What the verification of the chain has found. */
export interface Findings {
  readonly broken: ReadonlySet<number>;
  readonly checkedRows: number;
  /** Rows that were sealed with a key that is gone. */
  readonly unsealedRows: number;
  readonly removedRows: number;
  readonly isCheckpointSound: boolean;
  /** Whether a row is known to have been written behind the last one that is there. */
  readonly isCutOff: boolean;
  readonly isEmpty: boolean;
  readonly hasKey: boolean;
  /** Whether the secret storage knows where the log ended. */
  readonly hasHead: boolean;
}

/** In doubt the log is not intact. */
export function toVerdict(found: Findings): ChainVerdict {
  const { checkedRows } = found;
  const brokenAt = [...found.broken].sort((a, b) => a - b);
  const unproven = sentenceOfDoubt(found);
  if (!found.hasKey && !found.isEmpty) {
    return { state: 'unverifiable', checkedRows, brokenAt: [], sentence: noKey(checkedRows) };
  }
  if (brokenAt.length > 0 || !found.isCheckpointSound) {
    return { state: 'broken', checkedRows, brokenAt, sentence: sentenceOfDamage(found, brokenAt) };
  }
  if (unproven !== undefined) return { state: 'unverifiable', checkedRows, brokenAt, sentence: unproven };
  return { state: 'intact', checkedRows, brokenAt, sentence: sentenceOfOrder(found) };
}

/** The verdict where the rows could not even be read. `reason` ends no sentence. */
export function unreadable(state: 'broken' | 'unverifiable', reason: string): ChainVerdict {
  return { state, checkedRows: 0, brokenAt: [], sentence: `The log cannot be checked: ${reason}.` };
}

function sentenceOfOrder({ isEmpty, checkedRows, removedRows }: Findings): string {
  if (isEmpty) return 'Nothing has left this machine since this log was begun.';
  const rest = `no row was changed, added or taken away (${rowsOf(checkedRows)} checked).`;
  if (removedRows === 0) return `The log is whole: ${rest}`;
  const gone = `${rowsOf(removedRows)} ${removedRows === 1 ? 'was' : 'were'} removed for age, as your setting says`;
  return `The log is whole: ${gone}; of the others, ${rest}`;
}

function sentenceOfDamage({ isCutOff, isCheckpointSound, checkedRows }: Findings, brokenAt: readonly number[]): string {
  const inside = isCutOff ? brokenAt.slice(0, -1) : brokenAt;
  const parts = [
    checkedRows === 0 && isCutOff ? 'every row is gone' : undefined,
    inside.length > 0 ? `rows were changed, added or taken away at ${list(inside)}` : undefined,
    checkedRows > 0 && isCutOff ? `rows are missing at the end, from ${brokenAt.at(-1)} on` : undefined,
    isCheckpointSound ? undefined : 'the mark of where it begins is not the one that was written',
  ];
  return `Somebody or something has changed the log: ${parts.filter((part) => part !== undefined).join('; ')}.`;
}

function sentenceOfDoubt({ unsealedRows, hasHead, isEmpty, checkedRows }: Findings): string | undefined {
  if (unsealedRows > 0) {
    const those = `${rowsOf(unsealedRows)} at the beginning`;
    return `${those} cannot be checked, since the key that sealed them is no longer in the editor's secret storage. The ${checkedRows - unsealedRows} behind them are as they were written.`;
  }
  if (!hasHead && !isEmpty) {
    return `No row was changed (${rowsOf(checkedRows)} checked), but the editor's secret storage does not know where the log ended, so rows missing at the end would not be noticed.`;
  }
  return undefined;
}

function noKey(rows: number): string {
  return `Nobody can tell whether the log was changed (${rowsOf(rows)}): its key is not in the editor's secret storage. That is so on a new machine, or after the storage was emptied.`;
}

function list(sequences: readonly number[]): string {
  const shown = sequences.slice(0, 5).join(', ');
  const more = sequences.length - 5;
  return `row ${more > 0 ? `${shown} and ${more} more` : shown}`;
}

function rowsOf(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}
