import type { PrivacyMode } from '../../contract/routing.ts';
import { formatCount } from '../format.ts';
import { toDetailView } from './details.ts';
import type { Exit } from './exits.ts';
import { createMatcher, everyPrompt } from './filter.ts';
import { headlineOf } from './headline.ts';
import { startOfPeriod } from './periods.ts';
import type { Choice, EgressViewState, EmptyList, ExitFilter, FilterChoices } from './report.ts';
import { toDayViews } from './rowView.ts';
import { exitsSince, totalsRows } from './totals.ts';
import { createMarks, type DatedVerdict, toVerdictView } from './verdictView.ts';
import { countOf, hostOf, taskWords } from './words.ts';

/** What the host of the view knows at a time. */
export interface EgressFacts {
  /** The newest first. */
  readonly exits: readonly Exit[];
  readonly filter: ExitFilter;
  /** How many requests are drawn at most. */
  readonly shownCount: number;
  readonly openRows: ReadonlySet<number>;
  readonly dated: DatedVerdict | undefined;
  /** Whether the rows are those of the log; false where it could not be read. */
  readonly isReadable: boolean;
  readonly nowMs: number;
  readonly mode: PrivacyMode;
  readonly beganAtMs: number | undefined;
}

export function toViewState(facts: EgressFacts): EgressViewState {
  const { exits, filter, shownCount, openRows, dated, isReadable, nowMs, mode, beganAtMs } = facts;
  const isMarked = createMarks(dated);
  const matching = filterExits(facts);
  const shown = matching.slice(0, shownCount);
  return {
    headline: headlineOf({ exits, nowMs, mode, beganAtMs, isReadable, verdict: dated?.verdict }),
    totals: totalsRows(exits, nowMs),
    verdict: toVerdictView(dated, exits),
    filter,
    isFiltered: !isSame(filter, everyPrompt),
    choices: choicesOf(facts),
    days: toDayViews(shown, nowMs, isMarked),
    count: describeCount(shown.length, matching.length, exits.length),
    canShowMore: shown.length < matching.length,
    open: shown.filter(({ sent }) => openRows.has(sent.sequence)).map((exit) => toDetailView(exit, isMarked(exit))),
    isLogEmpty: exits.length === 0,
    empty: matching.length > 0 ? undefined : describeEmpty(facts),
  };
}

/** All that the filter lets through, the newest first. */
export function filterExits({ exits, filter, dated, nowMs }: EgressFacts): readonly Exit[] {
  return exits.filter(createMatcher(filter, nowMs, createMarks(dated)));
}

function isSame(a: ExitFilter, b: ExitFilter): boolean {
  const parts = (filter: ExitFilter) => [
    ...[filter.period, filter.host, filter.task, filter.text],
    ...[filter.withFindings, filter.withoutPrompt, filter.marked],
  ];
  return JSON.stringify(parts(a)) === JSON.stringify(parts(b));
}

function describeCount(shown: number, matching: number, all: number): string {
  if (matching === 0) return '';
  if (shown < matching) return `The newest ${formatCount(shown)} of ${countOf(matching, 'request', 'requests')}`;
  return matching === all
    ? countOf(matching, 'request', 'requests')
    : `${formatCount(matching)} of ${countOf(all, 'request', 'requests')}`;
}

function describeEmpty({ exits, filter, nowMs }: EgressFacts): EmptyList {
  if (exits.length === 0) {
    return { text: 'The log is empty. As soon as a request leaves this machine, it stands here.', remedy: 'none' };
  }
  const withoutPrompt = createMatcher({ ...filter, withoutPrompt: true }, nowMs, () => true);
  if (!filter.withoutPrompt && !filter.marked && exits.some(withoutPrompt)) {
    return { text: 'No prompt left, only requests without one.', remedy: 'show-without-prompt' };
  }
  return { text: 'Nothing that left matches these filters.', remedy: 'clear-filter' };
}

function choicesOf({ exits, filter, nowMs }: EgressFacts): FilterChoices {
  const inPeriod = exitsSince(exits, startOfPeriod(filter.period, nowMs));
  return {
    hosts: choicesBy(
      exits,
      ({ sent }) => hostOf(sent.origin),
      (host) => host,
      filter.host,
    ),
    tasks: choicesBy(
      exits,
      ({ sent }) => sent.prompt?.task,
      (task) => taskLabels.get(task) ?? task,
      filter.task,
    ),
    withoutPrompt: formatCount(inPeriod.filter(({ sent }) => sent.prompt === undefined).length),
  };
}

const taskLabels: ReadonlyMap<string, string> = new Map(Object.entries(taskWords));

/** The values that occur, the most frequent first, and the chosen one in any case. */
function choicesBy(
  exits: readonly Exit[],
  read: (exit: Exit) => string | undefined,
  label: (value: string) => string,
  chosen: string | undefined,
): readonly Choice[] {
  const counts = new Map<string, number>(chosen === undefined ? [] : [[chosen, 0]]);
  for (const exit of exits) {
    const value = read(exit);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => ({ value, label: label(value) }));
}
