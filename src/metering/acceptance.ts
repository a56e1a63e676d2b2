import type { Clock } from '../base/clock.ts';
import type { SuggestionOutcome } from '../contract/suggestion.ts';
import { formatShare } from './format.ts';
import type { Suggestions } from './suggestions.ts';
import type { SuggestionTally } from './suggestionTable.ts';

/** What became of suggestions, in counts. */
export interface AcceptanceFigures {
  /** How many were handed to the editor; each has one of the outcomes. */
  readonly returned: number;
  readonly outcomes: Readonly<Record<SuggestionOutcome, number>>;
  /** UTF-16 units that were added by key, be it the whole suggestion or a part. */
  readonly acceptedLength: number;
  readonly after30s: KeptFigures;
  readonly after5min: KeptFigures;
}

/** How many accepted texts were still there, of those that could be looked at. */
export interface KeptFigures {
  readonly kept: number;
  readonly known: number;
}

export interface AcceptanceSummary {
  readonly total: AcceptanceFigures;
  /** By model and language, those with the most suggestions first. */
  readonly rows: readonly (AcceptanceFigures & { readonly model: string; readonly languageId: string })[];
}

export function summarizeAcceptance(tallies: readonly SuggestionTally[]): AcceptanceSummary {
  // A server that holds one model may be configured without naming it.
  const modelOf = ({ model, backendId }: SuggestionTally) => model || backendId;
  const groups = Map.groupBy(tallies, (tally) => JSON.stringify([modelOf(tally), tally.languageId]));
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ model: modelOf(first), languageId: first.languageId, ...toFigures(group) }];
  });
  return { total: toFigures(tallies), rows: rows.sort((a, b) => b.returned - a.returned) };
}

/** The share of suggestions of which a person took the whole or a part, by key or by typing; undefined without any. */
export function acceptanceRate({ returned, outcomes }: AcceptanceFigures): number | undefined {
  const taken = outcomes.accepted + outcomes['partly-accepted'] + outcomes.typed;
  return returned === 0 ? undefined : taken / returned;
}

/** A sentence for the status item's tooltip; undefined on a day without suggestions. */
export function describeAcceptance(figures: AcceptanceFigures): string | undefined {
  const rate = acceptanceRate(figures);
  if (rate === undefined) return undefined;
  const { returned, after5min } = figures;
  const count = `${returned} suggestion${returned === 1 ? '' : 's'}`;
  const kept =
    after5min.known === 0
      ? ''
      : `, ${formatShare(after5min.kept / after5min.known)} of those taken by key kept for 5 min`;
  return `${count}, ${formatShare(rate)} accepted${kept}`;
}

/** Reading goes through all of the day's rows, and the status item is drawn as often as once a second. */
const freshForMs = 10_000;

/** Makes a function that gives the figures of the present local day, at most some seconds old. */
export function createTodaysAcceptance(suggestions: Suggestions, clock: Clock): () => AcceptanceFigures {
  let read: { readonly atMs: number; readonly figures: AcceptanceFigures } | undefined;
  return () => {
    const nowMs = clock.now();
    if (read === undefined || Math.abs(nowMs - read.atMs) >= freshForMs) {
      const midnightMs = new Date(nowMs).setHours(0, 0, 0, 0);
      read = { atMs: nowMs, figures: summarizeAcceptance(suggestions.tallySince(midnightMs)).total };
    }
    return read.figures;
  };
}

function toFigures(tallies: readonly SuggestionTally[]): AcceptanceFigures {
  const countOf = (which: (tally: SuggestionTally) => boolean) =>
    tallies.reduce((sum, tally) => sum + (which(tally) ? tally.count : 0), 0);
  const outcomeCount = (outcome: SuggestionOutcome) => countOf((tally) => tally.outcome === outcome);
  const kept = (flag: 'isKeptAfter30s' | 'isKeptAfter5min') => ({
    kept: countOf((tally) => tally[flag] === true),
    known: countOf((tally) => tally[flag] !== undefined),
  });
  return {
    returned: countOf(() => true),
    outcomes: {
      ignored: outcomeCount('ignored'),
      dismissed: outcomeCount('dismissed'),
      typed: outcomeCount('typed'),
      'partly-accepted': outcomeCount('partly-accepted'),
      accepted: outcomeCount('accepted'),
    },
    acceptedLength: tallies.reduce((sum, tally) => sum + tally.acceptedLength, 0),
    after30s: kept('isKeptAfter30s'),
    after5min: kept('isKeptAfter5min'),
  };
}
